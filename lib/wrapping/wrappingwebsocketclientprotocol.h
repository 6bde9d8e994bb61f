// SPDX-License-Identifier: MIT
// The client's side of a byte stream over WebSocket.
#pragma once

#include "../websocket/websocketclientprotocol.h"
#include "wrappingwebsocketadapter.h"

namespace Gantry {

class WrappingWebSocketClientFactory;

//! Offers the factory's subprotocols, and takes a server that chose none for a binary
//! one. onMessage and onOpen are emitted as well, after the stream was told.
class GANTRY_WEBSOCKET_EXPORT WrappingWebSocketClientProtocol : public WebSocketClientProtocol,
                                                                public WrappingWebSocketAdapter
{
    Q_OBJECT

public:
    explicit WrappingWebSocketClientProtocol(QObject *parent = nullptr);
    ~WrappingWebSocketClientProtocol() override;

    //! nullptr when it was made by another kind of factory.
    WrappingWebSocketClientFactory *wrappingFactory() const;

    // Both bases have these, and they mean the same.
    using WebSocketClientProtocol::bytesToWrite;
    using WebSocketClientProtocol::peer;
    using WebSocketClientProtocol::registerProducer;
    using WebSocketClientProtocol::unregisterProducer;

protected:
    //! Asks the factory's stream factory.
    StreamProtocol *buildStreamProtocol() override;

    void connectionMade() override;
    void handleOpen() override;
    void handleMessage(const QByteArray &payload, bool isBinary) override;
    void handleMessageBegin(bool isBinary) override;
    void handleMessageFrame(const QByteArray &payload) override;
    void handleMessageFrameData(const QByteArray &payload) override;
    void handleMessageEnd() override;
    void connectionLost(const ConnectionLostReason &reason) override;
    void handleClose(bool wasClean, quint16 code, const QString &reason) override;
};

} // namespace Gantry
