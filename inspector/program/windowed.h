// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "program/arguments.h"

namespace Gantry::Inspector {

//! Runs with the window, or paints it for --screenshot; returns the exit status.
int runWindowed(int &argc, char **argv, const Arguments &arguments);

} // namespace Gantry::Inspector
