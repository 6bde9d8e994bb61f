// SPDX-License-Identifier: MIT
// What follows from what happened: the end, deadlines, and what the peer is told of them.
#include "wamp/transport/rawsockettransport.h"

#include "wamp/transport/rawsocketscope.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

//! Calls the peer: further calls from outside wait until this is done.
void RawSocketTransport::settle()
{
    if (m_state == State::Told)
        return;
    if (m_hasPeerEnded || m_isTransportGone)
        receivedEnd();
    else if (!m_unread.isEmpty() && mayDeliver())
        receiveFrames(std::exchange(m_unread, QByteArray()));
    if (m_state == State::Ended) {
        tellEnd();
        return;
    }
    flush();
    tellDrained();
    throttleReading();
    watchDeadlines();
}

void RawSocketTransport::receivedEnd()
{
    const QByteArray unread = std::exchange(m_unread, QByteArray());
    if (!unread.isEmpty())
        receiveFrames(unread);
    if (m_state == State::Handshake || m_state == State::Open) {
        if (m_end.reason.isEmpty()) {
            if (m_state == State::Handshake)
                m_end.reason = u"the connection ended in the handshake"_s;
            else if (m_reader.isInsideFrame())
                m_end.reason = u"the connection ended inside a frame"_s;
            m_end.wasClean = m_end.reason.isEmpty();
        }
        endGracefully();
    }
    if (m_isTransportGone)
        m_state = State::Ended;
}

void RawSocketTransport::tellDrained()
{
    if (!m_isFull || m_state != State::Open || (m_highWatermark > 0 && bytesToWrite() > m_highWatermark / 2))
        return;
    m_isFull = false;
    m_peer.drained();
}

void RawSocketTransport::tellEnd()
{
    m_state = State::Told;
    LoopTasks::cancel(this);
    DeadlineQueue::cancel(this);
    m_peer.closed(m_end);
    if (RawSocketOwner *owner = std::exchange(m_owner, nullptr))
        owner->over(this, m_end.reason);
    deleteLater();
}

//! A peer that sends what wants an answer and does not read the answers is read from no
//! more until it does.
void RawSocketTransport::throttleReading()
{
    const qint64 high = m_highWatermark;
    if (m_isServer && m_options.pauseReadingWhenFull && high > 0) {
        const qint64 waiting = m_transport->bytesToWrite();
        m_isThrottled = m_isThrottled ? waiting > high / 2 : waiting > high;
    }
    const bool pause = m_state == State::Open && !m_isRefused && (m_isReadingUnwanted || m_isThrottled);
    if (std::exchange(m_isTransportPaused, pause) != pause)
        m_transport->setReadingPaused(pause);
}

void RawSocketTransport::watchDeadlines()
{
    Core::TimePoint next = m_deadline;
    if (m_state == State::Open)
        next = std::min(next, m_keepalive.deadline().value_or(Core::TimePoint::max()));
    if (next != Core::TimePoint::max())
        DeadlineQueue::schedule(this, next);
}

void RawSocketTransport::deadlineReached(Core::TimePoint now)
{
    const Scope scope(*this);
    if (now >= m_deadline) {
        m_deadline = Core::TimePoint::max();
        if (m_state == State::Handshake)
            abortFor(u"the handshake took too long"_s);
        else
            abortFor(m_end.wasClean ? u"the peer did not end the connection in time"_s : m_end.reason);
        return;
    }
    const auto deadline = m_keepalive.deadline();
    if (m_state != State::Open || !deadline || now < *deadline)
        return;
    // A peer that nobody wants to read from is not judged by its silence. One that does not
    // read what it was sent is: what it takes counts, see outputTaken().
    if (m_isReadingUnwanted)
        m_keepalive.heard(now);
    switch (m_keepalive.handleTimeout(now)) {
    case Core::Keepalive::Action::None:
        break;
    case Core::Keepalive::Action::SendPing:
        sendFrame(RawSocket::FrameType::Ping, {});
        break;
    case Core::Keepalive::Action::GiveUp:
        abortFor(u"the peer gave no sign of life"_s);
        break;
    }
}

} // namespace Gantry::Wamp
