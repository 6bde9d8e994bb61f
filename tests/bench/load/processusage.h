// SPDX-License-Identifier: MIT
// What a process has taken of the machine so far, all its threads together.
#pragma once

#include <QtCore/QtGlobal>

namespace Gantry::Bench {

struct ProcessUsage
{
    double cpuSeconds = 0; //!< to the nanosecond, as far as the system has added up
    double userSeconds = 0; //!< these two in the clock ticks of proc(5)
    double systemSeconds = 0;
    qint64 residentBytes = 0;
    bool isKnown = false;
};

//! Of another process, or of this one: pid 0.
ProcessUsage usageOf(qint64 pid);

} // namespace Gantry::Bench
