// SPDX-License-Identifier: MIT
// WebSocket addresses, taken apart and put together (autobahn's parse_url, create_url).
#pragma once

#include "../core/export.h"

#include <QtCore/QString>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

namespace Gantry {

//! What a WebSocket URL says.
struct WebSocketUrl
{
    QString error = {}; //!< why it cannot be used, English; empty: it can, and the rest is set
    bool isSecure = false;
    bool isLocal = false; //!< a unix socket: localPath is set, host and port are not
    QString host = {}; //!< without brackets; international names in ASCII
    quint16 port = 0; //!< 80 and 443 when the URL has none
    QString localPath = {};
    QByteArray target = {}; //!< what is asked for: path and query, percent-encoded, at least "/"
    QString path = {}; //!< its path, decoded
    QUrlQuery query = {};
    //! For the Host field: brackets around IPv6, no port when it is the scheme's,
    //! "localhost" for a unix socket.
    QByteArray hostField = {};

    bool isValid() const { return error.isEmpty(); }
    bool operator==(const WebSocketUrl &) const = default;
};

//! ws://, wss://, ws+unix:/abs/path[:/resource] or ws://unix:/abs/path[:/resource]. A
//! fragment (RFC 6455 section 3), user information, a port beyond 65535, a missing host
//! and other schemes are errors.
GANTRY_WEBSOCKET_EXPORT WebSocketUrl parseWebSocketUrl(const QUrl &url);

//! ws://host[:port]/path?query, or wss. \a host is a name or an IP address, IPv6 with
//! brackets or without; \a port 0 to 65535, -1 for the scheme's, and not written when it
//! is that; \a path is decoded text, an empty one is "/". An invalid URL, whose
//! errorString() says why, when it cannot be.
GANTRY_WEBSOCKET_EXPORT QUrl createWebSocketUrl(const QString &host, int port = -1, bool isSecure = false,
                                                const QString &path = {}, const QUrlQuery &query = {});

//! ws+unix:/abs/path[:/resource]?query. Neither path may hold a colon that a slash
//! follows, which is what parts them.
GANTRY_WEBSOCKET_EXPORT QUrl createLocalWebSocketUrl(const QString &localPath, const QString &path = {},
                                                     const QUrlQuery &query = {});

} // namespace Gantry
