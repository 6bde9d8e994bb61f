// SPDX-License-Identifier: MIT
#include "websocket/looptasks.h"

#include <QtCore/QAbstractEventDispatcher>

#include <utility>

namespace Gantry {

namespace {

// Lives and dies with the thread's event dispatcher, whose child it is.
thread_local LoopTasks *threadTasks = nullptr;
thread_local quint64 threadTurn = 0;

} // namespace

LoopTask::~LoopTask()
{
    LoopTasks::cancel(this);
}

LoopTasks::LoopTasks(QObject *eventDispatcher)
    : QObject(eventDispatcher)
{
    // A loop that may sleep announces it; one that only polls says that it is awake.
    const auto *dispatcher = static_cast<QAbstractEventDispatcher *>(eventDispatcher);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &LoopTasks::run);
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, &LoopTasks::run);
}

LoopTasks::~LoopTasks()
{
    for (LoopTask *task : std::as_const(m_tasks)) {
        if (task)
            task->m_place = LoopTask::NotQueued;
    }
    threadTasks = nullptr;
}

LoopTasks *LoopTasks::ofThisThread()
{
    if (!threadTasks) {
        if (auto *dispatcher = QAbstractEventDispatcher::instance())
            threadTasks = new LoopTasks(dispatcher);
    }
    return threadTasks;
}

void LoopTasks::enqueue(LoopTask *task)
{
    if (LoopTasks *tasks = ofThisThread()) {
        task->m_place = quint32(tasks->m_tasks.size());
        tasks->m_tasks.push_back(task);
    }
}

void LoopTasks::remove(LoopTask *task) noexcept
{
    auto &tasks = threadTasks->m_tasks;
    if (task->m_place + 1 == tasks.size())
        tasks.pop_back(); // as with each read, whose end does what a turn's would have done
    else
        tasks[task->m_place] = nullptr;
    task->m_place = LoopTask::NotQueued;
}

quint64 LoopTasks::turn() noexcept
{
    // Without it nobody would count.
    ofThisThread();
    return threadTurn;
}

void LoopTasks::run()
{
    ++threadTurn;
    // A task may add others, itself included, which are then run as well; and it may
    // spin an event loop that comes here again, takes over, and leaves nothing.
    while (m_next < m_tasks.size()) {
        if (LoopTask *task = std::exchange(m_tasks[m_next++], nullptr)) {
            task->m_place = LoopTask::NotQueued;
            task->turnEnds();
        }
    }
    m_tasks.clear();
    m_next = 0;
}

} // namespace Gantry
