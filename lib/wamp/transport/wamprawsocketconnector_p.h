// SPDX-License-Identifier: MIT
#pragma once

#include "wamp/transport/rawsockettransport.h"
#include "wamp/transport/wamprawsocketclientfactory.h"
#include "wamp/transport/wamprawsocketconnector.h"
#include "websocket/transport/connectattempt.h"

namespace Gantry {

class WampRawSocketClientFactoryPrivate
{
public:
    Wamp::SessionCreator m_sessionCreator;
    QUrl m_url;
    const Wamp::Serializer *m_serializer = nullptr;
    RawSocketOptions m_options;
    TransportPolicy m_policy = TransportPolicy::Auto;
    QNetworkProxy m_proxy{QNetworkProxy::NoProxy};
};

class WampRawSocketConnectorPrivate final : public Wamp::RawSocketOwner
{
public:
    WampRawSocketConnectorPrivate(WampRawSocketConnector *connector, WampRawSocketClientFactory *factory);
    ~WampRawSocketConnectorPrivate();

    void begin(const std::optional<QSslConfiguration> &ssl, std::chrono::milliseconds timeout);
    void stop();

    // RawSocketOwner
    const QList<const Wamp::Serializer *> &serializers() const override { return m_serializers; }
    bool hasRoom() const override { return true; }
    Wamp::MessagePeer *makePeer() override;
    void opened(Wamp::RawSocketTransport *transport) override;
    void over(Wamp::RawSocketTransport *transport, const QString &reason) override;

private:
    void start();
    void dropAttempt();
    void finish(const QString &reason);

    WampRawSocketConnector *q;
    WampRawSocketClientFactory *m_factory; //!< the parent
    QList<const Wamp::Serializer *> m_serializers;
    RawSocketOptions m_options;
    ConnectTarget m_target;
    std::unique_ptr<ConnectAttempt> m_attempt;
    Wamp::RawSocketTransport *m_transport = nullptr;
    bool m_isOpen = false;
    bool m_isOver = false;
};

} // namespace Gantry
