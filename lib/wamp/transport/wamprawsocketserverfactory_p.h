// SPDX-License-Identifier: MIT
#pragma once

#include "wamp/transport/rawsockettransport.h"
#include "wamp/transport/wamprawsocketserverfactory.h"

#include <QtCore/QSet>

namespace Gantry {

class WampRawSocketServerFactoryPrivate final : public Wamp::RawSocketOwner
{
public:
    void serve(std::unique_ptr<Transport> transport);
    void forgetConnections();

    // RawSocketOwner
    const QList<const Wamp::Serializer *> &serializers() const override { return m_serializers; }
    bool hasRoom() const override
    {
        return m_options.maxConnections <= 0 || m_open.size() < m_options.maxConnections;
    }
    Wamp::MessagePeer *makePeer() override
    {
        const Wamp::SessionCreator creator = m_sessionCreator; // it may delete the factory
        return creator ? creator() : nullptr;
    }
    void opened(Wamp::RawSocketTransport *transport) override;
    void over(Wamp::RawSocketTransport *transport, const QString &reason) override;

    Wamp::SessionCreator m_sessionCreator;
    QList<const Wamp::Serializer *> m_serializers;
    RawSocketOptions m_options;
    TransportPolicy m_policy = TransportPolicy::Auto;
    QSet<Wamp::RawSocketTransport *> m_connections;
    QSet<Wamp::RawSocketTransport *> m_open; //!< of them, those past their handshake
};

} // namespace Gantry
