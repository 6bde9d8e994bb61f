// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "program/arguments.h"

namespace Gantry::Inspector {

//! Runs without a window and without a display; returns the exit status.
int runHeadless(int &argc, char **argv, const Arguments &arguments);

} // namespace Gantry::Inspector
