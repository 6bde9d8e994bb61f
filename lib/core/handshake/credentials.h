// SPDX-License-Identifier: MIT
// Header fields that say who is asking.
#pragma once

#include "../export.h"
#include "headerfields.h"

#include <QtCore/QString>

namespace Gantry::Core {

// What is not fit to be sent becomes a field without a name, with which no request is
// sent: better none than one without its credentials, or with somebody else's line in
// it.

//! "Authorization: Basic ..." (RFC 7617), in UTF-8. Not fit: a colon in \a user, control
//! characters in either. Without TLS everybody on the way can read it.
GANTRY_WEBSOCKET_EXPORT HeaderField basicAuthorization(const QString &user, const QString &password);

//! "Authorization: Bearer ..." (RFC 6750 section 2.1). Not fit: an empty token, and
//! whatever is not visible ASCII.
GANTRY_WEBSOCKET_EXPORT HeaderField bearerAuthorization(const QByteArray &token);

} // namespace Gantry::Core
