// SPDX-License-Identifier: MIT
#include "websocket/deadlinequeue.h"

#include <QtCore/QAbstractEventDispatcher>

#include <algorithm>

namespace Gantry {

namespace {

// Lives and dies with the thread's event dispatcher, whose child it is.
thread_local DeadlineQueue *threadQueue = nullptr;

} // namespace

DeadlineClient::~DeadlineClient()
{
    DeadlineQueue::cancel(this);
}

DeadlineQueue::DeadlineQueue(QObject *eventDispatcher)
    : QObject(eventDispatcher)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &DeadlineQueue::run);
}

DeadlineQueue::~DeadlineQueue()
{
    for (const auto &entry : m_entries)
        entry.second->m_scheduled.reset();
    threadQueue = nullptr;
}

DeadlineQueue *DeadlineQueue::ofThisThread()
{
    if (!threadQueue) {
        if (auto *dispatcher = QAbstractEventDispatcher::instance())
            threadQueue = new DeadlineQueue(dispatcher);
    }
    return threadQueue;
}

void DeadlineQueue::schedule(DeadlineClient *client, Core::TimePoint deadline)
{
    if (client->m_scheduled && *client->m_scheduled <= deadline)
        return;
    cancel(client);
    if (DeadlineQueue *queue = ofThisThread())
        queue->insert(client, deadline);
}

void DeadlineQueue::cancel(DeadlineClient *client) noexcept
{
    if (!client->m_scheduled)
        return;
    // The timer stays as it is: firing for nothing costs less than moving it.
    threadQueue->m_entries.erase({*client->m_scheduled, client});
    client->m_scheduled.reset();
}

void DeadlineQueue::insert(DeadlineClient *client, Core::TimePoint deadline)
{
    client->m_scheduled = deadline;
    m_entries.insert({deadline, client});
    rearm();
}

void DeadlineQueue::rearm()
{
    if (m_entries.empty())
        return;
    const Core::TimePoint first = m_entries.begin()->first;
    if (m_timer.isActive() && m_armedFor <= first)
        return;
    using std::chrono::milliseconds;
    const auto wait = std::chrono::ceil<milliseconds>(first - std::chrono::steady_clock::now());
    m_armedFor = first;
    // QTimer counts milliseconds in an int; waking up for nothing once a day is cheap.
    m_timer.start(std::clamp<milliseconds>(wait, milliseconds(0), std::chrono::hours(24)));
}

void DeadlineQueue::run()
{
    const Core::TimePoint now = std::chrono::steady_clock::now();
    // Each entry once: what is scheduled anew meanwhile waits for the next run, be it
    // due or not, so that the event loop is not kept from its other work.
    for (size_t left = m_entries.size(); left > 0 && !m_entries.empty(); --left) {
        const auto [deadline, client] = *m_entries.begin();
        if (deadline > now)
            break;
        m_entries.erase(m_entries.begin());
        client->m_scheduled.reset();
        rearm(); // in case this one spins an event loop
        client->deadlineReached(now);
    }
    rearm();
}

} // namespace Gantry
