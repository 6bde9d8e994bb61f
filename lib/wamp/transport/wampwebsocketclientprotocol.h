// SPDX-License-Identifier: MIT
// The client's side of WAMP over WebSocket.
#pragma once

#include "../../websocket/websocketclientprotocol.h"
#include "wampwebsocketadapter.h"

namespace Gantry {

class WampWebSocketClientFactory;

/*!
    Offers the subprotocols of the factory's serializers. A server that chose none is left
    with 1008, unless the factory's isSubprotocolRequired() is false: then json is spoken.

    onMessage and onOpen are emitted as well, after the peer was told. The option delivery
    has no effect: messages are whole; nor have the output policies that give messages up:
    they count as OutputPolicy::Close.
*/
class GANTRY_WAMP_EXPORT WampWebSocketClientProtocol : public WebSocketClientProtocol,
                                                       public WampWebSocketAdapter
{
    Q_OBJECT

public:
    explicit WampWebSocketClientProtocol(QObject *parent = nullptr);
    ~WampWebSocketClientProtocol() override;

    //! nullptr when it was made by another kind of factory.
    WampWebSocketClientFactory *wampFactory() const;

    // Both bases have these; the WebSocket's are meant here, the transport's by whoever has
    // it as a Wamp::Transport.
    using WebSocketClientProtocol::abort;
    using WebSocketClientProtocol::bytesToWrite;
    using WebSocketClientProtocol::bytesWritten;
    using WebSocketClientProtocol::channelId;
    using WebSocketClientProtocol::isOpen;
    using WebSocketClientProtocol::setReadingPaused;
    using WebSocketClientProtocol::transportDetails;

protected:
    //! Asks the factory's session creator.
    Wamp::MessagePeer *buildMessagePeer() override;
    bool requiresSubprotocol() const override;

    void connectionMade() override;
    void handleOpen() override;
    void handleMessage(const QByteArray &payload, bool isBinary) override;
    void handleClose(bool wasClean, quint16 code, const QString &reason) override;
};

} // namespace Gantry
