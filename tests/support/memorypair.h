// SPDX-License-Identifier: MIT
// A server's and a client's protocol joined in memory: no socket, and octets chopped
// or lost as a test wants it.
#pragma once

#include "support/signallog.h"
#include "websocket/transport/memorytransport.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory.h"
#include "websocket/websocketclientfactory_p.h"
#include "websocket/websocketserverfactory.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry::Testing {

class MemoryPair : public QObject
{
public:
    explicit MemoryPair(const MemoryTransportOptions &options = {})
        : m_transports(MemoryTransport::makePair(options))
    {
        connect(&serverFactory, &WebSocketServerFactory::protocolCreated, this,
                [this](WebSocketServerProtocol *protocol) {
                    server = protocol;
                    serverLog.watch(protocol);
                });
    }

    //! Begins, after what a test has set in the factories.
    void start()
    {
        const auto now = std::chrono::steady_clock::now();
        WebSocketServerFactoryPrivate::serve(&serverFactory, std::move(m_transports.first), now);
        client = WebSocketClientFactoryPrivate::makeProtocol(&clientFactory, QStringLiteral("memory:test"));
        clientLog.watch(client);
        Q_EMIT clientFactory.protocolCreated(client);
        WebSocketAdapterProtocolPrivate::of(client).attach(std::move(m_transports.second), now);
    }
    bool isOpen() const { return server && server->isOpen() && client && client->isOpen(); }
    bool isOver() const { return serverLog.isClosed() && clientLog.isClosed() && !server && !client; }
    int operations() const { return *m_transports.operations; }

    SignalLog serverLog;
    SignalLog clientLog;
    WebSocketServerFactory serverFactory{QUrl(QStringLiteral("ws://localhost/"))};
    WebSocketClientFactory clientFactory{QUrl(QStringLiteral("ws://localhost/"))};
    QPointer<WebSocketServerProtocol> server;
    QPointer<WebSocketClientProtocol> client;

private:
    MemoryTransport::Pair m_transports;
};

} // namespace Gantry::Testing
