// SPDX-License-Identifier: MIT
// One-time passwords that follow the clock (RFC 6238), for use as tickets. The clock comes in.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QDateTime>
#include <QtCore/QString>

#include <functional>
#include <optional>

namespace Gantry::Wamp {

//! A new secret in base32, of \a length octets from \a random; a multiple of five needs no
//! padding. The default is autobahn's; RFC 4226 section 4 wants 16 and recommends 20.
GANTRY_WAMP_EXPORT QString generateTotpSecret(const std::function<QByteArray(qsizetype)> &random,
                                              int length = 10);

//! HMAC-SHA-1, steps of 30 s, six digits: what the common apps show. \a offset in steps.
//! nullopt: \a secret is not base32, or the time is before 1970.
GANTRY_WAMP_EXPORT std::optional<QString> computeTotp(const QString &secret, const QDateTime &now,
                                                      int offset = 0);

//! Whether \a ticket is the password of \a now, or of the step before or after it (RFC 6238
//! section 5.2).
GANTRY_WAMP_EXPORT bool checkTotp(const QString &secret, const QString &ticket, const QDateTime &now);

} // namespace Gantry::Wamp
