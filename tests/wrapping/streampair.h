// SPDX-License-Identifier: MIT
// A wrapping server and a wrapping client joined in memory, and stream protocols that
// write down what they are told.
#pragma once

#include "support/signallog.h"
#include "websocket/transport/memorytransport.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory_p.h"
#include "websocket/websocketserverfactory_p.h"
#include "wrapping/wrappingwebsocketclientfactory.h"
#include "wrapping/wrappingwebsocketserverfactory.h"

#include <functional>

namespace Gantry::Testing {

class RecordingStream;

//! Makes RecordingStreams and keeps what they heard, which outlives them.
class RecordingStreamFactory : public StreamFactory
{
public:
    StreamProtocol *buildProtocol(const QString &peer) override;

    QPointer<RecordingStream> stream;
    QString peer;
    QStringList events; //!< "made", "data", "drained", "lost"; one "data" for several in a row
    QByteArray received;
    ConnectionLostReason lostReason;
    bool hadTransport = true; //!< during every event
    bool isRefusing = false;
    //! What to do inside an event, by its name.
    std::function<void(const QString &event, RecordingStream *stream)> during;
};

class RecordingStream : public StreamProtocol
{
public:
    explicit RecordingStream(RecordingStreamFactory *factory)
        : m_factory(factory)
    { }

protected:
    void connectionMade() override { note(QStringLiteral("made")); }
    void dataReceived(QByteArrayView data) override
    {
        m_factory->received.append(data);
        note(QStringLiteral("data"));
    }
    void connectionLost(const ConnectionLostReason &reason) override
    {
        m_factory->lostReason = reason;
        note(QStringLiteral("lost"));
    }
    void outputDrained() override { note(QStringLiteral("drained")); }

private:
    void note(const QString &event)
    {
        m_factory->hadTransport = m_factory->hadTransport && transport();
        if (event != QStringLiteral("data") || m_factory->events.value(m_factory->events.size() - 1) != event)
            m_factory->events.append(event);
        if (m_factory->during)
            m_factory->during(event, this);
    }

    RecordingStreamFactory *m_factory;
};

inline StreamProtocol *RecordingStreamFactory::buildProtocol(const QString &peerName)
{
    peer = peerName;
    if (isRefusing)
        return nullptr;
    stream = new RecordingStream(this);
    return stream;
}

//! Joins any two factories in memory.
class FactoryPair : public QObject
{
public:
    FactoryPair(WebSocketServerFactory *serverFactory, WebSocketClientFactory *clientFactory,
                const MemoryTransportOptions &options = {})
        : m_serverFactory(serverFactory)
        , m_clientFactory(clientFactory)
        , m_transports(MemoryTransport::makePair(options))
    {
        connect(serverFactory, &WebSocketServerFactory::protocolCreated, this,
                [this](WebSocketServerProtocol *protocol) {
                    server = protocol;
                    serverLog.watch(protocol);
                });
    }

    void start()
    {
        const auto now = std::chrono::steady_clock::now();
        WebSocketServerFactoryPrivate::serve(m_serverFactory, std::move(m_transports.first), now);
        client = WebSocketClientFactoryPrivate::makeProtocol(m_clientFactory, QStringLiteral("memory:test"));
        clientLog.watch(client);
        Q_EMIT m_clientFactory->protocolCreated(client);
        WebSocketAdapterProtocolPrivate::of(client).attach(std::move(m_transports.second), now);
    }
    bool isOpen() const { return server && server->isOpen() && client && client->isOpen(); }
    bool isOver() const { return serverLog.isClosed() && clientLog.isClosed() && !server && !client; }
    int operations() const { return *m_transports.operations; }

    SignalLog serverLog;
    SignalLog clientLog;
    QPointer<WebSocketServerProtocol> server;
    QPointer<WebSocketClientProtocol> client;

private:
    WebSocketServerFactory *m_serverFactory;
    WebSocketClientFactory *m_clientFactory;
    MemoryTransport::Pair m_transports;
};

struct StreamPair
{
    explicit StreamPair(const MemoryTransportOptions &options = {}, bool enableCompression = true,
                        int autoFragmentSize = 0, const QString &subprotocol = {})
        : serverFactory(&serverStreams, QUrl(QStringLiteral("ws://localhost/")), enableCompression,
                        autoFragmentSize, subprotocol)
        , clientFactory(&clientStreams, QUrl(QStringLiteral("ws://localhost/")), enableCompression,
                        autoFragmentSize, subprotocol)
        , pair(&serverFactory, &clientFactory, options)
    { }
    bool isUp() const { return serverStreams.events.contains(up()) && clientStreams.events.contains(up()); }
    bool isLost() const
    {
        return serverStreams.events.contains(lost()) && clientStreams.events.contains(lost());
    }

    RecordingStreamFactory serverStreams;
    RecordingStreamFactory clientStreams;
    WrappingWebSocketServerFactory serverFactory;
    WrappingWebSocketClientFactory clientFactory;
    FactoryPair pair;

private:
    static QString up() { return QStringLiteral("made"); }
    static QString lost() { return QStringLiteral("lost"); }
};

//! Octets of every value, the same each time.
inline QByteArray sample(int size)
{
    QByteArray data(size, Qt::Uninitialized);
    quint32 state = 1;
    for (char &octet : data) {
        state = state * 1664525 + 1013904223;
        octet = char(state >> 24);
    }
    return data;
}

} // namespace Gantry::Testing
