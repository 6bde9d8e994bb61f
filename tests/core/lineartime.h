// SPDX-License-Identifier: MIT
// Tells linear from quadratic without a stopwatch's absolute figures: eight times the
// input may take some more than eight times the processor time, but not 64 times.
#pragma once

#include <QtCore/QByteArray>

#include <ctime>
#include <limits>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace Gantry::Core {

//! Blocks above 128 KiB would come from the system each time, whose page faults cost some
//! machines ten times what is measured here.
inline void keepFreedMemory()
{
#ifdef __GLIBC__
    constexpr int bytes = 16 * 1024 * 1024;
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, 4 * bytes);
#endif
}

//! The least processor time, in microseconds, that \a run(\a size) took.
template<typename Run>
double leastMicroseconds(const Run &run, qsizetype size)
{
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < 10; ++i) {
        const std::clock_t start = std::clock();
        run(size);
        least = qMin(least, double(std::clock() - start) * 1e6 / CLOCKS_PER_SEC);
    }
    return least;
}

//! Empty if the time of \a run grows about as its argument does, else the figures.
template<typename Run>
QByteArray timeOverLinear(const Run &run)
{
    keepFreedMemory();
    constexpr qsizetype size = 16 * 1024;
    // What is too quick to measure cannot be told from constant time.
    const double small = qMax(20.0, leastMicroseconds(run, size));
    const double large = leastMicroseconds(run, 8 * size);
    if (large < 24 * small)
        return {};
    return QByteArray::number(small) + " us, eight times as long " + QByteArray::number(large) + " us";
}

} // namespace Gantry::Core
