// SPDX-License-Identifier: GPL-3.0-only
// Where two sequences differ, by Myers' algorithm (1986): the fewest removals and insertions
// that make one of the other. Knows positions alone; what is compared is the caller's.
#pragma once

#include <QtCore/qglobal.h>

#include <functional>
#include <vector>

namespace Gantry::Inspector {

//! \a removed items at \a before make place for \a inserted ones at \a after.
struct Hunk
{
    qsizetype before = 0;
    qsizetype removed = 0;
    qsizetype after = 0;
    qsizetype inserted = 0;
    bool operator==(const Hunk &) const = default;
};

//! Memory is the square of this in 4-octet numbers, 9 MB.
inline constexpr qsizetype MaxEditDistance = 1500;

//! \a same compares an item of the one with an item of the other. Sequences that need more
//! than \a maxDistance removals and insertions, and those on which \a stop says so, differ in
//! one hunk: all that is between their common beginning and their common end.
std::vector<Hunk> differences(qsizetype before, qsizetype after,
                              const std::function<bool(qsizetype, qsizetype)> &same,
                              qsizetype maxDistance = MaxEditDistance,
                              const std::function<bool()> &stop = {});

} // namespace Gantry::Inspector
