// SPDX-License-Identifier: MIT
// What WAMP-CRA computes: for those who keep users, and for clients that answer a challenge
// by themselves.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <functional>

namespace Gantry::Wamp {

/*!
    The secret that stands for \a password where it is salted: PBKDF2 with HMAC-SHA-256 (RFC
    8018), in base64. \a iterations and \a keyLength (octets) from 1. The defaults are
    autobahn's; OWASP advises 600,000 iterations.
*/
GANTRY_WAMP_EXPORT QByteArray deriveKey(const QString &password, const QString &salt, int iterations = 1000,
                                        int keyLength = 32);

//! What AUTHENTICATE carries: HMAC-SHA-256 of \a challenge in base64. \a key: the secret, or
//! what deriveKey() made of the password.
GANTRY_WAMP_EXPORT QByteArray computeWcs(QByteArrayView key, QByteArrayView challenge);

//! A new secret of Latin letters and digits, of octets from \a random; 14 of them, autobahn's
//! default, have 83 bits.
GANTRY_WAMP_EXPORT QByteArray generateWcs(const std::function<QByteArray(qsizetype)> &random,
                                          int length = 14);

} // namespace Gantry::Wamp
