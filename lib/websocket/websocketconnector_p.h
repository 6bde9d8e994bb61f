// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/transport/connectattempt.h"
#include "websocket/websocketclientfactory.h"
#include "websocket/websocketclientprotocol.h"
#include "websocket/websocketconnector.h"

#include <QtCore/QPointer>

namespace Gantry {

class WebSocketConnectorPrivate
{
public:
    using State = WebSocketConnector::State;

    WebSocketConnectorPrivate(WebSocketConnector *connector, WebSocketClientFactory *factory)
        : q(connector)
        , m_factory(factory)
    { }

    void configure(const std::optional<QSslConfiguration> &ssl, std::chrono::milliseconds timeout,
                   const QHostAddress &bindAddress);
    void connectNow();
    void startAttempt();
    void transportIsUp(std::unique_ptr<Transport> transport);
    void attemptFailed(Core::TransportEnd end, const QString &text);
    void cancelAttempt();
    void leaveThread();
    void dropAttempt();
    void connectionIsOver();
    void abandon();
    void setState(State state);

    WebSocketConnector *q;
    QPointer<WebSocketClientFactory> m_factory;
    ConnectTarget m_target;
    QString m_urlError; //!< empty: the URL can be used
    QString m_destination;
    QString m_error;
    State m_state = State::Disconnected;
    std::unique_ptr<ConnectAttempt> m_attempt;
    QPointer<WebSocketClientProtocol> m_protocol;
    bool m_isStartQueued = false;
    bool m_hasPort = false; //!< counted among the factory's ports
};

} // namespace Gantry
