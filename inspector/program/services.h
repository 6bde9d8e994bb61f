// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "program/arguments.h"
#include "program/capturerun.h"
#include "ui/windowservices.h"

namespace Gantry::Inspector {

//! What the window's dialogs make. \a run, which outlives the window, writes the records
//! of these sources too.
WindowServices servicesFor(const Arguments &arguments, CaptureRun &run);

} // namespace Gantry::Inspector
