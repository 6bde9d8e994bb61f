// SPDX-License-Identifier: MIT
#include "wamp/transport/inprocesstransport.h"

#include "wamp/transport/endedtransport.h"
#include "wamp/transport/inprocess.h"
#include "wamp/transport/sharedmessage.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>

#include <utility>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

void connectInProcess(MessagePeer *client, MessagePeer *router)
{
    if (router)
        InProcessTransport::join(client, router);
    else
        EndedTransport::take(client, u"the router takes no more sessions"_s);
}

void InProcessTransport::join(MessagePeer *client, MessagePeer *router)
{
    auto *routerEnd = new InProcessTransport(router, true);
    auto *clientEnd = new InProcessTransport(client, false);
    routerEnd->m_other = clientEnd;
    clientEnd->m_other = routerEnd;
    routerEnd->wake();
    clientEnd->wake();
}

// A thread that ends takes what was not told its end with it.
InProcessTransport::InProcessTransport(MessagePeer *peer, bool isRouter)
    : QObject(QAbstractEventDispatcher::instance())
    , m_isRouter(isRouter)
{
    m_peer.attach(peer);
}

InProcessTransport::~InProcessTransport()
{
    if (InProcessTransport *other = std::exchange(m_other, nullptr)) {
        other->m_other = nullptr;
        delete other;
    }
}

SendStatus InProcessTransport::send(const Message &message)
{
    return m_state == State::Open ? handOver(message) : SendStatus::Closed;
}

SendStatus InProcessTransport::send(SharedMessage &message)
{
    return send(message.message());
}

SendStatus InProcessTransport::handOver(Message message)
{
    const qint64 octets = estimatedOctets(message);
    m_other->m_inbox.push_back({std::move(message), octets});
    m_other->m_waiting += octets;
    if (m_other->mayDeliver())
        m_other->wake();
    if (m_highWatermark <= 0 || bytesToWrite() <= m_highWatermark)
        return SendStatus::Sent;
    m_isFull = true;
    return SendStatus::Full;
}

void InProcessTransport::close()
{
    if (m_state != State::Open)
        return;
    discardInbox();
    end({.wasClean = true});
    m_other->end({.wasClean = true});
}

void InProcessTransport::abort()
{
    if (m_state == State::Told)
        return; // a peer that goes because it was told: what it sent before is on its way
    discardInbox();
    m_other->discardInbox();
    end({.reason = u"aborted"_s});
    m_other->end({.reason = u"the other side aborted"_s});
}

void InProcessTransport::end(const TransportEnd &end)
{
    if (m_state == State::Told)
        return;
    m_state = State::Ended;
    m_end = end;
    wake();
}

void InProcessTransport::discardInbox()
{
    m_inbox.clear();
    m_waiting = 0;
}

WampTransportDetails InProcessTransport::transportDetails() const
{
    const QString client = u"memory:client"_s;
    const QString router = u"memory:router"_s;
    return {.channelType = u"memory"_s,
            .channelFraming = u"native"_s,
            .own = m_isRouter ? router : client,
            .peer = m_isRouter ? client : router,
            .isServer = m_isRouter,
            .peerPid = QCoreApplication::applicationPid()};
}

void InProcessTransport::setHighWatermark(qint64 octets)
{
    m_highWatermark = octets;
    noteDrained();
}

void InProcessTransport::setReadingPaused(bool paused)
{
    m_isPaused = paused;
    if (mayDeliver())
        wake();
}

//! What was sent before an end in order arrives, whether or not it is wanted now.
bool InProcessTransport::mayDeliver() const
{
    return !m_inbox.empty() && (!m_isPaused || m_state == State::Ended);
}

void InProcessTransport::wake()
{
    if (!std::exchange(m_isWoken, true))
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool InProcessTransport::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    m_isWoken = false;
    work();
    return true;
}

void InProcessTransport::work()
{
    // In an event loop that the peer spins: what there is to do is done when it returns.
    if (std::exchange(m_isWorking, true))
        return;
    if (!std::exchange(m_isAnnounced, true))
        m_peer.open();
    deliverWaiting();
    tellDrained();
    tellEnd();
    m_isWorking = false;

    if (mayDeliver() || m_isDrained || m_state == State::Ended)
        wake();
    else if (m_state == State::Told && m_other->m_state == State::Told && !m_other->m_isWorking)
        deleteLater();
}

//! Those that wait now: the event loop has others to serve, too.
void InProcessTransport::deliverWaiting()
{
    for (size_t left = m_inbox.size(); left > 0 && mayDeliver(); --left) {
        Waiting next = std::move(m_inbox.front());
        m_inbox.pop_front();
        m_waiting -= next.octets;
        m_other->m_written += next.octets;
        m_other->noteDrained();
        m_peer.deliver(next.message);
    }
}

void InProcessTransport::noteDrained()
{
    if (!m_isFull || (m_highWatermark > 0 && bytesToWrite() > m_highWatermark / 2))
        return;
    m_isFull = false;
    m_isDrained = true;
    wake();
}

void InProcessTransport::tellDrained()
{
    if (std::exchange(m_isDrained, false) && m_state == State::Open)
        m_peer.drained();
}

void InProcessTransport::tellEnd()
{
    if (m_state != State::Ended || !m_inbox.empty())
        return;
    m_state = State::Told;
    m_peer.closed(m_end);
}

} // namespace Gantry::Wamp
