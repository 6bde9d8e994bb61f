// SPDX-License-Identifier: MIT
// Reaches a WAMP router over RawSocket.
#pragma once

#include "../../websocket/transportpolicy.h"
#include "rawsocketoptions.h"
#include "transport.h"

#include <QtCore/QObject>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>

#include <memory>
#include <optional>

namespace Gantry {

class WampRawSocketClientFactoryPrivate;
class WampRawSocketConnector;

/*!
    A connection whose handshake is right gets a peer from the session creator; nullptr ends
    it. RawSocket has a client name one serializer: it is the first of those given that is
    not batched.

    Deleting the factory, which is legal in any callback, aborts its connections, of which
    the peers are told from the event loop.
*/
class GANTRY_WAMP_EXPORT WampRawSocketClientFactory : public QObject
{
    Q_OBJECT

public:
    //! \a url is rs://host:port, tcp://host:port, rss://host:port, rs+unix:/path or
    //! unix:path.
    explicit WampRawSocketClientFactory(
        Wamp::SessionCreator sessionCreator, const QUrl &url,
        const QList<const Wamp::Serializer *> &serializers = Wamp::Serializer::all(),
        QObject *parent = nullptr);
    ~WampRawSocketClientFactory() override;

    QUrl url() const;
    //! nullptr: there is none that RawSocket has.
    const Wamp::Serializer *serializer() const;

    //! Replaces all options for connections that begin later.
    void setOptions(const RawSocketOptions &options);
    RawSocketOptions options() const;
    //! What carries the octets of connections that begin later. Default: Auto.
    void setTransportPolicy(TransportPolicy policy);
    TransportPolicy transportPolicy() const;
    //! HttpProxy (CONNECT) or Socks5Proxy that later connections go through; unix sockets are
    //! never proxied. Default: NoProxy.
    void setProxy(const QNetworkProxy &proxy);
    QNetworkProxy proxy() const;

    //! Begins one attempt, from the event loop. \a ssl: for rss; none: the system's
    //! authorities. \a timeout: until TCP or TLS is up; 0: none. Never nullptr.
    WampRawSocketConnector *connectToRouter(const std::optional<QSslConfiguration> &ssl = {},
                                            std::chrono::milliseconds timeout = std::chrono::seconds(30));

private:
    friend class WampRawSocketConnectorPrivate;
    std::unique_ptr<WampRawSocketClientFactoryPrivate> d;
};

} // namespace Gantry
