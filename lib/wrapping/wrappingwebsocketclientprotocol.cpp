// SPDX-License-Identifier: MIT
#include "wrapping/wrappingwebsocketclientprotocol.h"

#include "wrapping/streamfactory.h"
#include "wrapping/streamoptions.h"
#include "wrapping/wrappingwebsocketclientfactory.h"

namespace Gantry {

WrappingWebSocketClientProtocol::WrappingWebSocketClientProtocol(QObject *parent)
    : WebSocketClientProtocol(parent)
    , WrappingWebSocketAdapter(this)
{ }

WrappingWebSocketClientProtocol::~WrappingWebSocketClientProtocol() = default;

WrappingWebSocketClientFactory *WrappingWebSocketClientProtocol::wrappingFactory() const
{
    return qobject_cast<WrappingWebSocketClientFactory *>(factory());
}

StreamProtocol *WrappingWebSocketClientProtocol::buildStreamProtocol()
{
    const WrappingWebSocketClientFactory *client = wrappingFactory();
    StreamFactory *streams = client ? client->streamFactory() : nullptr;
    return streams ? streams->buildProtocol(WebSocketClientProtocol::peer()) : nullptr;
}

void WrappingWebSocketClientProtocol::connectionMade()
{
    setProtocolOptions(withoutHoles(protocolOptions()));
}

void WrappingWebSocketClientProtocol::handleOpen()
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    streamOpened();
    if (guard)
        WebSocketClientProtocol::handleOpen();
}

void WrappingWebSocketClientProtocol::handleMessage(const QByteArray &payload, bool isBinary)
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    if (streamReceived(payload, isBinary) && guard)
        WebSocketClientProtocol::handleMessage(payload, isBinary);
}

void WrappingWebSocketClientProtocol::handleMessageBegin(bool isBinary)
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    messageBegan(isBinary);
    if (guard)
        WebSocketClientProtocol::handleMessageBegin(isBinary);
}

void WrappingWebSocketClientProtocol::handleMessageFrame(const QByteArray &payload)
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    messagePiece(payload);
    if (guard)
        WebSocketClientProtocol::handleMessageFrame(payload);
}

void WrappingWebSocketClientProtocol::handleMessageFrameData(const QByteArray &payload)
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    messagePiece(payload);
    if (guard)
        WebSocketClientProtocol::handleMessageFrameData(payload);
}

void WrappingWebSocketClientProtocol::handleMessageEnd()
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    messageEnded();
    if (guard)
        WebSocketClientProtocol::handleMessageEnd();
}

void WrappingWebSocketClientProtocol::connectionLost(const ConnectionLostReason &reason)
{
    transportLost(reason);
}

void WrappingWebSocketClientProtocol::handleClose(bool wasClean, quint16 code, const QString &reason)
{
    const QPointer<WrappingWebSocketClientProtocol> guard(this);
    streamClosed();
    if (guard)
        WebSocketClientProtocol::handleClose(wasClean, code, reason);
}

} // namespace Gantry
