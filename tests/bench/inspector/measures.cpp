// SPDX-License-Identifier: MIT
#include "measures.h"

#include <QtCore/QFile>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

std::chrono::nanoseconds threadTime()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

Time Stopwatch::time() const
{
    return {.passed = std::chrono::nanoseconds(m_timer.nsecsElapsed()), .worked = threadTime() - m_begin};
}

void Stopwatch::restart()
{
    m_timer.start();
    m_begin = threadTime();
}

LoopWatch::LoopWatch()
{
    m_timer.setInterval(0);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        const Time turn = m_turn.time();
        m_passed.push_back(turn.passed);
        m_worked.push_back(turn.worked);
        m_turn.restart();
    });
    m_timer.start();
}

Time LoopWatch::percentile(double part) const
{
    const auto at = [part](std::vector<Milliseconds> times) {
        if (times.empty())
            return Milliseconds{};
        const auto place = times.begin() + std::ptrdiff_t(part * double(times.size() - 1));
        std::nth_element(times.begin(), place, times.end());
        return *place;
    };
    return {.passed = at(m_passed), .worked = at(m_worked)};
}

MemoryUse memoryUse()
{
    MemoryUse use;
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return use;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const double megabytes = line.simplified().split(' ').value(1).toDouble() * 1024 / 1e6;
        if (line.startsWith("RssAnon:"))
            use.own = megabytes;
        else if (line.startsWith("RssFile:"))
            use.files = megabytes;
    }
    return use;
}

void FigureTable::add(const QString &name, double value, const QString &unit, std::optional<double> atMost)
{
    m_rows.push_back(
        {.name = name, .value = value, .unit = unit, .worked = {}, .atMost = atMost, .workAtMost = {}});
}

void FigureTable::add(const QString &name, const Time &time, std::optional<double> atMost,
                      std::optional<double> workAtMost)
{
    m_rows.push_back({.name = name,
                      .value = time.passed.count(),
                      .unit = u"ms"_s,
                      .worked = time.worked.count(),
                      .atMost = atMost,
                      .workAtMost = workAtMost});
}

bool FigureTable::print() const
{
    bool isGood = true;
    std::printf("%-58s %10s %-4s %10s\n", "", "passed", "", "worked");
    for (const Row &row : m_rows) {
        QString wanted;
        if (row.atMost) {
            const bool isMet = row.value <= *row.atMost;
            isGood = isGood && isMet;
            wanted = u"at most %1  %2"_s.arg(*row.atMost).arg(isMet ? u"yes"_s : u"NO"_s);
        }
        if (row.workAtMost) {
            const bool isMet = row.worked.value_or(0) <= *row.workAtMost;
            isGood = isGood && isMet;
            wanted = u"work at most %1  %2"_s.arg(*row.workAtMost).arg(isMet ? u"yes"_s : u"NO"_s);
        }
        const QString worked = row.worked ? QString::number(*row.worked, 'f', 1) : QString();
        std::printf("%-58s %10.1f %-4s %10s  %s\n", qPrintable(row.name), row.value, qPrintable(row.unit),
                    qPrintable(worked), qPrintable(wanted));
    }
    return isGood;
}

} // namespace Gantry::Bench
