// SPDX-License-Identifier: MIT
// Time as the core sees it: a value that callers hand in. Nothing in this room
// reads a clock, so every timeout can be tested in microseconds.
#pragma once

#include <chrono>

namespace Gantry::Core {

using TimePoint = std::chrono::steady_clock::time_point;

} // namespace Gantry::Core
