// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QString>
#include <QtCore/QTimer>

#include <chrono>
#include <compare>
#include <optional>
#include <vector>

namespace Gantry::Bench {

using Milliseconds = std::chrono::duration<double, std::milli>;

//! How long something took, and how long this thread worked meanwhile: on a busy machine
//! the latter is what can be compared.
struct Time
{
    Milliseconds passed{};
    Milliseconds worked{};
    auto operator<=>(const Time &) const = default;
};

class Stopwatch
{
public:
    Stopwatch() { restart(); }
    Time time() const;
    void restart();

private:
    QElapsedTimer m_timer;
    std::chrono::nanoseconds m_begin{};
};

//! The turns of the event loop while it lives.
class LoopWatch
{
public:
    LoopWatch();
    Time longest() const { return percentile(1); }
    //! What \a part of all turns, 0 to 1, are not longer than.
    Time percentile(double part) const;
    std::size_t turns() const noexcept { return m_passed.size(); }

private:
    QTimer m_timer;
    Stopwatch m_turn;
    std::vector<Milliseconds> m_passed;
    std::vector<Milliseconds> m_worked;
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
    void add(const QString &name, const Time &time, std::optional<double> atMost = {},
             std::optional<double> workAtMost = {});
    //! Prints all. Whether all are as wanted.
    bool print() const;

private:
    struct Row
    {
        QString name;
        double value = 0;
        QString unit;
        std::optional<double> worked;
        std::optional<double> atMost;
        std::optional<double> workAtMost;
    };
    std::vector<Row> m_rows;
};

} // namespace Gantry::Bench
