// SPDX-License-Identifier: MIT
#include "wrapping/wrappingwebsocketserverprotocol.h"

#include "wrapping/streamfactory.h"
#include "wrapping/streamoptions.h"
#include "wrapping/wrappingwebsocketserverfactory.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

ConnectDecision denySubprotocols(const QStringList &known, bool isRequired)
{
    QString text = u"this stream speaks the subprotocols "_s + known.join(u", "_s);
    text += isRequired ? u"\n"_s : u", or none\n"_s;
    return ConnectDecision::deny(406, {}, {}, text.toUtf8());
}

bool haveCommon(const QStringList &offered, const QStringList &known)
{
    return std::any_of(offered.begin(), offered.end(),
                       [&known](const QString &name) { return known.contains(name); });
}

} // namespace

WrappingWebSocketServerProtocol::WrappingWebSocketServerProtocol(QObject *parent)
    : WebSocketServerProtocol(parent)
    , WrappingWebSocketAdapter(this)
{ }

WrappingWebSocketServerProtocol::~WrappingWebSocketServerProtocol() = default;

WrappingWebSocketServerFactory *WrappingWebSocketServerProtocol::wrappingFactory() const
{
    return qobject_cast<WrappingWebSocketServerFactory *>(factory());
}

StreamProtocol *WrappingWebSocketServerProtocol::buildStreamProtocol()
{
    const WrappingWebSocketServerFactory *server = wrappingFactory();
    StreamFactory *streams = server ? server->streamFactory() : nullptr;
    return streams ? streams->buildProtocol(WebSocketServerProtocol::peer()) : nullptr;
}

void WrappingWebSocketServerProtocol::connectionMade()
{
    setProtocolOptions(withoutHoles(protocolOptions()));
}

ConnectDecision WrappingWebSocketServerProtocol::connectRequest(const ConnectionRequest &request)
{
    const WrappingWebSocketServerFactory *server = wrappingFactory();
    const QStringList known = server ? server->subprotocols() : streamSubprotocols({});
    const bool isRequired = server && server->isSubprotocolRequired();
    const QStringList &offered = request.subprotocols;
    if (offered.isEmpty() ? isRequired : !haveCommon(offered, known))
        return denySubprotocols(known, isRequired);

    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    ConnectDecision decision = WebSocketServerProtocol::connectRequest(request);
    // An answer that comes later finds out in streamOpened() whether there is a stream.
    if (guard && decision.kind() == ConnectDecision::Kind::Accept && !prepareStream())
        return ConnectDecision::deny(503, {}, {}, "there is no stream for this connection\n");
    return decision;
}

void WrappingWebSocketServerProtocol::handleOpen()
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    streamOpened();
    if (guard)
        WebSocketServerProtocol::handleOpen();
}

void WrappingWebSocketServerProtocol::handleMessage(const QByteArray &payload, bool isBinary)
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    if (streamReceived(payload, isBinary) && guard)
        WebSocketServerProtocol::handleMessage(payload, isBinary);
}

void WrappingWebSocketServerProtocol::handleMessageBegin(bool isBinary)
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    messageBegan(isBinary);
    if (guard)
        WebSocketServerProtocol::handleMessageBegin(isBinary);
}

void WrappingWebSocketServerProtocol::handleMessageFrame(const QByteArray &payload)
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    messagePiece(payload);
    if (guard)
        WebSocketServerProtocol::handleMessageFrame(payload);
}

void WrappingWebSocketServerProtocol::handleMessageFrameData(const QByteArray &payload)
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    messagePiece(payload);
    if (guard)
        WebSocketServerProtocol::handleMessageFrameData(payload);
}

void WrappingWebSocketServerProtocol::handleMessageEnd()
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    messageEnded();
    if (guard)
        WebSocketServerProtocol::handleMessageEnd();
}

void WrappingWebSocketServerProtocol::connectionLost(const ConnectionLostReason &reason)
{
    transportLost(reason);
}

void WrappingWebSocketServerProtocol::handleClose(bool wasClean, quint16 code, const QString &reason)
{
    const QPointer<WrappingWebSocketServerProtocol> guard(this);
    streamClosed();
    if (guard)
        WebSocketServerProtocol::handleClose(wasClean, code, reason);
}

} // namespace Gantry
