// SPDX-License-Identifier: MIT
#pragma once

#include "core/time.h"
#include "websocket/transport/transport.h"
#include "websocket/websocketserverfactory.h"

namespace Gantry {

class WebSocketServerFactoryPrivate
{
public:
    explicit WebSocketServerFactoryPrivate(WebSocketServerFactory *factory)
        : q(factory)
    { }

    //! Makes the protocol of a new connection, which was accepted at \a since, and
    //! starts it.
    static void serve(WebSocketServerFactory *factory, std::unique_ptr<Transport> transport,
                      Core::TimePoint since);

    WebSocketServerFactory *q;
    //! Connections keep the options that were in force when they began.
    std::shared_ptr<const ServerOptions> m_options = std::make_shared<ServerOptions>();
    WebSocketServerFactory::ProtocolCreator m_creator;
    WebSocketServerFactory::ConnectHandler m_connectHandler;
    QString m_serverName;
};

} // namespace Gantry
