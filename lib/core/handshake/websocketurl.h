// SPDX-License-Identifier: MIT
// ws:, wss: and ws+unix: addresses (RFC 6455 section 3).
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QUrl>

#include <variant>

namespace Gantry::Core {

//! The parts of an address that a connection needs.
struct WebSocketAddress
{
    bool isSecure = false;
    bool isLocal = false; //!< unix socket: localPath is set, host and port are not
    QString host = {}; //!< without brackets
    quint16 port = 0; //!< 80 and 443 when the URL has none; 0 only if it says 0
    QString localPath = {};
    QByteArray target = {}; //!< path and query, percent-encoded, at least "/"
    QByteArray hostField = {}; //!< for Host: brackets for IPv6, no default port, "localhost" for unix
    bool operator==(const WebSocketAddress &) const = default;
};

struct UrlError
{
    QString text = {}; //!< English, for the caller
    bool operator==(const UrlError &) const = default;
};

//! Understands ws://, wss://, ws+unix:/abs/path[:/resource] and ws://unix:/path.
//! A fragment, user information, a port beyond 65535, a missing host and other
//! schemes are errors.
std::variant<WebSocketAddress, UrlError> parseWebSocketUrl(const QUrl &url);

} // namespace Gantry::Core
