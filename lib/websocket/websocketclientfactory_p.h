// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/proxychoice.h"
#include "websocket/websocketclientfactory.h"

namespace Gantry {

class WebSocketClientFactoryPrivate
{
public:
    static WebSocketClientFactoryPrivate &of(WebSocketClientFactory *factory) { return *factory->d; }
    //! Makes the protocol of a new attempt; nullptr when there is none to be had.
    static WebSocketClientProtocol *makeProtocol(WebSocketClientFactory *factory, const QString &peer);

    //! Connections keep the options that were in force when they began.
    std::shared_ptr<const ClientOptions> m_options = std::make_shared<ClientOptions>();
    WebSocketClientFactory::ProtocolCreator m_creator;
    QString m_userAgent;
    QString m_origin;
    QList<QNetworkCookie> m_cookies;
    WebSocketClientFactory::ConnectingHandler m_connectingHandler;
    WebSocketClientFactory::CompressionHandler m_compressionHandler;
    ProxySettings m_proxy;
    ReconnectPolicy m_reconnectPolicy;
    WebSocketConnector::RetryDecision m_retryDecision;
};

} // namespace Gantry
