// SPDX-License-Identifier: MIT
#include "router/sessionqueue.h"

#include <algorithm>
#include <utility>

namespace Gantry::Wamp {

namespace {

// Of its limit a session takes at least such a part in each stallTimeout. Without a rate one
// that reads an octet now and then could hold up everybody who sends to it for as long as it
// likes.
constexpr qint64 leastPart = 20;

// So many stallTimeouts from when it stalled it slows down nobody, else it could begin anew
// as soon as it has read what waits.
constexpr int distrust = 10;

} // namespace

SessionQueue::~SessionQueue()
{
    close();
}

void SessionQueue::open()
{
    m_flow = Flow::Free;
    m_limit = m_owner.queueOptions().sessionQueueBytes;
    m_owner.queueTransport()->setHighWatermark(m_limit);
}

void SessionQueue::close()
{
    m_flow = Flow::Closed;
    m_owner.queueDeadlines().cancel(*this);
    letSendersGo();
    // What it still has to say is its last word.
    for (SessionQueue *blocker : std::exchange(m_blockers, {}))
        std::erase(blocker->m_waiting, this);
    setHeld(false);
}

Delivery SessionQueue::sendEvent(const Message &message, SessionQueue *sender)
{
    return send(message, Kind::Event, sender);
}

Delivery SessionQueue::sendEvent(SharedMessage &message, SessionQueue *sender)
{
    return send(message, Kind::Event, sender);
}

Delivery SessionQueue::sendInvocation(const Message &message, SessionQueue *sender)
{
    return send(message, Kind::Invocation, sender);
}

Delivery SessionQueue::sendAnswer(const Message &message, SessionQueue *sender)
{
    return send(message, Kind::Answer, sender);
}

template<typename AnyMessage>
Delivery SessionQueue::send(AnyMessage &message, Kind kind, SessionQueue *sender)
{
    if (m_flow == Flow::Closed)
        return Delivery::Unavailable;
    Transport *transport = m_owner.queueTransport();
    if (!transport)
        return Delivery::Unavailable;
    if (m_flow != Flow::Free) {
        if (const Delivery refusal = refused(*transport, kind); refusal != Delivery::Taken)
            return refusal;
    }
    switch (transport->send(message)) {
    case SendStatus::Sent:
        break;
    case SendStatus::Full:
        becomeFull(*transport);
        break;
    case SendStatus::Closed:
        return Delivery::Unavailable;
    case SendStatus::TooBig:
        return Delivery::TooBig;
    case SendStatus::NotSerializable:
        return Delivery::NotSerializable;
    }
    if (m_flow == Flow::Full && sender)
        slowDown(*sender);
    return Delivery::Taken;
}

//! What becomes of a message for a session that does not keep up; Taken: it is sent.
Delivery SessionQueue::refused(const Transport &transport, Kind kind)
{
    const bool isTooMuch = transport.bytesToWrite() > 2 * m_limit;
    if (!isTooMuch && (m_flow != Flow::Stalled || kind == Kind::Answer))
        return Delivery::Taken;
    if (kind == Kind::Event) {
        m_owner.eventDropped();
        return Delivery::Dropped;
    }
    if (kind == Kind::Answer)
        m_owner.fellBehind();
    return Delivery::Unavailable;
}

void SessionQueue::becomeFull(const Transport &transport)
{
    if (m_flow != Flow::Free)
        return;
    Deadlines &deadlines = m_owner.queueDeadlines();
    if (deadlines.now() < m_distrustedUntil) {
        m_flow = Flow::Stalled;
        return;
    }
    m_flow = Flow::Full;
    m_takenBefore = transport.bytesWritten();
    deadlines.scheduleLimit(*this, m_owner.queueOptions().stallTimeout);
}

void SessionQueue::deadlineReached(Core::TimePoint now)
{
    const RouterOptions &options = m_owner.queueOptions();
    if (options.stallTimeout <= std::chrono::milliseconds(0))
        return; // changed meanwhile
    const qint64 written = m_owner.queueTransport()->bytesWritten();
    const qint64 taken = written - std::exchange(m_takenBefore, written);
    if (taken > 0 && taken >= m_limit / leastPart) {
        m_owner.queueDeadlines().schedule(*this, Core::later(now, options.stallTimeout));
        return;
    }
    m_flow = Flow::Stalled;
    m_distrustedUntil = Core::later(now, distrust * options.stallTimeout);
    letSendersGo();
    if (options.slowSessions == SlowSessionPolicy::Disconnect)
        m_owner.fellBehind();
}

void SessionQueue::drained()
{
    if (m_flow == Flow::Closed)
        return;
    m_flow = Flow::Free;
    m_owner.queueDeadlines().cancel(*this);
    letSendersGo();
}

void SessionQueue::slowDown(SessionQueue &sender)
{
    // One that is closed says its last word, whatever is still sent for it.
    if (sender.m_flow == Flow::Closed || sender.m_blockers.contains(this))
        return;
    sender.m_blockers.insert(this);
    m_waiting.push_back(&sender);
    sender.updatePause();
}

void SessionQueue::letSendersGo()
{
    for (SessionQueue *sender : std::exchange(m_waiting, {})) {
        sender->m_blockers.remove(this);
        sender->updatePause();
    }
}

void SessionQueue::setHeld(bool isHeld)
{
    m_isHeld = isHeld;
    updatePause();
}

void SessionQueue::updatePause()
{
    const bool isPaused = m_isHeld || !m_blockers.isEmpty();
    if (m_isPaused == isPaused)
        return;
    m_isPaused = isPaused;
    if (Transport *transport = m_owner.queueTransport())
        transport->setReadingPaused(isPaused);
}

qint64 SessionQueue::size() const
{
    const Transport *transport = m_owner.queueTransport();
    return transport ? transport->bytesToWrite() : 0;
}

} // namespace Gantry::Wamp
