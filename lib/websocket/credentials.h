// SPDX-License-Identifier: MIT
// Who a client is, as header fields: for setHeaders(), a connecting handler, or a
// request that an application writes itself.
#pragma once

#include "../core/handshake/credentials.h"
#include "connectiondetails.h"

#include <QtCore/QList>
#include <QtNetwork/QNetworkCookie>

namespace Gantry {

using Core::basicAuthorization;
using Core::bearerAuthorization;

//! "Cookie: name=value; ..." (RFC 6265 section 4.2) of all \a cookies, whomever they are
//! for; see WebSocketClientFactory::setCookies() for those that fit an address. One with
//! a line break, a semicolon or another control character makes it a field without a
//! name, with which no request is sent. No field without a value: a null name as well,
//! when there are no cookies.
GANTRY_WEBSOCKET_EXPORT HeaderField cookieField(const QList<QNetworkCookie> &cookies);

//! What the Set-Cookie fields of a server's answer say, for example of
//! ConnectionResponse::headers. Those that cannot be read are left out.
GANTRY_WEBSOCKET_EXPORT QList<QNetworkCookie> cookiesIn(const HeaderFields &headers);

} // namespace Gantry
