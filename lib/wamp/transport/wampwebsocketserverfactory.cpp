// SPDX-License-Identifier: MIT
#include "wamp/transport/wampwebsocketserverfactory.h"

namespace Gantry {

WampWebSocketServerFactory::WampWebSocketServerFactory(Wamp::SessionCreator sessionCreator, const QUrl &url,
                                                       const QList<const Wamp::Serializer *> &serializers,
                                                       QObject *parent)
    : WebSocketServerFactory(url, parent)
    , m_sessionCreator(std::move(sessionCreator))
{
    QStringList subprotocols;
    for (const Wamp::Serializer *serializer : serializers)
        subprotocols.append(serializer->subprotocol());
    setSubprotocols(subprotocols);
    setProtocol<WampWebSocketServerProtocol>();
}

WampWebSocketServerFactory::~WampWebSocketServerFactory()
{
    endWorkerThreads(); // whose connections look at this
}

} // namespace Gantry
