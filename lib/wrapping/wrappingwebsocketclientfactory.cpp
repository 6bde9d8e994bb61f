// SPDX-License-Identifier: MIT
#include "wrapping/wrappingwebsocketclientfactory.h"

#include "wrapping/streamoptions.h"

namespace Gantry {

WrappingWebSocketClientFactory::WrappingWebSocketClientFactory(StreamFactory *streamFactory, const QUrl &url,
                                                               bool enableCompression, int autoFragmentSize,
                                                               const QString &subprotocol, QObject *parent)
    : WebSocketClientFactory(url, parent)
    , m_streamFactory(streamFactory)
{
    setProtocolOptions(streamOptions<ClientOptions>(enableCompression, autoFragmentSize));
    setSubprotocols(WrappingWebSocketAdapter::streamSubprotocols(subprotocol));
    setProtocol<WrappingWebSocketClientProtocol>();
}

WrappingWebSocketClientFactory::~WrappingWebSocketClientFactory() = default;

} // namespace Gantry
