// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QString>
#include <QtCore/QTimer>

#include <chrono>
#include <optional>
#include <vector>

namespace Gantry::Bench {

using Milliseconds = std::chrono::duration<double, std::milli>;

inline Milliseconds since(const QElapsedTimer &timer)
{
    return std::chrono::nanoseconds(timer.nsecsElapsed());
}

//! The longest time between two turns of the event loop while it lives.
class LoopWatch
{
public:
    LoopWatch();
    Milliseconds longest() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    Milliseconds m_longest{};
};

//! What a process takes of memory, in MB: its own pages, and pages of files.
struct MemoryUse
{
    double own = 0;
    double files = 0;
};
MemoryUse memoryUse();

//! Rows of figures, each beside what is wanted.
class FigureTable
{
public:
    void add(const QString &name, double value, const QString &unit, std::optional<double> atMost = {});
    //! Prints all. Whether all are as wanted.
    bool print() const;

private:
    struct Row
    {
        QString name;
        double value = 0;
        QString unit;
        std::optional<double> atMost;
    };
    std::vector<Row> m_rows;
};

} // namespace Gantry::Bench
