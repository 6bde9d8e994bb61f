// SPDX-License-Identifier: MIT
// Makes a server's protocols. listenWS() gives it ports.
#pragma once

#include "websocketadapterfactory.h"
#include "websocketserverprotocol.h"

#include <QtCore/QFuture>
#include <QtCore/QIODevice>

#include <functional>

namespace Gantry {

class WebSocketServerFactoryPrivate;

class GANTRY_WEBSOCKET_EXPORT WebSocketServerFactory : public WebSocketAdapterFactory
{
    Q_OBJECT

public:
    using ProtocolCreator = std::function<WebSocketServerProtocol *()>;
    using ConnectHandler = std::function<ConnectDecision(const ConnectionRequest &)>;
    using HttpHandler = std::function<ConnectDecision(const HttpRequest &)>;
    using SocketHandler =
        std::function<void(std::unique_ptr<QIODevice> socket, const QByteArray &alreadyRead)>;
    using CompressionHandler =
        std::function<std::optional<DeflateOptions>(const QList<DeflateOffer> &, const ConnectionRequest &)>;

    explicit WebSocketServerFactory(const QUrl &url, QObject *parent = nullptr);
    ~WebSocketServerFactory() override;

    /*!
        Threads of the factory's own that its ports spread connections over, each new one
        to the thread that has the fewest. Default: 0, which serves all connections in the
        factory's own thread.

        A protocol object belongs to the thread of its connection: it is made, used and
        deleted there, where its signals are emitted, too. So buildProtocol(), creators and
        handlers, the protocols' own virtual functions and protocolCreated() come in these
        threads, several at a time. What they share must be safe for that. Connect to
        protocolCreated() without a context object or with Qt::DirectConnection. From other
        threads a connection is spoken to through its ConnectionHandle. Settings may be
        changed at any time, in the factory's thread as ever.

        The threads begin with the first port, and end after shutdown() or with the
        factory, both of which wait for slots that are running there: these must not wait
        for the factory's thread. A subclass, or an object whose members handlers use, calls
        endWorkerThreads() before it is gone.
    */
    int workerThreads() const;
    //! false, and no effect: \a count is negative, a port is open, the threads that there
    //! are did not end yet, or this is a WebSocketResourceRouter.
    bool setWorkerThreads(int count);
    //! Closes the ports, drops all connections of the worker threads, each of which emits
    //! its onClose() there, and returns when the threads have ended. Without threads:
    //! nothing happens.
    void endWorkerThreads();

    //! The Server field of answers; empty: none. Default: "Gantry/" and the version.
    QString serverName() const;
    void setServerName(const QString &name);

    //! Replaces all options for connections that begin later.
    void setProtocolOptions(const ServerOptions &options);
    ServerOptions protocolOptions() const;
    void resetProtocolOptions();

    //! Each connection gets a T, made by its default constructor.
    template<typename T>
    void setProtocol()
    {
        setProtocolCreator([] { return new T; });
    }
    //! Each connection gets what \a creator returns; nullptr closes it at once.
    void setProtocolCreator(ProtocolCreator creator);
    //! Decides on requests in the place of a connectRequest() that was overridden.
    void setConnectHandler(ConnectHandler handler);

    //! Answers plain requests of HTTP in the place of a plainRequest() that was
    //! overridden: a page, a health check, a redirect. nullptr: the status page again.
    void setHttpHandler(HttpHandler handler);
    //! Gets the connections that were answered with ConnectDecision::release(), from the
    //! event loop: a QTcpSocket, QSslSocket or QLocalSocket without a parent, and what was
    //! already read from it, which begins with the request. It comes in the connection's
    //! thread, where the socket lives. A server of HTTP that reads from the socket alone
    //! wants putBack() first:
    //! \code
    //! factory.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    //! factory.setSocketHandler([server](std::unique_ptr<QIODevice> device, const QByteArray &octets) {
    //!     putBack(device.get(), octets);
    //!     server->take(qobject_cast<QTcpSocket *>(device.release())); // addPendingConnection()
    //! });
    //! \endcode
    void setSocketHandler(SocketHandler handler);
    //! Decides on permessage-deflate for each connection that offers it, once it is let
    //! in: the terms, which need not be those of the options, or nullopt for none. It gets
    //! the offers that are well-formed, in the client's order, the first of which is
    //! taken. With the option perMessageDeflate unset nobody is asked.
    void setCompressionHandler(CompressionHandler handler);

    //! What came of adopt().
    struct Adoption
    {
        //! nullptr also when buildProtocol() wanted none, which closes the connection, and
        //! in a WebSocketResourceRouter, which has read nothing yet.
        WebSocketServerProtocol *protocol = nullptr;
        QString error = {}; //!< English; empty: it was adopted
    };
    /*!
        Serves a connection that somebody else accepted: \a socket is a connected
        QTcpSocket, a QSslSocket whose TLS handshake is done, or a connected QLocalSocket,
        of this thread. \a alreadyRead is what was read from it so far, which begins with
        the request and may go beyond it; what the socket itself still holds comes after
        that. Any QTcpServer can so hand over a connection when it sees an Upgrade.

        The socket belongs to the connection from here on, whoever its parent was, and
        everything that was connected to its signals is disconnected. It is legal to call
        this in a slot of the socket. With an error nothing has changed and the socket
        still is the caller's. No port opens by this, so startFactory() is not called, and
        the connection stays in this thread whatever workerThreads() says.
    */
    Adoption adopt(QIODevice *socket, const QByteArray &alreadyRead = {});

    //! Stops listening and closes all connections with 1001; those that are still there
    //! after \a patience, and those that are not open yet, are dropped. The future is
    //! finished when the last one is gone, after its onClose(), or the factory itself.
    //! Until then new connections are turned away; after that it may listen again.
    virtual QFuture<void> shutdown(std::chrono::milliseconds patience = std::chrono::seconds(5));

    WebSocketServerProtocol *buildProtocol(const QString &peer) override;

Q_SIGNALS:
    //! \a protocol has a transport and is about to be told so: the place to connect
    //! its signals. Emitted in the connection's thread: see workerThreads().
    void protocolCreated(Gantry::WebSocketServerProtocol *protocol);

private:
    WebSocketServerFactory(const QUrl &url, std::unique_ptr<WebSocketServerFactoryPrivate> priv,
                           QObject *parent);
    void stopListeners();

    friend class WebSocketResourceRouter;
    friend class WebSocketServerFactoryPrivate;
    friend class WebSocketServerProtocol;
    std::unique_ptr<WebSocketServerFactoryPrivate> d;
};

} // namespace Gantry
