// SPDX-License-Identifier: MIT
// Which cookies an address gets.
#pragma once

#include "core/handshake/websocketurl.h"

#include <QtNetwork/QNetworkCookie>

namespace Gantry {

//! Those of \a cookies whose domain, path, date and secure attribute fit (RFC 6265
//! section 5.4); one without a domain is for every address. In the RFC's order.
QList<QNetworkCookie> cookiesFor(const Core::WebSocketAddress &address, const QList<QNetworkCookie> &cookies);

} // namespace Gantry
