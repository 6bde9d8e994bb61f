// SPDX-License-Identifier: MIT
// Makes a server's connections whose messages carry a byte stream.
#pragma once

#include "../websocket/websocketserverfactory.h"
#include "streamfactory.h"
#include "wrappingwebsocketserverprotocol.h"

#include <QtCore/QPointer>

#include <atomic>

namespace Gantry {

/*!
    A WebSocketServerFactory whose protocols are WrappingWebSocketServerProtocol, or
    what setProtocol() is given: a class that inherits it. Each connection's stream
    goes to a StreamProtocol of the stream factory.

    setSubprotocols() narrows the choice, for example to "binary" alone. Options begin
    with those of ServerOptions, but 30 s for closeHandshakeTimeout, since a close frame
    waits behind the stream that is still on its way. With delivery at Streaming a binary
    stream takes messages of any length without holding them.

    With workerThreads() the stream factory is asked in several threads at once, and each
    stream lives in its connection's.
*/
class GANTRY_WEBSOCKET_EXPORT WrappingWebSocketServerFactory : public WebSocketServerFactory
{
    Q_OBJECT

public:
    //! \a streamFactory is borrowed; without it connections are refused.
    //! \a enableCompression: permessage-deflate when both sides want it.
    //! \a autoFragmentSize: payload octets of one frame; 0: a message is one frame.
    //! \a subprotocol: one of the application's own, besides "binary" and "base64";
    //! its stream is binary.
    explicit WrappingWebSocketServerFactory(StreamFactory *streamFactory, const QUrl &url,
                                            bool enableCompression = true, int autoFragmentSize = 0,
                                            const QString &subprotocol = {}, QObject *parent = nullptr);
    ~WrappingWebSocketServerFactory() override;

    //! nullptr when it was deleted.
    StreamFactory *streamFactory() const { return m_streamFactory; }

    //! Whether a client has to offer a subprotocol. Default: no.
    bool isSubprotocolRequired() const { return m_isSubprotocolRequired; }
    void setSubprotocolRequired(bool required) { m_isSubprotocolRequired = required; }

private:
    QPointer<StreamFactory> m_streamFactory;
    std::atomic<bool> m_isSubprotocolRequired = false; //!< worker threads ask
};

} // namespace Gantry
