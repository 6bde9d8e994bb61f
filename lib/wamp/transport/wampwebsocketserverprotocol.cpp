// SPDX-License-Identifier: MIT
#include "wamp/transport/wampwebsocketserverprotocol.h"

#include "wamp/transport/wampoptions.h"
#include "wamp/transport/wampwebsocketserverfactory.h"

#include <QtCore/QPointer>

#include <algorithm>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

ConnectDecision denySubprotocols(const QStringList &known)
{
    const QString text = u"this router speaks the subprotocols "_s + known.join(u", "_s) + u'\n';
    return ConnectDecision::deny(406, {}, {}, text.toUtf8());
}

bool haveCommon(const QStringList &offered, const QStringList &known)
{
    return std::any_of(offered.begin(), offered.end(),
                       [&known](const QString &name) { return known.contains(name); });
}

} // namespace

WampWebSocketServerProtocol::WampWebSocketServerProtocol(QObject *parent)
    : WebSocketServerProtocol(parent)
    , WampWebSocketAdapter(this)
{ }

WampWebSocketServerProtocol::~WampWebSocketServerProtocol()
{
    abandon();
}

WampWebSocketServerFactory *WampWebSocketServerProtocol::wampFactory() const
{
    return qobject_cast<WampWebSocketServerFactory *>(factory());
}

Wamp::MessagePeer *WampWebSocketServerProtocol::buildMessagePeer()
{
    const WampWebSocketServerFactory *maker = wampFactory();
    if (!maker)
        return nullptr;
    const Wamp::SessionCreator creator = maker->sessionCreator(); // it may delete the factory
    return creator ? creator() : nullptr;
}

bool WampWebSocketServerProtocol::requiresSubprotocol() const
{
    const WampWebSocketServerFactory *maker = wampFactory();
    return !maker || maker->isSubprotocolRequired();
}

void WampWebSocketServerProtocol::connectionMade()
{
    const ServerOptions options = protocolOptions();
    const ServerOptions suitable = wholeMessages(options);
    if (suitable != options) // most share the factory's
        setProtocolOptions(suitable);
}

ConnectDecision WampWebSocketServerProtocol::connectRequest(const ConnectionRequest &request)
{
    const WampWebSocketServerFactory *server = wampFactory();
    const QStringList known = server ? server->subprotocols() : QStringList();
    if (requiresSubprotocol() && !haveCommon(request.subprotocols, known))
        return denySubprotocols(known);

    const QPointer<WampWebSocketServerProtocol> guard(this);
    ConnectDecision decision = WebSocketServerProtocol::connectRequest(request);
    // An answer that comes later finds out in opened() whether there is a session.
    if (guard && decision.kind() == ConnectDecision::Kind::Accept && !preparePeer())
        return ConnectDecision::deny(503, {}, {}, "there is no session for this connection\n");
    return decision;
}

void WampWebSocketServerProtocol::handleOpen()
{
    const QPointer<WampWebSocketServerProtocol> guard(this);
    const ServerOptions options = protocolOptions();
    opened({.maxMessageBytes = options.maxMessageBytes, .closeTimeout = options.closeHandshakeTimeout});
    if (guard)
        WebSocketServerProtocol::handleOpen();
}

void WampWebSocketServerProtocol::handleMessage(const QByteArray &payload, bool isBinary)
{
    const QPointer<WampWebSocketServerProtocol> guard(this);
    received(payload, isBinary);
    if (guard)
        WebSocketServerProtocol::handleMessage(payload, isBinary);
}

void WampWebSocketServerProtocol::handleClose(bool wasClean, quint16 code, const QString &reason)
{
    const QPointer<WampWebSocketServerProtocol> guard(this);
    closed();
    if (guard)
        WebSocketServerProtocol::handleClose(wasClean, code, reason);
}

} // namespace Gantry
