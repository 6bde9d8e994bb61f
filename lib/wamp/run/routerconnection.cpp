// SPDX-License-Identifier: MIT
#include "wamp/run/routerconnection.h"

#include "wamp/transport/inprocess.h"
#include "wamp/transport/wamprawsocketclientfactory.h"
#include "wamp/transport/wamprawsocketconnector.h"
#include "wamp/transport/wampwebsocketclientfactory.h"
#include "websocket/connectws.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

//! To a router of this process.
class InProcessConnection final : public RouterConnection
{
public:
    InProcessConnection(const SessionCreator &router, ApplicationSession *session)
    {
        // The transport is not quite gone while it tells the session.
        connect(
            session, &ApplicationSession::onDisconnect, this,
            [this] { Q_EMIT ended(u"the router ended the session"_s, true); }, Qt::QueuedConnection);
        if (MessagePeer *peer = router())
            connectInProcess(session, peer);
        else
            fail(u"the router takes no sessions"_s);
    }
};

class WebSocketConnection final : public RouterConnection
{
public:
    WebSocketConnection(const ComponentTransport &transport, ApplicationSession *session)
        : m_factory([session = QPointer(session)]() -> MessagePeer * { return session; }, transport.url,
                    transport.serializers)
    {
        m_factory.setProtocolOptions(transport.webSocket);
        m_factory.setProxy(transport.proxy);
        connect(&m_factory, &WebSocketClientFactory::protocolCreated, this,
                [this](WebSocketClientProtocol *protocol) {
                    connect(
                        protocol, &WebSocketAdapterProtocol::onClose, this,
                        [this, protocol] { closed(protocol->closeInfo()); }, Qt::QueuedConnection);
                });
        connectWS(&m_factory, transport.ssl, transport.connectTimeout);
    }

private:
    void closed(const CloseInfo &info)
    {
        Q_EMIT ended(u"%1: %2"_s.arg(info.code).arg(QString::fromUtf8(info.reason)), isWorthRetrying(info));
    }

    WampWebSocketClientFactory m_factory;
};

class RawSocketConnection final : public RouterConnection
{
public:
    RawSocketConnection(const ComponentTransport &transport, ApplicationSession *session)
        : m_factory([session = QPointer(session)]() -> MessagePeer * { return session; }, transport.url,
                    transport.serializers)
    {
        m_factory.setOptions(transport.rawSocket);
        m_factory.setProxy(transport.proxy);
        auto *connector = m_factory.connectToRouter(transport.ssl, transport.connectTimeout);
        const auto tell = [this](const QString &reason) { Q_EMIT ended(reason, true); };
        connect(connector, &WampRawSocketConnector::failed, this, tell, Qt::QueuedConnection);
        connect(connector, &WampRawSocketConnector::disconnected, this, tell, Qt::QueuedConnection);
    }

private:
    WampRawSocketClientFactory m_factory;
};

} // namespace

void RouterConnection::fail(const QString &reason)
{
    QMetaObject::invokeMethod(
        this, [this, reason] { Q_EMIT ended(reason, false); }, Qt::QueuedConnection);
}

std::unique_ptr<RouterConnection> RouterConnection::begin(const ComponentTransport &transport,
                                                          ApplicationSession *session)
{
    if (transport.router)
        return std::make_unique<InProcessConnection>(transport.router, session);
    const QString scheme = transport.url.scheme();
    if (scheme.startsWith("ws"_L1))
        return std::make_unique<WebSocketConnection>(transport, session);
    return std::make_unique<RawSocketConnection>(transport, session);
}

} // namespace Gantry::Wamp
