// SPDX-License-Identifier: MIT
#pragma once

#include "core/time.h"
#include "websocket/servershutdown.h"
#include "websocket/snapshot_p.h"
#include "websocket/transport/acceptedsocket.h"
#include "websocket/websocketlink.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>

namespace Gantry {

class ServerWorkers;

//! Those of a connection with options of its own.
std::shared_ptr<const LinkSettings> settingsOf(const ServerOptions &options, const QByteArray &serverName);

//! What a server's connections are made with. Its threads read it.
struct ServerSettings
{
    //! Connections keep the options that were in force when they began.
    std::shared_ptr<const ServerOptions> options = std::make_shared<ServerOptions>();
    WebSocketServerFactory::ProtocolCreator creator = {};
    WebSocketServerFactory::ConnectHandler connectHandler = {};
    WebSocketServerFactory::HttpHandler httpHandler = {};
    WebSocketServerFactory::SocketHandler socketHandler = {};
    WebSocketServerFactory::CompressionHandler compressionHandler = {};
    QString serverName = {};
    //! What options and serverName mean for a connection, the same for all of them.
    std::shared_ptr<const LinkSettings> linkSettings = {};

    //! After a change of what linkSettings is made of.
    void settle() { linkSettings = settingsOf(*options, serverName.toUtf8()); }
};

class WebSocketServerFactoryPrivate
{
public:
    explicit WebSocketServerFactoryPrivate(WebSocketServerFactory *factory);
    virtual ~WebSocketServerFactoryPrivate();
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
    //! The same once it is decided that this factory does, in any thread that has the
    //! factory's connections. \a parent is the factory or stands for it there.
    WebSocketServerProtocol *build(std::unique_ptr<Transport> transport, Core::TimePoint since,
                                   QObject *parent);

    //! Whether connections could be served in other threads at all.
    virtual bool canSpread() const { return true; }
    //! With the first port. Empty, or why there are no threads (English).
    QString startWorkers();
    //! A connection for one of the threads.
    void spread(AcceptedSocket socket);
    //! Drops all connections of the threads, and ends these.
    void stopWorkers();

    std::shared_ptr<const ServerSettings> settings() const { return m_settings.get(); }

    WebSocketServerFactory *q;
    Snapshot<ServerSettings> m_settings;
    int m_workerThreads = 0;
    std::unique_ptr<ServerWorkers> m_workers; //!< from the first port on, if there are to be any
    QPointer<ServerShutdown> m_shutdown; //!< while it goes on
};

} // namespace Gantry
