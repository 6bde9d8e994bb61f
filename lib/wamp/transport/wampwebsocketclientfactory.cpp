// SPDX-License-Identifier: MIT
#include "wamp/transport/wampwebsocketclientfactory.h"

namespace Gantry {

WampWebSocketClientFactory::WampWebSocketClientFactory(Wamp::SessionCreator sessionCreator, const QUrl &url,
                                                       const QList<const Wamp::Serializer *> &serializers,
                                                       QObject *parent)
    : WebSocketClientFactory(url, parent)
    , m_sessionCreator(std::move(sessionCreator))
{
    QStringList subprotocols;
    for (const Wamp::Serializer *serializer : serializers)
        subprotocols.append(serializer->subprotocol());
    setSubprotocols(subprotocols);
    setProtocol<WampWebSocketClientProtocol>();
}

WampWebSocketClientFactory::~WampWebSocketClientFactory() = default;

} // namespace Gantry
