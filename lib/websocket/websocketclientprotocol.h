// SPDX-License-Identifier: MIT
// The client's side of one connection: what is asked for.
#pragma once

#include "protocoloptions.h"
#include "websocketadapterprotocol.h"

class QSslConfiguration;

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

    /*!
        Begins TLS on a connection that came up plain, before the opening handshake, which
        then happens inside it: in connectionMade(), or later after holdHandshake(). The
        server must prove to be the host of the factory's URL, against \a configuration or
        the system's authorities; only a configuration whose peer verification was switched
        off by the caller is not. A failure ends the connection with 1015.

        false, and no effect: the option mayStartTls is not set, TLS is there already, the
        opening handshake has begun, or octets wait that came before TLS and could be taken
        for what comes inside.
    */
    bool startTLS(const QSslConfiguration &configuration);
    //! The same with the system's authorities.
    bool startTLS();

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

    // For whoever has to say something before the opening handshake, to a proxy of their
    // own or a server that upgrades to TLS. Called in connectionMade(), and until the
    // handshake begins; later they return false. What comes meanwhile goes to
    // dataReceived(), whose override must keep it from the base class: there it would be a
    // server that speaks before it is asked, and the end. openHandshakeTimeout bounds all
    // of it, and then the handshake.

    //! The opening handshake waits for continueHandshake(), or for a startTLS() to be done.
    bool holdHandshake();
    bool continueHandshake();
    //! Writes \a octets as they are.
    bool transportWrite(const QByteArray &octets);

private:
    bool acceptsCompression(const DeflateParameters &agreed);
    void processResponse(const Core::HandshakeResponse &response) override;
    void adoptOptions(std::shared_ptr<const ClientOptions> options);
    std::shared_ptr<const LinkSettings> linkSettings() const override;
    void startHandshake() override;

    friend class WebSocketClientFactoryPrivate;
    std::unique_ptr<WebSocketClientProtocolPrivate> d;
};

} // namespace Gantry
