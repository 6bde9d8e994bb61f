// SPDX-License-Identifier: MIT
// Makes a client's connections whose messages carry a byte stream.
#pragma once

#include "../websocket/websocketclientfactory.h"
#include "streamfactory.h"
#include "wrappingwebsocketclientprotocol.h"

#include <QtCore/QPointer>

namespace Gantry {

/*!
    A WebSocketClientFactory whose protocols are WrappingWebSocketClientProtocol, or
    what setProtocol() is given: a class that inherits it. Each connection's stream
    goes to a StreamProtocol of the stream factory.

    setSubprotocols() changes what is offered; without any the stream is binary. An own
    subprotocol is offered first; websockify 0.10 hangs up on that, and wants "binary"
    first or nothing.
    Options begin with those of ClientOptions, but 30 s for closeHandshakeTimeout, since
    a close frame waits behind the stream that is still on its way.
*/
class GANTRY_WEBSOCKET_EXPORT WrappingWebSocketClientFactory : public WebSocketClientFactory
{
    Q_OBJECT

public:
    //! \a streamFactory is borrowed; without it connections are refused.
    //! \a enableCompression: permessage-deflate when both sides want it.
    //! \a autoFragmentSize: payload octets of one frame; 0: a message is one frame.
    //! \a subprotocol: one of the application's own, besides "binary" and "base64";
    //! its stream is binary.
    explicit WrappingWebSocketClientFactory(StreamFactory *streamFactory, const QUrl &url,
                                            bool enableCompression = true, int autoFragmentSize = 0,
                                            const QString &subprotocol = {}, QObject *parent = nullptr);
    ~WrappingWebSocketClientFactory() override;

    //! nullptr when it was deleted.
    StreamFactory *streamFactory() const { return m_streamFactory; }

private:
    QPointer<StreamFactory> m_streamFactory;
};

} // namespace Gantry
