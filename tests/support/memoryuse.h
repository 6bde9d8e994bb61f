// SPDX-License-Identifier: MIT
// What this process takes of the machine. Sanitizers keep what was freed for a while
// and answer for malloc themselves: under them figures of memory mean nothing.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <malloc.h>
#include <unistd.h>

namespace Gantry::Testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool MemoryIsMeasurable = false;
#else
inline constexpr bool MemoryIsMeasurable = true;
#endif

//! Octets that malloc has given out and not got back.
inline qint64 allocatedBytes()
{
    if (!MemoryIsMeasurable)
        return 0;
    const auto info = mallinfo2();
    return qint64(info.uordblks + info.hblkhd);
}

//! A line of /proc/self/status that counts in KiB, in octets.
inline qint64 statusBytes(const QByteArray &name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!MemoryIsMeasurable || !file.open(QIODevice::ReadOnly))
        return 0;
    for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
        if (line.startsWith(name + ':'))
            return line.sliced(name.size() + 1).replace("kB", "").trimmed().toLongLong() * 1024;
    }
    return 0;
}

inline qint64 residentBytes()
{
    return statusBytes("VmRSS");
}

//! Since the last resetPeak().
inline qint64 peakResidentBytes()
{
    return statusBytes("VmHWM");
}

inline void resetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs")); // proc(5): 5 resets the peak
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
}

inline int openDescriptors()
{
    return int(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System).size());
}

} // namespace Gantry::Testing
