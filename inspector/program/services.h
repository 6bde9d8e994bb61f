// SPDX-License-Identifier: GPL-3.0-only
// What the window cannot make itself, as it knows neither sources nor programs: made from the
// arguments of the run, which also tells where its records are written.
#pragma once

#include "program/arguments.h"
#include "program/capturerun.h"
#include "ui/windowservices.h"

namespace Gantry::Inspector {

//! What the window's dialogs make. \a run, which outlives the window, writes the records
//! of these sources too.
WindowServices servicesFor(const Arguments &arguments, CaptureRun &run);

} // namespace Gantry::Inspector
