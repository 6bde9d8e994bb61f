// SPDX-License-Identifier: MIT
#include "processusage.h"

#include <QtCore/QFile>

#include <ctime>
#include <unistd.h>

namespace Gantry::Bench {

namespace {

QByteArray readProc(qint64 pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(QLatin1StringView(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

ProcessUsage usageOf(qint64 pid)
{
    if (pid == 0)
        pid = ::getpid();
    ProcessUsage usage;
    const QByteArray stat = readProc(pid, "stat");
    // The name, in parentheses, may hold anything.
    const QByteArrayList fields = stat.sliced(stat.lastIndexOf(')') + 1).simplified().split(' ');
    if (fields.size() < 22)
        return usage;
    const auto ticks = double(::sysconf(_SC_CLK_TCK));
    usage.userSeconds = fields.at(11).toDouble() / ticks;
    usage.systemSeconds = fields.at(12).toDouble() / ticks;
    usage.cpuSeconds = usage.userSeconds + usage.systemSeconds;
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid_t(pid), &clock) == 0 && ::clock_gettime(clock, &time) == 0)
        usage.cpuSeconds = double(time.tv_sec) + double(time.tv_nsec) / 1e9;
    usage.residentBytes = readProc(pid, "statm").split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
    usage.isKnown = true;
    return usage;
}

} // namespace Gantry::Bench
