// SPDX-License-Identifier: MIT
// What a thread still has to do before its event loop sleeps: connections that were
// sent something leave it here, so that everything sent in one turn of the loop goes
// out in one write. Runs in nested event loops too.
#pragma once

#include "core/export.h"

#include <QtCore/QObject>

#include <vector>

namespace Gantry {

class LoopTasks;

//! Somebody with something to do. Cancels itself when it goes.
class LoopTask
{
public:
    //! The turn ends.
    virtual void turnEnds() = 0;

protected:
    GANTRY_WEBSOCKET_EXPORT ~LoopTask();

private:
    friend class LoopTasks;
    static constexpr quint32 NotQueued = ~quint32(0);
    quint32 m_place = NotQueued;
};

class LoopTasks : public QObject
{
public:
    //! Calls \a task once at the end of the current turn of this thread's event loop.
    //! Nothing happens in a thread that has none.
    static void add(LoopTask *task)
    {
        if (task->m_place == LoopTask::NotQueued)
            enqueue(task);
    }
    static void cancel(LoopTask *task) noexcept
    {
        if (task->m_place != LoopTask::NotQueued)
            remove(task);
    }

    //! Grows with each turn of this thread's event loop, nested ones included.
    static quint64 turn() noexcept;

private:
    explicit LoopTasks(QObject *eventDispatcher);
    ~LoopTasks() override;
    static LoopTasks *ofThisThread();
    GANTRY_WEBSOCKET_EXPORT static void enqueue(LoopTask *task);
    GANTRY_WEBSOCKET_EXPORT static void remove(LoopTask *task) noexcept;
    void run();

    std::vector<LoopTask *> m_tasks; //!< nullptr: cancelled, or run already
    size_t m_next = 0; //!< the next one to run
};

} // namespace Gantry
