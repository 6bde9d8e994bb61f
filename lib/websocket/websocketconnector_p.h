// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/messagequeue.h"
#include "websocket/reconnector.h"
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

    WebSocketConnectorPrivate(WebSocketConnector *connector, WebSocketClientFactory *factory);

    void configure(const std::optional<QSslConfiguration> &ssl, std::chrono::milliseconds timeout,
                   const QHostAddress &bindAddress);
    //! The application asks for an attempt.
    void begin();
    void connectNow();
    void startAttempt();
    void refuseAttempt(const ConnectFailure &failure);
    void transportIsUp(std::unique_ptr<Transport> transport);
    void attemptFailed(const ConnectFailure &failure);
    void cancelAttempt();
    void leaveThread();
    void dropAttempt();
    void connectionIsOver();
    void connectionIsOpen();
    bool wantsRetry();
    void announceRetry(std::chrono::milliseconds delay);
    void becomeDisconnected();
    void abandon();
    void setState(State state);

    bool isQueueing() const;
    SendResult send(const QByteArray &payload, bool isBinary, SendOptions options);
    void flushQueue();
    void tellDropped(DroppedMessages dropped);

    WebSocketConnector *q;
    QPointer<WebSocketClientFactory> m_factory;
    ConnectTarget m_target;
    QString m_urlError; //!< empty: the URL can be used
    QString m_destination;
    QString m_error;
    State m_state = State::Disconnected;
    std::unique_ptr<ConnectAttempt> m_attempt;
    QPointer<WebSocketClientProtocol> m_protocol;
    //! The same; can be looked at while the protocol is being destroyed.
    QPointer<WebSocketAdapterProtocol> m_connection;
    Reconnector m_reconnector;
    MessageQueue m_queue;
    quint64 m_serial = 0; //!< of the attempt
    bool m_isStartQueued = false;
    bool m_hasPort = false; //!< counted among the factory's ports
    bool m_mayRetry = true; //!< the application has not ended it
    bool m_wasOpen = false;
};

} // namespace Gantry
