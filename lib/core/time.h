// SPDX-License-Identifier: MIT
// Time as the core sees it: a value that callers hand in. Nothing in this room
// reads a clock, so every timeout can be tested in microseconds.
#pragma once

#include <chrono>

namespace Gantry::Core {

using TimePoint = std::chrono::steady_clock::time_point;

//! \a duration after \a start, or the end of time where that comes first: people
//! write milliseconds::max() for "never".
constexpr TimePoint later(TimePoint start, std::chrono::milliseconds duration) noexcept
{
    // Compared in milliseconds: the other way round the duration itself would overflow.
    const auto left = std::chrono::floor<std::chrono::milliseconds>(TimePoint::max() - start);
    return duration < left ? start + duration : TimePoint::max();
}

} // namespace Gantry::Core
