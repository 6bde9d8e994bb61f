// SPDX-License-Identifier: MIT
#include "wamp/transport/transport.h"

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

bool PeerLink::open()
{
    if (m_peer) {
        m_peer->m_transport = m_transport;
        m_peer->onTransportOpen();
    }
    return m_peer;
}

bool PeerLink::deliver(Message &message)
{
    if (m_peer)
        m_peer->onMessage(message);
    return m_peer;
}

bool PeerLink::refuse(const DecodeError &error)
{
    if (m_peer)
        m_peer->onInvalidMessage(error);
    return m_peer;
}

bool PeerLink::drained()
{
    if (m_peer)
        m_peer->onDrained();
    return m_peer;
}

void PeerLink::closed(const TransportEnd &end)
{
    MessagePeer *peer = m_peer;
    if (!peer)
        return;
    m_peer->onTransportClose(end);
    // It may have deleted itself.
    if (m_peer == peer) {
        peer->m_transport = nullptr;
        peer->m_link = nullptr;
        m_peer = nullptr;
    }
}

} // namespace Gantry::Wamp
