// SPDX-License-Identifier: MIT
// The server's side of WAMP over WebSocket.
#pragma once

#include "../../websocket/websocketserverprotocol.h"
#include "wampwebsocketadapter.h"

namespace Gantry {

class WampWebSocketServerFactory;

/*!
    Lets in who offers the subprotocol of one of the factory's serializers, of which the
    client's first is taken. A request with none of them is refused with 406, unless the
    factory's isSubprotocolRequired() is false: then json is spoken. One for which there is
    no session is refused with 503.

    onMessage and onOpen are emitted as well, after the peer was told. The option delivery
    has no effect: messages are whole; nor have the output policies that give messages up:
    they count as OutputPolicy::Close.
*/
class GANTRY_WAMP_EXPORT WampWebSocketServerProtocol : public WebSocketServerProtocol,
                                                       public WampWebSocketAdapter
{
    Q_OBJECT

public:
    explicit WampWebSocketServerProtocol(QObject *parent = nullptr);
    ~WampWebSocketServerProtocol() override;

    //! nullptr when it was made by another kind of factory.
    WampWebSocketServerFactory *wampFactory() const;

    // Both bases have these; the WebSocket's are meant here, the transport's by whoever has
    // it as a Wamp::Transport.
    using WebSocketServerProtocol::abort;
    using WebSocketServerProtocol::bytesToWrite;
    using WebSocketServerProtocol::bytesWritten;
    using WebSocketServerProtocol::channelId;
    using WebSocketServerProtocol::isOpen;
    using WebSocketServerProtocol::setReadingPaused;
    using WebSocketServerProtocol::transportDetails;

protected:
    //! Asks the factory's session creator.
    Wamp::MessagePeer *buildMessagePeer() override;
    bool requiresSubprotocol() const override;

    void connectionMade() override;
    //! Checks the subprotocols, then decides as the base class does: a connect handler of
    //! the factory may still refuse, or answer later.
    ConnectDecision connectRequest(const ConnectionRequest &request) override;
    void handleOpen() override;
    void handleMessage(const QByteArray &payload, bool isBinary) override;
    void handleClose(bool wasClean, quint16 code, const QString &reason) override;
};

} // namespace Gantry
