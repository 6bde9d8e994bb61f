// SPDX-License-Identifier: MIT
#include "wamp/transport/transport.h"

#include <utility>

namespace Gantry::Wamp {

Transport::~Transport() = default;

MessagePeer::~MessagePeer()
{
    if (!m_link)
        return;
    m_link->m_peer = nullptr;
    m_link->m_transport->abort();
}

void MessagePeer::onDrained() { }

PeerLink::~PeerLink()
{
    if (m_isGone)
        *m_isGone = true;
    if (m_peer) {
        m_peer->m_transport = nullptr;
        m_peer->m_link = nullptr;
    }
}

void PeerLink::attach(MessagePeer *peer)
{
    Q_ASSERT(!m_peer && !peer->m_link);
    m_peer = peer;
    m_peer->m_link = this;
}

void PeerLink::handOver(PeerLink &other)
{
    Q_ASSERT(!other.m_peer);
    if (m_isClosed)
        return;
    other.m_peer = std::exchange(m_peer, nullptr);
    if (!other.m_peer)
        return;
    other.m_peer->m_link = &other;
    if (other.m_peer->m_transport)
        other.m_peer->m_transport = other.m_transport;
}

template<typename Call>
bool PeerLink::call(Call call)
{
    if (!m_peer)
        return false;
    bool isGone = false;
    bool *outer = std::exchange(m_isGone, &isGone);
    call(m_peer);
    if (isGone) {
        if (outer)
            *outer = true;
        return false;
    }
    m_isGone = outer;
    return m_peer;
}

bool PeerLink::open()
{
    return call([this](MessagePeer *peer) {
        peer->m_transport = m_transport;
        peer->onTransportOpen();
    });
}

bool PeerLink::deliver(Message &message)
{
    return call([&message](MessagePeer *peer) { peer->onMessage(message); });
}

bool PeerLink::refuse(const DecodeError &error)
{
    return call([&error](MessagePeer *peer) { peer->onInvalidMessage(error); });
}

bool PeerLink::drained()
{
    return call([](MessagePeer *peer) { peer->onDrained(); });
}

void PeerLink::closed(const TransportEnd &end)
{
    m_isClosed = true;
    // Else it has deleted itself, or this.
    if (call([&end](MessagePeer *peer) { peer->onTransportClose(end); })) {
        m_peer->m_transport = nullptr;
        m_peer->m_link = nullptr;
        m_peer = nullptr;
    }
}

} // namespace Gantry::Wamp
