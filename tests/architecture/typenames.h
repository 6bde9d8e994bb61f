// SPDX-License-Identifier: MIT
// The names of types: of two that have the same one in the same namespace the linker keeps
// what it finds first, and says nothing.
#pragma once

#include "sourcetree.h"

namespace Gantry::Architecture {

//! Types of lib/ and inspector/ that are defined in two files.
QStringList checkTypeNames(const SourceTree &tree);

} // namespace Gantry::Architecture
