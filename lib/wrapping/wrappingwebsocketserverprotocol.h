// SPDX-License-Identifier: MIT
// The server's side of a byte stream over WebSocket.
#pragma once

#include "../websocket/websocketserverprotocol.h"
#include "wrappingwebsocketadapter.h"

namespace Gantry {

class WrappingWebSocketServerFactory;

/*!
    Lets in who offers one of the factory's subprotocols, of which the client's first
    is taken, and who offers none (as noVNC does today), which means binary. A request
    with none but unknown ones is refused with 406, and one for which there is no
    stream protocol with 503.

    onMessage and onOpen are emitted as well, after the stream was told.
*/
class GANTRY_WEBSOCKET_EXPORT WrappingWebSocketServerProtocol : public WebSocketServerProtocol,
                                                                public WrappingWebSocketAdapter
{
    Q_OBJECT

public:
    explicit WrappingWebSocketServerProtocol(QObject *parent = nullptr);
    ~WrappingWebSocketServerProtocol() override;

    //! nullptr when it was made by another kind of factory.
    WrappingWebSocketServerFactory *wrappingFactory() const;

    // Both bases have these, and they mean the same.
    using WebSocketServerProtocol::bytesToWrite;
    using WebSocketServerProtocol::peer;
    using WebSocketServerProtocol::registerProducer;
    using WebSocketServerProtocol::unregisterProducer;

protected:
    //! Asks the factory's stream factory.
    StreamProtocol *buildStreamProtocol() override;

    void connectionMade() override;
    //! Checks the subprotocols, then decides as the base class does: a connect handler
    //! of the factory may still refuse, or answer later.
    ConnectDecision connectRequest(const ConnectionRequest &request) override;
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
