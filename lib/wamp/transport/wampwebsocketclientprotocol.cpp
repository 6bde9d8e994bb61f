// SPDX-License-Identifier: MIT
#include "wamp/transport/wampwebsocketclientprotocol.h"

#include "wamp/transport/wampoptions.h"
#include "wamp/transport/wampwebsocketclientfactory.h"

#include <QtCore/QPointer>

namespace Gantry {

WampWebSocketClientProtocol::WampWebSocketClientProtocol(QObject *parent)
    : WebSocketClientProtocol(parent)
    , WampWebSocketAdapter(this)
{ }

WampWebSocketClientProtocol::~WampWebSocketClientProtocol()
{
    abandon();
}

WampWebSocketClientFactory *WampWebSocketClientProtocol::wampFactory() const
{
    return qobject_cast<WampWebSocketClientFactory *>(factory());
}

Wamp::MessagePeer *WampWebSocketClientProtocol::buildMessagePeer()
{
    const WampWebSocketClientFactory *maker = wampFactory();
    if (!maker)
        return nullptr;
    const Wamp::SessionCreator creator = maker->sessionCreator(); // it may delete the factory
    return creator ? creator() : nullptr;
}

bool WampWebSocketClientProtocol::requiresSubprotocol() const
{
    const WampWebSocketClientFactory *maker = wampFactory();
    return !maker || maker->isSubprotocolRequired();
}

void WampWebSocketClientProtocol::connectionMade()
{
    const ClientOptions options = protocolOptions();
    const ClientOptions suitable = wholeMessages(options);
    if (suitable != options) // most share the factory's
        setProtocolOptions(suitable);
}

void WampWebSocketClientProtocol::handleOpen()
{
    const QPointer<WampWebSocketClientProtocol> guard(this);
    const ClientOptions options = protocolOptions();
    opened({.maxMessageBytes = options.maxMessageBytes, .closeTimeout = options.closeHandshakeTimeout});
    if (guard)
        WebSocketClientProtocol::handleOpen();
}

void WampWebSocketClientProtocol::handleMessage(const QByteArray &payload, bool isBinary)
{
    const QPointer<WampWebSocketClientProtocol> guard(this);
    received(payload, isBinary);
    if (guard)
        WebSocketClientProtocol::handleMessage(payload, isBinary);
}

void WampWebSocketClientProtocol::handleClose(bool wasClean, quint16 code, const QString &reason)
{
    const QPointer<WampWebSocketClientProtocol> guard(this);
    closed();
    if (guard)
        WebSocketClientProtocol::handleClose(wasClean, code, reason);
}

} // namespace Gantry
