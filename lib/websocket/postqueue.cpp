// SPDX-License-Identifier: MIT
#include "websocket/postqueue.h"

#include "websocket/deletesoon.h"

namespace Gantry {

PostQueue::PostQueue(QObject *owner)
    : m_waker(new LoopWaker([this] { deliver(); }, owner))
{ }

PostQueue::~PostQueue()
{
    if (m_isGone)
        *m_isGone = true;
    if (m_waker) {
        m_waker->forget(); // it may be what calls
        deleteSoon(m_waker);
    }
    collect();
    while (m_ready)
        delete std::exchange(m_ready, m_ready->next);
}

void PostQueue::push(std::unique_ptr<Task> task) noexcept
{
    Task *const added = task.release();
    Task *latest = m_posted.load(std::memory_order_relaxed);
    do {
        added->next = latest;
    } while (
        !m_posted.compare_exchange_weak(latest, added, std::memory_order_release, std::memory_order_relaxed));
    // Whoever finds others there knows that the first of them has woken the loop.
    if (!latest && m_waker)
        m_waker->wake();
}

//! Takes what was posted; returns how many are ready.
size_t PostQueue::collect() noexcept
{
    Task *posted = m_posted.exchange(nullptr, std::memory_order_acquire);
    Task *first = nullptr;
    Task *const last = posted;
    while (posted) {
        Task *const next = std::exchange(posted->next, first);
        first = std::exchange(posted, next);
        ++m_readyCount;
    }
    if (first) {
        (m_ready ? m_lastReady->next : m_ready) = first;
        m_lastReady = last;
    }
    return m_readyCount;
}

void PostQueue::deliver()
{
    bool isGone = false;
    bool *const outer = std::exchange(m_isGone, &isGone);
    size_t left = collect();
    if (left > 1 && m_waker)
        m_waker->wake(); // in case the first one spins an event loop, for the others
    // What is posted meanwhile has its turn later, so that the event loop comes to its
    // other work however much is posted.
    for (; left > 0 && m_ready; --left) {
        const std::unique_ptr<Task> task(std::exchange(m_ready, m_ready->next));
        --m_readyCount;
        task->run();
        if (isGone) {
            if (outer)
                *outer = true;
            return;
        }
    }
    m_isGone = outer;
}

} // namespace Gantry
