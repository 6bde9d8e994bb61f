// SPDX-License-Identifier: MIT
// Makes a server's protocols. listenWS() gives it ports.
#pragma once

#include "websocketadapterfactory.h"
#include "websocketserverprotocol.h"

#include <functional>

namespace Gantry {

class WebSocketServerFactoryPrivate;

class GANTRY_WEBSOCKET_EXPORT WebSocketServerFactory : public WebSocketAdapterFactory
{
    Q_OBJECT

public:
    using ProtocolCreator = std::function<WebSocketServerProtocol *()>;
    using ConnectHandler = std::function<ConnectDecision(const ConnectionRequest &)>;

    explicit WebSocketServerFactory(const QUrl &url, QObject *parent = nullptr);
    ~WebSocketServerFactory() override;

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

    WebSocketServerProtocol *buildProtocol(const QString &peer) override;

Q_SIGNALS:
    //! \a protocol has a transport and is about to be told so: the place to connect
    //! its signals.
    void protocolCreated(Gantry::WebSocketServerProtocol *protocol);

private:
    friend class WebSocketServerFactoryPrivate;
    friend class WebSocketServerProtocol;
    std::unique_ptr<WebSocketServerFactoryPrivate> d;
};

} // namespace Gantry
