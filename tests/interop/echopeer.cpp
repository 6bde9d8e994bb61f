// SPDX-License-Identifier: MIT
#include "echopeer.h"

#include <Gantry/ConnectWS>
#include <Gantry/ListenWS>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

EchoServerPeer::EchoServerPeer(Manner manner, const std::optional<QSslConfiguration> &tls)
    : m_factory(QUrl(manner.isSecure ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s))
{
    ServerOptions options;
    if (!manner.isCompressed)
        options.perMessageDeflate.reset();
    m_factory.setProtocolOptions(options);
    m_factory.setSubprotocols({u"chat.v2"_s});
    connect(&m_factory, &WebSocketServerFactory::protocolCreated, this, &EchoServerPeer::welcome);
    m_listener = listenWS(&m_factory, tls);
}

void EchoServerPeer::welcome(WebSocketServerProtocol *client)
{
    connect(client, &WebSocketServerProtocol::onConnect, this,
            [this](const ConnectionRequest &request) { m_requestHeaders = request.headers; });
    connect(client, &WebSocketServerProtocol::onMessage, this,
            [this, client](const QByteArray &payload, bool isBinary) { answer(client, payload, isBinary); });
    connect(client, &WebSocketServerProtocol::onClose, this,
            [this](bool wasClean, quint16 code, const QString &reason) {
                m_ends.append({.wasClean = wasClean, .code = code, .reason = reason});
            });
}

void EchoServerPeer::answer(WebSocketServerProtocol *client, const QByteArray &payload, bool isBinary)
{
    if (!isBinary && payload.startsWith("please close ")) {
        const QString words = QString::fromUtf8(payload.mid(qsizetype(qstrlen("please close "))));
        client->sendClose(words.section(u' ', 0, 0).toUShort(), words.section(u' ', 1));
    } else if (!isBinary && payload.startsWith("please drop")) {
        client->abort();
    } else if (!isBinary && payload.startsWith("please send binary ")) {
        client->sendMessage(payload.mid(qsizetype(qstrlen("please send binary "))), true);
    } else if (!isBinary && payload.startsWith("report ")) {
        m_reports.append(QString::fromUtf8(payload.mid(qsizetype(qstrlen("report ")))));
    } else {
        client->sendMessage(payload, isBinary);
    }
}

ClientPeer::ClientPeer(const QUrl &url, Manner manner, const std::optional<QSslConfiguration> &tls)
    : m_factory(url)
{
    ClientOptions options;
    if (!manner.isCompressed)
        options.perMessageDeflate.reset();
    m_factory.setProtocolOptions(options);
    m_factory.setSubprotocols({u"other"_s, u"chat.v2"_s});
    connect(&m_factory, &WebSocketClientFactory::protocolCreated, this, &ClientPeer::adopt);
    m_connector = connectWS(&m_factory, tls);
}

void ClientPeer::adopt(WebSocketClientProtocol *connection)
{
    connect(connection, &WebSocketClientProtocol::onOpen, this, [this] { m_isOpen = true; });
    connect(connection, &WebSocketClientProtocol::onMessage, this,
            [this](const QByteArray &payload, bool isBinary) {
                m_inbox.append({.payload = payload, .isBinary = isBinary});
            });
    connect(connection, &WebSocketClientProtocol::onPing, this,
            [this](const QByteArray &payload) { m_pings.append(payload); });
    connect(connection, &WebSocketClientProtocol::onPong, this,
            [this](const QByteArray &payload) { m_pongs.append(payload); });
    connect(connection, &WebSocketClientProtocol::onClose, this,
            [this](bool wasClean, quint16 code, const QString &reason) {
                m_end = End{.wasClean = wasClean, .code = code, .reason = reason};
            });
}

} // namespace Gantry::Interop
