// SPDX-License-Identifier: MIT
#include "attach/recordpump.h"

#include <algorithm>
#include <utility>

#include <poll.h>
#include <pthread.h>
#include <sched.h>

namespace Gantry::Attach {

namespace {

//! How long records lie in a ring. At this pace 8 MiB are enough for 1.6 GB/s, and
//! an inspector shows them without a delay that anybody could see.
constexpr int RoundMs = 5;

//! The calling thread runs when nobody else wants to.
void yieldToOthers()
{
    const sched_param parameters = {};
    ::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &parameters);
}

} // namespace

RecordPump::RecordPump(Recorder &recorder, qsizetype maxPendingBytes)
    : m_recorder(recorder)
    , m_maxPendingBytes(maxPendingBytes)
{ }

RecordPump::~RecordPump()
{
    m_isStopping.store(true, std::memory_order_relaxed);
    if (m_thread.joinable())
        m_thread.join();
}

void RecordPump::start(bool lowPriority)
{
    m_thread = std::thread([this, lowPriority] { run(lowPriority); });
}

void RecordPump::addClient(quint64 client, int descriptor, Tap::RecordKinds kinds)
{
    const std::lock_guard lock(m_mutex);
    m_clients.try_emplace(client, descriptor, kinds, m_maxPendingBytes);
}

void RecordPump::openClient(quint64 client, QByteArray replay, QSet<quint64> replayed)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_clients.find(client); found != m_clients.end())
        found->second.open(std::move(replay), std::move(replayed));
}

void RecordPump::setKinds(quint64 client, Tap::RecordKinds kinds)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_clients.find(client); found != m_clients.end())
        found->second.setKinds(kinds);
}

void RecordPump::removeClient(quint64 client)
{
    const std::lock_guard lock(m_mutex);
    m_clients.erase(client);
}

void RecordPump::run(bool lowPriority)
{
    ::pthread_setname_np(::pthread_self(), "gantry-pump");
    if (lowPriority)
        yieldToOthers();
    while (!m_isStopping.load(std::memory_order_relaxed)) {
        carryOver();
        waitForSockets();
    }
    carryOver();
}

void RecordPump::carryOver()
{
    const std::lock_guard lock(m_mutex);
    m_recorder.provideRings();
    std::vector<Reading> active = readings();
    forwardInOrderOfTime(active);
    for (RecordSlot &slot : m_recorder.recordSlots().slots)
        settle(slot);
    forwardDrops(m_recorder.recordSlots().drops);
    for (auto &[id, client] : m_clients)
        client.flush();
}

std::vector<RecordPump::Reading> RecordPump::readings()
{
    std::vector<Reading> active;
    for (RecordSlot &slot : m_recorder.recordSlots().slots) {
        RecordRing *ring = slot.ring();
        if (!ring)
            continue;
        Reading reading{.slot = &slot, .ring = ring, .end = ring->end()};
        if (advance(reading))
            active.push_back(reading);
    }
    return active;
}

//! Looks at the next entry; false: that was all.
bool RecordPump::advance(Reading &reading)
{
    const std::optional<QByteArrayView> record = reading.ring->front(reading.end);
    if (!record)
        return false;
    reading.record = *record;
    reading.head = Tap::readEncodedHead(record->data());
    return true;
}

//! Each ring is in order by itself; this merges them.
void RecordPump::forwardInOrderOfTime(std::vector<Reading> &readings)
{
    const auto earlier = [](const Reading &a, const Reading &b) {
        return a.head.head.timeNs < b.head.head.timeNs;
    };
    while (!readings.empty()) {
        const auto next = std::min_element(readings.begin(), readings.end(), earlier);
        forward(*next);
        if (next->ring->beside())
            next->slot->releaseBeside(next->record.size());
        next->ring->pop();
        if (!advance(*next))
            readings.erase(next);
    }
}

void RecordPump::forward(const Reading &reading)
{
    for (auto &[id, client] : m_clients)
        client.take(reading.head, reading.record, reading.ring->beside());
}

void RecordPump::forwardDrops(DropCount &drops)
{
    if (drops.isEmpty())
        return;
    const Tap::DropRecord drop = drops.take(Tap::Hub::now());
    for (auto &[id, client] : m_clients)
        client.takeDrop(drop);
}

//! After a slot was read: says what it lost last, and frees it when its thread has
//! ended.
void RecordPump::settle(RecordSlot &slot)
{
    // Read before the ring is looked at: what the thread wrote before it ended is
    // then seen there.
    const bool threadHasEnded = slot.owner().load(std::memory_order_acquire) == RecordSlot::Owner::Reader;
    RecordRing *ring = slot.ring();
    if (ring && ring->front(ring->end()))
        return; // drops come behind what is in the ring
    forwardDrops(slot.drops());
    if (threadHasEnded)
        slot.owner().store(RecordSlot::Owner::Nobody, std::memory_order_release);
}

//! Sleeps for a round, or less when a socket that was full has room again.
void RecordPump::waitForSockets()
{
    std::vector<pollfd> polled;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, client] : m_clients) {
            if (client.wantsToWrite())
                polled.push_back({.fd = client.descriptor(), .events = POLLOUT, .revents = 0});
        }
    }
    // A descriptor that is closed meanwhile ends the sleep early, nothing more.
    ::poll(polled.data(), nfds_t(polled.size()), RoundMs);
}

} // namespace Gantry::Attach
