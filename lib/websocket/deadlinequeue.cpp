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
    for (const Entry &entry : m_entries)
        entry.client->m_place = DeadlineClient::NotScheduled;
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
    const bool isScheduled = client->m_place != DeadlineClient::NotScheduled;
    if (isScheduled && threadQueue->m_entries[client->m_place].deadline <= deadline)
        return;
    DeadlineQueue *queue = ofThisThread();
    if (!queue)
        return;
    if (!isScheduled)
        queue->m_entries.emplace_back();
    queue->rise(isScheduled ? client->m_place : queue->m_entries.size() - 1, {deadline, client});
    queue->rearm();
}

void DeadlineQueue::cancel(DeadlineClient *client) noexcept
{
    // The timer stays as it is: firing for nothing costs less than moving it.
    if (client->m_place != DeadlineClient::NotScheduled)
        threadQueue->remove(client->m_place);
}

void DeadlineQueue::put(size_t place, const Entry &entry) noexcept
{
    m_entries[place] = entry;
    entry.client->m_place = quint32(place);
}

//! Puts \a entry at \a place, which is free, or in front of what is later.
void DeadlineQueue::rise(size_t place, const Entry &entry) noexcept
{
    while (place > 0 && entry.deadline < m_entries[(place - 1) / 2].deadline) {
        put(place, m_entries[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(place, entry);
}

//! Puts \a entry at \a place, which is free, or behind what is earlier.
void DeadlineQueue::sink(size_t place, const Entry &entry) noexcept
{
    for (size_t child = 2 * place + 1; child < m_entries.size(); child = 2 * place + 1) {
        if (child + 1 < m_entries.size() && m_entries[child + 1].deadline < m_entries[child].deadline)
            ++child;
        if (entry.deadline <= m_entries[child].deadline)
            break;
        put(place, m_entries[child]);
        place = child;
    }
    put(place, entry);
}

void DeadlineQueue::remove(size_t place) noexcept
{
    m_entries[place].client->m_place = DeadlineClient::NotScheduled;
    const Entry last = m_entries.back();
    m_entries.pop_back();
    if (place == m_entries.size())
        return;
    if (place > 0 && last.deadline < m_entries[(place - 1) / 2].deadline)
        rise(place, last);
    else
        sink(place, last);
}

void DeadlineQueue::rearm()
{
    if (m_entries.empty())
        return;
    const Core::TimePoint first = m_entries.front().deadline;
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
    // No more calls than there are entries now: what is scheduled anew meanwhile may be due
    // again, and is not to keep the event loop from its other work.
    for (size_t left = m_entries.size(); left > 0 && !m_entries.empty(); --left) {
        DeadlineClient *const client = m_entries.front().client;
        if (m_entries.front().deadline > now)
            break;
        remove(0);
        rearm(); // in case this one spins an event loop
        client->deadlineReached(now);
    }
    rearm();
}

} // namespace Gantry
