// SPDX-License-Identifier: MIT
// The way to a client.
#pragma once

#include "websocketclientfactory.h"
#include "websocketconnector.h"

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry {

/*!
    Connects \a factory to its URL, beginning with the next turn of the event loop,
    so that signals can be connected first.

    wss verifies the server's certificate chain and host name against \a ssl, or
    against the system's authorities without it; only a configuration whose peer
    verification was switched off by the caller is not. For ws and ws+unix \a ssl is
    not used. \a timeout covers name lookup, TCP, the proxy and TLS together (0: none);
    the option openHandshakeTimeout covers what follows. A host with several addresses
    is reached over the first that answers (RFC 8305). \a bindAddress is the local
    address to come from.

    The connector is a child of the factory and never null. Errors end in
    errorString(), errorOccurred() and the protocol's onClose().
*/
GANTRY_WEBSOCKET_EXPORT WebSocketConnector *
connectWS(WebSocketClientFactory *factory, const std::optional<QSslConfiguration> &ssl = {},
          std::chrono::milliseconds timeout = std::chrono::seconds(30), const QHostAddress &bindAddress = {});

} // namespace Gantry
