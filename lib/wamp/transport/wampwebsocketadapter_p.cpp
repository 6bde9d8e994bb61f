// SPDX-License-Identifier: MIT
// From the opening of a WebSocket to its end, and the messages that come meanwhile.
#include "wamp/transport/wampwebsocketadapter_p.h"

#include "wamp/transport/endedtransport.h"
#include "websocket/websocketadapterprotocol.h"

#include <QtCore/QPointer>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using Wamp::Serializer;

WampWebSocketAdapterPrivate::~WampWebSocketAdapterPrivate()
{
    QObject::disconnect(m_drainedConnection);
    QObject::disconnect(m_writtenConnection);
}

bool WampWebSocketAdapterPrivate::isOpen() const
{
    return m_isAnnounced && !m_isClosing && m_protocol->isOpen();
}

//! Has the peer made, before the connection is open or when it is.
bool WampWebSocketAdapterPrivate::preparePeer()
{
    if (m_peer.peer())
        return true;
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    Wamp::MessagePeer *peer = q->buildMessagePeer();
    if (!peer)
        return false;
    if (!guard) {
        // Whoever made it deleted this, and is to hear of it as ever.
        Wamp::EndedTransport::take(peer, u"the connection was deleted"_s);
        return false;
    }
    m_peer.attach(peer);
    return true;
}

void WampWebSocketAdapterPrivate::opened(const WampWebSocketAdapter::Limits &limits)
{
    m_limits = limits;
    const QString subprotocol = m_protocol->subprotocol();
    m_serializer = Serializer::bySubprotocol(subprotocol);
    if (!m_serializer && !q->requiresSubprotocol())
        m_serializer = Serializer::byName(u"json");
    if (!m_serializer) {
        m_protocol->sendClose(quint16(CloseCode::PolicyViolation),
                              subprotocol.isEmpty() ? u"no WAMP subprotocol was agreed on"_s
                                                    : u"%1 is no WAMP subprotocol"_s.arg(subprotocol));
        return;
    }
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    if (!preparePeer()) {
        if (guard)
            m_protocol->sendClose(quint16(CloseCode::TryAgainLater),
                                  u"there is no session for this connection"_s);
        return;
    }
    m_isAnnounced = true;
    m_peer.open();
}

void WampWebSocketAdapterPrivate::received(const QByteArray &payload, bool isBinary)
{
    if (!isOpen() || m_isRefused)
        return;
    if (isBinary != m_serializer->isBinary()) {
        refuse({isBinary ? u"a binary message came where text is spoken"_s
                         : u"a text message came where binary ones are spoken"_s});
        return;
    }
    if (m_isReadingUnwanted || m_isDelivering || !m_held.empty()) {
        m_held.push_back(payload);
        return;
    }
    qsizetype at = 0;
    if (!deliver(payload, at))
        return;
    if (at < payload.size()) {
        m_held.push_front(payload);
        m_heldAt = at;
    }
    if (!m_held.empty() && !m_isReadingUnwanted)
        LoopTasks::add(this);
}

bool WampWebSocketAdapterPrivate::mayDeliver() const
{
    return !m_isReadingUnwanted && !m_isClosing;
}

//! The messages in \a octets from \a at on, which moves, until reading is paused. false: this
//! or the peer is gone, or the connection is ending.
bool WampWebSocketAdapterPrivate::deliver(const QByteArray &octets, qsizetype &at)
{
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    bool isPeerThere = true;
    m_isDelivering = true;
    const Wamp::DecodeError error = m_serializer->decode(
        octets,
        [&](Wamp::Message &message) {
            isPeerThere = m_peer.deliver(message);
            return isPeerThere && mayDeliver(); // false first when this is gone
        },
        at);
    if (!guard)
        return false;
    m_isDelivering = false;
    if (error) {
        clearHeld();
        if (isOpen())
            refuse(error);
        return false;
    }
    return isPeerThere && !m_isClosing;
}

void WampWebSocketAdapterPrivate::deliverHeld()
{
    while (!m_held.empty() && mayDeliver()) {
        const QByteArray octets = m_held.front();
        qsizetype at = m_heldAt;
        if (!deliver(octets, at))
            return;
        m_heldAt = at;
        if (at == octets.size()) {
            m_held.pop_front();
            m_heldAt = 0;
        }
    }
}

void WampWebSocketAdapterPrivate::clearHeld()
{
    m_held.clear();
    m_heldAt = 0;
}

void WampWebSocketAdapterPrivate::refuse(const Wamp::DecodeError &error)
{
    m_isRefused = true;
    m_failure = error.text;
    clearHeld();
    waitAtMost(m_limits.closeTimeout);
    m_peer.refuse(error);
}

void WampWebSocketAdapterPrivate::setReadingPaused(bool paused)
{
    m_isReadingUnwanted = paused;
    if (paused)
        m_protocol->setReadingPaused(true);
    else
        LoopTasks::add(this); // where what waits is delivered
}

void WampWebSocketAdapterPrivate::turnEnds()
{
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    sendBatch();
    if (m_isReadingUnwanted || m_isDelivering)
        return;
    deliverHeld();
    if (guard && !m_isReadingUnwanted)
        m_protocol->setReadingPaused(false);
}

void WampWebSocketAdapterPrivate::closed()
{
    const QPointer<WebSocketAdapterProtocol> guard(m_protocol);
    LoopTasks::cancel(this);
    DeadlineQueue::cancel(this);
    // What was sent before the end arrives, whether or not it is wanted now.
    m_isReadingUnwanted = false;
    deliverHeld();
    if (!guard)
        return;
    // Its maker awaits an end in any case.
    if (!std::exchange(m_isAnnounced, true) && !m_peer.open())
        return;
    const CloseInfo info = m_protocol->closeInfo();
    const auto code = CloseCode(info.code);
    Wamp::TransportEnd end{.reason = m_failure};
    if (m_failure.isEmpty()) {
        end.wasClean = info.wasClean
            && (code == CloseCode::Normal || code == CloseCode::GoingAway || code == CloseCode::NoStatus);
        end.reason = QString::fromUtf8(info.reason);
        if (!end.wasClean)
            end.reason = u"%1: %2"_s.arg(QString::number(info.code), end.reason);
    }
    m_peer.closed(end);
}

void WampWebSocketAdapterPrivate::abandon()
{
    const QString reason = m_failure.isEmpty() ? u"the connection was deleted"_s : m_failure;
    Wamp::EndedTransport::take(m_peer, *q, m_isAnnounced, reason);
}

void WampWebSocketAdapterPrivate::waitAtMost(std::chrono::milliseconds time)
{
    m_deadline =
        time.count() > 0 ? Core::later(std::chrono::steady_clock::now(), time) : Core::TimePoint::max();
    if (m_deadline != Core::TimePoint::max())
        DeadlineQueue::schedule(this, m_deadline);
}

void WampWebSocketAdapterPrivate::deadlineReached(Core::TimePoint now)
{
    if (now >= m_deadline)
        m_protocol->abort();
    else if (m_deadline != Core::TimePoint::max())
        DeadlineQueue::schedule(this, m_deadline);
}

} // namespace Gantry
