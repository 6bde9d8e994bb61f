// SPDX-License-Identifier: MIT
#include "router/deadlines.h"

#include <algorithm>

namespace Gantry::Wamp {

Timed::~Timed()
{
    if (m_queue)
        m_queue->cancel(*this);
}

Deadlines::Deadlines()
    : m_clock([] { return std::chrono::steady_clock::now(); })
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { run(); });
}

Deadlines::~Deadlines()
{
    for (const Entry &entry : m_entries)
        entry.client->m_queue = nullptr;
}

void Deadlines::schedule(Timed &client, Core::TimePoint deadline)
{
    cancel(client);
    client.m_queue = this;
    m_entries.emplace_back();
    rise(m_entries.size() - 1, {deadline, &client});
    rearm();
}

void Deadlines::cancel(Timed &client) noexcept
{
    // The timer stays as it is: firing for nothing costs less than moving it.
    if (!client.m_queue)
        return;
    client.m_queue = nullptr;
    const size_t place = client.m_place;
    const Entry last = m_entries.back();
    m_entries.pop_back();
    if (place == m_entries.size())
        return;
    if (place > 0 && last.deadline < m_entries[(place - 1) / 2].deadline)
        rise(place, last);
    else
        sink(place, last);
}

void Deadlines::put(size_t place, const Entry &entry) noexcept
{
    m_entries[place] = entry;
    entry.client->m_place = place;
}

//! Puts \a entry at \a place, which is free, or in front of what is later.
void Deadlines::rise(size_t place, const Entry &entry) noexcept
{
    while (place > 0 && entry.deadline < m_entries[(place - 1) / 2].deadline) {
        put(place, m_entries[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(place, entry);
}

//! Puts \a entry at \a place, which is free, or behind what is earlier.
void Deadlines::sink(size_t place, const Entry &entry) noexcept
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

void Deadlines::rearm()
{
    if (m_entries.empty())
        return;
    const Core::TimePoint first = m_entries.front().deadline;
    if (m_timer.isActive() && m_armedFor <= first)
        return;
    using std::chrono::milliseconds;
    const auto wait = std::chrono::ceil<milliseconds>(first - now());
    m_armedFor = first;
    // QTimer counts milliseconds in an int; waking up for nothing once a day is cheap.
    m_timer.start(std::clamp<milliseconds>(wait, milliseconds(0), std::chrono::hours(24)));
}

void Deadlines::run()
{
    const Core::TimePoint now = m_clock();
    // No more calls than there are entries now: what is scheduled anew meanwhile may be due
    // again, and is not to keep the event loop from its other work.
    for (size_t left = m_entries.size(); left > 0 && !m_entries.empty(); --left) {
        if (m_entries.front().deadline > now)
            break;
        Timed &client = *m_entries.front().client;
        cancel(client);
        client.deadlineReached(now);
    }
    rearm();
}

} // namespace Gantry::Wamp
