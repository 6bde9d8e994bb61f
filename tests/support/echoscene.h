// SPDX-License-Identifier: MIT
// One connection of a server that echoes, as an application would write it, over a
// CountingTransport.
#pragma once

#include "core/frame/framewriter.h"
#include "support/countingtransport.h"
#include "websocket/websocketserverfactory.h"
#include "websocket/websocketserverfactory_p.h"
#include "websocket/websocketserverprotocol.h"

namespace Gantry::Testing {

class EchoScene
{
public:
    //! What the application connects: onMessage(), or onText().
    enum class Signal : quint8 { Message, Text };

    explicit EchoScene(Signal signal)
    {
        QObject::connect(&m_factory, &WebSocketServerFactory::protocolCreated, &m_factory,
                         [this, signal](WebSocketServerProtocol *protocol) {
                             m_protocol = protocol;
                             echo(protocol, signal);
                         });
        auto transport = std::make_unique<CountingTransport>();
        m_transport = transport.get();
        WebSocketServerFactoryPrivate::serve(&m_factory, std::move(transport),
                                             std::chrono::steady_clock::now());
        m_transport->arrive("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    WebSocketServerProtocol *protocol() const { return m_protocol; }
    CountingTransport &transport() const { return *m_transport; }

    //! \a payload as a client sends it, \a count times.
    static QByteArray masked(const QByteArray &payload, Core::Opcode opcode, int count = 1)
    {
        QByteArray octets;
        for (int i = 0; i < count; ++i)
            Core::appendFrame(octets,
                              {.opcode = quint8(opcode),
                               .masked = true,
                               .maskKey = 0x37fa213d,
                               .payloadLength = quint64(payload.size())},
                              payload);
        return octets;
    }

    //! \a octets come as they do from a socket, in reads of \a readBytes.
    void receive(QByteArrayView octets, qsizetype readBytes = 64 * 1024)
    {
        while (!octets.isEmpty()) {
            const QByteArrayView read = octets.first(qMin(readBytes, octets.size()));
            octets = octets.sliced(read.size());
            m_transport->arrive(read);
        }
    }

private:
    static void echo(WebSocketServerProtocol *protocol, Signal signal)
    {
        if (signal == Signal::Text) {
            QObject::connect(protocol, &WebSocketServerProtocol::onText, protocol,
                             [protocol](const QString &text) { protocol->sendText(text); });
            return;
        }
        QObject::connect(protocol, &WebSocketServerProtocol::onMessage, protocol,
                         [protocol](const QByteArray &payload, bool isBinary) {
                             protocol->sendMessage(payload, isBinary);
                         });
    }

    WebSocketServerFactory m_factory{QUrl(QStringLiteral("ws://localhost/"))};
    WebSocketServerProtocol *m_protocol = nullptr;
    CountingTransport *m_transport = nullptr;
};

} // namespace Gantry::Testing
