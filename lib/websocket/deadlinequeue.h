// SPDX-License-Identifier: MIT
// The deadlines of all connections of a thread behind one timer: a timer object a
// connection would cost a quarter of a kilobyte each, and a system call per change.
#pragma once

#include "core/export.h"
#include "core/time.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <vector>

namespace Gantry {

class DeadlineQueue;

//! Somebody who waits for a point in time. Cancels itself when it goes.
class DeadlineClient
{
public:
    //! The scheduled time has come; nothing is scheduled any more. May be called
    //! early, never late by more than the event loop is.
    virtual void deadlineReached(Core::TimePoint now) = 0;

protected:
    GANTRY_WEBSOCKET_EXPORT ~DeadlineClient();

private:
    friend class DeadlineQueue;
    static constexpr quint32 NotScheduled = ~quint32(0);
    quint32 m_place = NotScheduled; //!< in the queue of its thread
};

class DeadlineQueue : public QObject
{
public:
    //! Sees to it that \a client is called at \a deadline or earlier: one that is
    //! already scheduled for an earlier time stays so, since deadlines mostly move
    //! away and rarely pass. Nothing happens in a thread without an event loop.
    GANTRY_WEBSOCKET_EXPORT static void schedule(DeadlineClient *client, Core::TimePoint deadline);
    GANTRY_WEBSOCKET_EXPORT static void cancel(DeadlineClient *client) noexcept;

private:
    explicit DeadlineQueue(QObject *eventDispatcher);
    ~DeadlineQueue() override;
    static DeadlineQueue *ofThisThread();
    struct Entry
    {
        Core::TimePoint deadline;
        DeadlineClient *client;
    };
    void put(size_t place, const Entry &entry) noexcept;
    void rise(size_t place, const Entry &entry) noexcept;
    void sink(size_t place, const Entry &entry) noexcept;
    void remove(size_t place) noexcept;
    void rearm();
    void run();

    //! A binary heap: no entry is earlier than the one at half its place.
    std::vector<Entry> m_entries;
    Core::TimePoint m_armedFor = Core::TimePoint::max();
    QTimer m_timer;
};

} // namespace Gantry
