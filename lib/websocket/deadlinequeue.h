// SPDX-License-Identifier: MIT
// The deadlines of all connections of a thread behind one timer: a timer object a
// connection would cost a quarter of a kilobyte each, and a system call per change.
#pragma once

#include "core/time.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <optional>
#include <set>

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
    ~DeadlineClient();

private:
    friend class DeadlineQueue;
    std::optional<Core::TimePoint> m_scheduled;
};

class DeadlineQueue : public QObject
{
public:
    //! Sees to it that \a client is called at \a deadline or earlier: one that is
    //! already scheduled for an earlier time stays so, since deadlines mostly move
    //! away and rarely pass. Nothing happens in a thread without an event loop.
    static void schedule(DeadlineClient *client, Core::TimePoint deadline);
    static void cancel(DeadlineClient *client) noexcept;

private:
    explicit DeadlineQueue(QObject *eventDispatcher);
    ~DeadlineQueue() override;
    static DeadlineQueue *ofThisThread();
    void insert(DeadlineClient *client, Core::TimePoint deadline);
    void rearm();
    void run();

    std::set<std::pair<Core::TimePoint, DeadlineClient *>> m_entries;
    Core::TimePoint m_armedFor = Core::TimePoint::max();
    QTimer m_timer;
};

} // namespace Gantry
