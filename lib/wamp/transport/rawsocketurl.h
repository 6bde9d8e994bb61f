// SPDX-License-Identifier: MIT
// Where RawSocket is spoken.
#pragma once

#include "core/handshake/websocketurl.h"

#include <QtCore/QUrl>

#include <variant>

namespace Gantry::Wamp {

//! rs://host:port and tcp://host:port, rss://host:port with TLS, rs+unix:/path and
//! unix:path. There is no default port. A path, a query, a fragment and user information
//! are errors for those with a host.
std::variant<Core::WebSocketAddress, Core::UrlError> parseRawSocketUrl(const QUrl &url);

} // namespace Gantry::Wamp
