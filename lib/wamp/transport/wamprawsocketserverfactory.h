// SPDX-License-Identifier: MIT
// Serves WAMP over RawSocket.
#pragma once

#include "../../websocket/transportpolicy.h"
#include "rawsocketoptions.h"
#include "transport.h"

#include <QtCore/QObject>
#include <QtCore/QUrl>
#include <QtNetwork/QSslConfiguration>

#include <memory>
#include <optional>

namespace Gantry {

class WampRawSocketListener;
class WampRawSocketServerFactoryPrivate;

/*!
    Each connection whose handshake is right gets a peer from the session creator; nullptr
    refuses it, as too many connections are refused. The client chooses one of the
    serializers; RawSocket has no batched ones. All connections live in the factory's
    thread, which has an event loop and which it does not leave.

    Deleting the factory, which is legal in any callback, closes its ports and aborts its
    connections, of which the peers are told from the event loop.
*/
class GANTRY_WAMP_EXPORT WampRawSocketServerFactory : public QObject
{
    Q_OBJECT

public:
    explicit WampRawSocketServerFactory(
        Wamp::SessionCreator sessionCreator,
        const QList<const Wamp::Serializer *> &serializers = Wamp::Serializer::all(),
        QObject *parent = nullptr);
    ~WampRawSocketServerFactory() override;

    //! Replaces all options for connections that begin later.
    void setOptions(const RawSocketOptions &options);
    RawSocketOptions options() const;
    //! What carries the octets of ports that are opened later. Default: Auto.
    void setTransportPolicy(TransportPolicy policy);
    TransportPolicy transportPolicy() const;

    //! Opens a port. \a url is rs://host:port or tcp://host:port, rss://host:port, which
    //! needs a certificate with its key in \a ssl, or rs+unix:/path or unix:path; port 0 is
    //! any free one. Never nullptr: what it returns says whether it listens.
    WampRawSocketListener *listen(const QUrl &url, const std::optional<QSslConfiguration> &ssl = {},
                                  int backlog = 50);

    //! Those past their handshake that are not over yet.
    int connectionCount() const;

private:
    friend class WampRawSocketListener;
    friend class WampRawSocketListenerPrivate;
    std::unique_ptr<WampRawSocketServerFactoryPrivate> d;
};

} // namespace Gantry
