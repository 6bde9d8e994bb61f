// SPDX-License-Identifier: MIT
// The server's side of one connection: who is let in.
#pragma once

#include "connectdecision.h"
#include "protocoloptions.h"
#include "websocketadapterprotocol.h"

namespace Gantry {

class WebSocketServerFactory;
class WebSocketServerProtocolPrivate;

class GANTRY_WEBSOCKET_EXPORT WebSocketServerProtocol : public WebSocketAdapterProtocol
{
    Q_OBJECT

public:
    explicit WebSocketServerProtocol(QObject *parent = nullptr);
    ~WebSocketServerProtocol() override;

    WebSocketServerFactory *factory() const;

    //! This connection's options: the factory's at the time it was made.
    ServerOptions protocolOptions() const;
    //! Replaces them for this connection alone. Possible until connectionMade() has
    //! returned; false, and no effect, after that.
    bool setProtocolOptions(const ServerOptions &options);

Q_SIGNALS:
    //! A correct request from an allowed origin came; connectRequest() is asked next.
    void onConnect(const Gantry::ConnectionRequest &request);

protected:
    virtual void handleConnect(const ConnectionRequest &request);

    //! Whether to let \a request in. The base class asks the factory's connect
    //! handler if one is set, else accepts, with the first of the client's
    //! subprotocols that the factory has, or none if it has none of them (RFC 6455
    //! section 4.2.2: the client decides whether it can live with that).
    virtual ConnectDecision connectRequest(const ConnectionRequest &request);

    //! What to answer to \a request, which wants no WebSocket: a page(), a redirect(), a
    //! deny(), serverStatus(), later(), or release() for a server of HTTP to take over.
    //! The connection is closed once the answer was read. The body of a request is not
    //! read; it is there for whoever gets the connection by release(), and while a later()
    //! is open it may be as long as a head. The base class asks the factory's HTTP handler
    //! if one is set, else answers with serverStatus().
    virtual ConnectDecision plainRequest(const HttpRequest &request);

private:
    void processRequest(const Core::HandshakeRequest &request) override;
    void processPlainRequest(const Core::PlainRequest &request) override;
    void answer(const ConnectDecision &decision);
    void accept(const ConnectDecision &decision);
    void release();
    QByteArray serverName() const;
    void adoptOptions(std::shared_ptr<const ServerOptions> options);
    std::shared_ptr<const LinkSettings> linkSettings() const override;
    void startHandshake() override;

    friend class PendingDecisionState;
    friend class WebSocketServerFactoryPrivate;
    WebSocketServerProtocolPrivate &own() const;
};

} // namespace Gantry
