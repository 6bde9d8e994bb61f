// SPDX-License-Identifier: MIT
// A server and clients in the test's own process and thread, over real sockets.
#pragma once

#include "support/signallog.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"

#include <QtCore/QPointer>

namespace Gantry::Testing {

//! Echoes; keeps what it served for inspection.
class EchoServer : public WebSocketServerFactory
{
public:
    explicit EchoServer(const QUrl &url = QUrl(QStringLiteral("ws://127.0.0.1:0")),
                        const std::optional<QSslConfiguration> &ssl = {})
        : WebSocketServerFactory(url)
    {
        connect(this, &WebSocketServerFactory::protocolCreated, this,
                [this](WebSocketServerProtocol *protocol) {
                    m_protocols.append(protocol);
                    m_log.watch(protocol);
                    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                            [protocol](const QByteArray &payload, bool isBinary) {
                                protocol->sendMessage(payload, isBinary);
                            });
                });
        m_listener = listenWS(this, ssl);
    }
    ~EchoServer() override = default;

    WebSocketListener *listener() const { return m_listener; }
    QUrl listeningUrl() const { return m_listener->url(); }
    quint16 port() const { return quint16(m_listener->url().port()); }
    const SignalLog &log() const { return m_log; }
    //! All so far; those that are over are null.
    const QList<QPointer<WebSocketServerProtocol>> &protocols() const { return m_protocols; }

private:
    QList<QPointer<WebSocketServerProtocol>> m_protocols;
    SignalLog m_log;
    WebSocketListener *m_listener = nullptr;
};

//! One connection at a time.
class Client : public WebSocketClientFactory
{
public:
    explicit Client(const QUrl &url)
        : WebSocketClientFactory(url)
    {
        connect(this, &WebSocketClientFactory::protocolCreated, this,
                [this](WebSocketClientProtocol *protocol) {
                    m_protocol = protocol;
                    m_log.watch(protocol);
                });
    }
    ~Client() override = default;

    WebSocketConnector *connectTo(const std::optional<QSslConfiguration> &ssl = {})
    {
        return m_connector = connectWS(this, ssl, std::chrono::seconds(10));
    }
    WebSocketClientProtocol *protocol() const { return m_protocol; }
    bool isOpen() const { return m_protocol && m_protocol->isOpen(); }
    const SignalLog &log() const { return m_log; }
    WebSocketConnector *connector() const { return m_connector; }

private:
    QPointer<WebSocketClientProtocol> m_protocol;
    SignalLog m_log;
    WebSocketConnector *m_connector = nullptr;
};

} // namespace Gantry::Testing
