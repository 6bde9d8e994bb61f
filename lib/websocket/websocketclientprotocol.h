// SPDX-License-Identifier: MIT
// The client's side of one connection: what is asked for.
#pragma once

#include "protocoloptions.h"
#include "websocketadapterprotocol.h"

namespace Gantry {

class WebSocketClientFactory;
class WebSocketClientProtocolPrivate;

class GANTRY_WEBSOCKET_EXPORT WebSocketClientProtocol : public WebSocketAdapterProtocol
{
    Q_OBJECT

public:
    explicit WebSocketClientProtocol(QObject *parent = nullptr);
    ~WebSocketClientProtocol() override;

    WebSocketClientFactory *factory() const;

    //! This connection's options: the factory's at the time it was made.
    ClientOptions protocolOptions() const;
    //! Replaces them for this connection alone. Possible until connectionMade() has
    //! returned; false, and no effect, after that.
    bool setProtocolOptions(const ClientOptions &options);

Q_SIGNALS:
    //! The server accepted; onOpen() follows.
    void onConnect(const Gantry::ConnectionResponse &response);

protected:
    virtual void handleConnect(const ConnectionResponse &response);

    //! The request that is sent. The base class makes it from the factory's URL and
    //! settings; an override changes what it gets from there, for example to add a
    //! fresh token. A request that cannot be sent (a line break in a header, a field
    //! that the handshake owns) is logged and ends the connection.
    virtual ConnectingRequest connectingRequest(const TransportDetails &details);

private:
    bool acceptsCompression(const DeflateParameters &agreed);
    void processResponse(const Core::HandshakeResponse &response) override;
    void adoptOptions(std::shared_ptr<const ClientOptions> options);
    LinkSettings linkSettings() const override;
    void startHandshake() override;

    friend class WebSocketClientFactoryPrivate;
    std::unique_ptr<WebSocketClientProtocolPrivate> d;
};

} // namespace Gantry
