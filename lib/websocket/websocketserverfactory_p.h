// SPDX-License-Identifier: MIT
#pragma once

#include "core/time.h"
#include "websocket/servershutdown.h"
#include "websocket/transport/transport.h"
#include "websocket/websocketlink.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>

namespace Gantry {

//! Those of a connection with options of its own.
std::shared_ptr<const LinkSettings> settingsOf(const ServerOptions &options, const QByteArray &serverName);

class WebSocketServerFactoryPrivate
{
public:
    explicit WebSocketServerFactoryPrivate(WebSocketServerFactory *factory)
        : q(factory)
    { }
    virtual ~WebSocketServerFactoryPrivate() = default;
    Q_DISABLE_COPY_MOVE(WebSocketServerFactoryPrivate)
    static WebSocketServerFactoryPrivate &of(const WebSocketServerFactory *factory) { return *factory->d; }

    //! Makes the protocol of a new connection, which was accepted at \a since, and
    //! starts it.
    static void serve(WebSocketServerFactory *factory, std::unique_ptr<Transport> transport,
                      Core::TimePoint since)
    {
        of(factory).take(std::move(transport), since);
    }
    //! nullptr when nobody wants it, or it is not decided yet whose it is.
    virtual WebSocketServerProtocol *take(std::unique_ptr<Transport> transport, Core::TimePoint since);

    //! What m_options and m_serverName mean for a connection, the same for all of them.
    std::shared_ptr<const LinkSettings> linkSettings();

    WebSocketServerFactory *q;
    //! Connections keep the options that were in force when they began.
    std::shared_ptr<const ServerOptions> m_options = std::make_shared<ServerOptions>();
    WebSocketServerFactory::ProtocolCreator m_creator;
    WebSocketServerFactory::ConnectHandler m_connectHandler;
    WebSocketServerFactory::HttpHandler m_httpHandler;
    WebSocketServerFactory::SocketHandler m_socketHandler;
    WebSocketServerFactory::CompressionHandler m_compressionHandler;
    QString m_serverName;
    QPointer<ServerShutdown> m_shutdown; //!< while it goes on

private:
    std::shared_ptr<const ServerOptions> m_settledOptions; //!< that m_settings was made of
    std::shared_ptr<const LinkSettings> m_settings;
};

} // namespace Gantry
