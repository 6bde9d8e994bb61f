// SPDX-License-Identifier: MIT
// What names a TLS channel to both of its ends (RFC 5929), as far as it can be had from
// the server's certificate. Reads no more of X.509 than that takes.
#pragma once

#include "core/export.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Core {

//! tls-server-end-point of RFC 5929 section 4.1: the hash of \a certificate (DER) with the
//! hash function of its signature, and with SHA-256 in the place of MD5 and SHA-1. Null
//! when the certificate cannot be read, or its signature has no hash function of its own
//! (Ed25519) or one that is not known here: for those the RFC leaves it undefined.
GANTRY_WEBSOCKET_EXPORT QByteArray tlsServerEndPoint(QByteArrayView certificate);

} // namespace Gantry::Core
