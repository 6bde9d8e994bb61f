// SPDX-License-Identifier: MIT
#pragma once

namespace Gantry::Tap {

//! Starts inspection when the environment says GANTRY_INSPECT=1; looks there once in
//! a process, and warns when it cannot start.
void startInspectionIfAsked();

} // namespace Gantry::Tap
