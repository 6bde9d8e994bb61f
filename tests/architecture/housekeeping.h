// SPDX-License-Identifier: MIT
// What every file owes the house whatever room it is in: a licence line, a bounded
// length, and no word of the machine that it was written on.
#pragma once

#include "sourcetree.h"

namespace Gantry::Architecture {

//! Every source begins with its SPDX line: GPL-3.0-only in the inspector's code, MIT
//! elsewhere.
QStringList checkLicenceLines(const SourceTree &tree);

//! No source is longer than 400 lines: by then a class is missing.
QStringList checkLengths(const SourceTree &tree);

//! No home, checkout or build folder of anybody's machine.
QStringList checkMachinePaths(const SourceTree &tree);

//! Whatever is there was meant to be finished.
QStringList checkLeftovers(const SourceTree &tree);

} // namespace Gantry::Architecture
