// SPDX-License-Identifier: MIT
// The way to a server.
#pragma once

#include "websocketlistener.h"
#include "websocketserverfactory.h"

#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry {

/*!
    Listens for \a factory on its URL; port 0 takes any free one.

    wss needs a certificate and its private key in \a ssl; for ws and ws+unix \a ssl
    is not used. \a backlog is the number of connections that the system may hold
    ready. \a interfaceAddress is the address to bind; when it is empty it is the
    host of the URL: an IP address, "localhost" (127.0.0.1, and ::1 with the same port
    where there is IPv6), or a name, whose first address is looked up, which blocks for
    that long. For several addresses call this several times.

    The listener is a child of the factory and never null; isListening() and
    errorString() tell at once how it went.
*/
GANTRY_WEBSOCKET_EXPORT WebSocketListener *listenWS(WebSocketServerFactory *factory,
                                                    const std::optional<QSslConfiguration> &ssl = {},
                                                    int backlog = 50, const QString &interfaceAddress = {});

} // namespace Gantry
