// SPDX-License-Identifier: MIT
// Everything in a router that waits for a point in time, behind one timer. The clock can be
// replaced, so that no test waits.
#pragma once

#include "core/time.h"

#include <QtCore/QTimer>

#include <functional>
#include <vector>

namespace Gantry::Wamp {

class Deadlines;

//! Somebody who waits for a point in time. Cancels itself when it goes.
class Timed
{
public:
    Timed() = default;
    Timed(const Timed &) = delete;
    Timed &operator=(const Timed &) = delete;
    //! The time has come; nothing is scheduled any more.
    virtual void deadlineReached(Core::TimePoint now) = 0;

protected:
    virtual ~Timed();

private:
    friend class Deadlines;
    Deadlines *m_queue = nullptr;
    size_t m_place = 0; //!< while m_queue is set
};

class Deadlines
{
public:
    using Clock = std::function<Core::TimePoint()>;

    Deadlines();
    ~Deadlines();
    Deadlines(const Deadlines &) = delete;
    Deadlines &operator=(const Deadlines &) = delete;

    Core::TimePoint now() const { return m_clock(); }
    void setClock(Clock clock) { m_clock = std::move(clock); }

    //! In the place of what was scheduled for it, sooner or later.
    void schedule(Timed &client, Core::TimePoint deadline);
    void schedule(Timed &client, std::chrono::milliseconds wait)
    {
        schedule(client, Core::later(now(), wait));
    }
    //! As options have it: 0 is no limit, and nothing is scheduled for \a client any more.
    void scheduleLimit(Timed &client, std::chrono::milliseconds limit)
    {
        if (limit > std::chrono::milliseconds(0))
            schedule(client, limit);
        else
            cancel(client);
    }
    void cancel(Timed &client) noexcept;
    static bool isScheduled(const Timed &client) noexcept { return client.m_queue; }

    //! Calls all whose time has come, as the timer does.
    void run();

private:
    struct Entry
    {
        Core::TimePoint deadline;
        Timed *client;
    };
    void put(size_t place, const Entry &entry) noexcept;
    void rise(size_t place, const Entry &entry) noexcept;
    void sink(size_t place, const Entry &entry) noexcept;
    void rearm();

    //! A binary heap: no entry is earlier than the one at half its place.
    std::vector<Entry> m_entries;
    Core::TimePoint m_armedFor = Core::TimePoint::max();
    Clock m_clock;
    QTimer m_timer;
};

} // namespace Gantry::Wamp
