// SPDX-License-Identifier: MIT
#include "wrapping/wrappingwebsocketserverfactory.h"

#include "wrapping/streamoptions.h"

namespace Gantry {

WrappingWebSocketServerFactory::WrappingWebSocketServerFactory(StreamFactory *streamFactory, const QUrl &url,
                                                               bool enableCompression, int autoFragmentSize,
                                                               const QString &subprotocol, QObject *parent)
    : WebSocketServerFactory(url, parent)
    , m_streamFactory(streamFactory)
{
    setProtocolOptions(streamOptions<ServerOptions>(enableCompression, autoFragmentSize));
    setSubprotocols(WrappingWebSocketAdapter::streamSubprotocols(subprotocol));
    setProtocol<WrappingWebSocketServerProtocol>();
}

WrappingWebSocketServerFactory::~WrappingWebSocketServerFactory()
{
    endWorkerThreads(); // whose connections look at this
}

} // namespace Gantry
