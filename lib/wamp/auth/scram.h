// SPDX-License-Identifier: MIT
// What a router keeps of a password for SCRAM (RFC 5802, RFC 7677): enough to check who knows
// it, too little to log in as them.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QVariantMap>

#include <optional>

namespace Gantry::Wamp {

//! How a password is stretched.
enum class ScramKdf : quint8 {
    Argon2id13, //!< "argon2id13"; Argon2id of version 1.3, one lane
    Pbkdf2, //!< "pbkdf2", with HMAC-SHA-256
    //! "argon2id-13", autobahn's: the key is the base64 text of the hash, and the password is
    //! not normalized. What autobahn logs in with, and nobody else.
    Argon2id13Text,
};

struct ScramStretch
{
    ScramKdf kdf = ScramKdf::Argon2id13;
    QByteArray salt = {}; //!< a user's own; of Argon2 16 octets
    qint64 iterations = 2; //!< of PBKDF2 at least 4096 (RFC 7677 section 4)
    //! In KiB, of Argon2 alone. With two iterations, what libsodium calls interactive: 0.2 s.
    qint64 memoryKib = 64 * 1024;
    bool operator==(const ScramStretch &) const = default;
};

struct ScramCredential
{
    ScramStretch stretch = {};
    QByteArray storedKey = {}; //!< 32 octets
    QByteArray serverKey = {}; //!< 32 octets
    bool operator==(const ScramCredential &) const = default;
};

//! nullopt: SASLprep prohibits \a password, or libsodium refuses a parameter or has not so
//! much memory.
GANTRY_WAMP_EXPORT std::optional<ScramCredential> makeScramCredential(const QString &password,
                                                                      const ScramStretch &stretch);

/*!
    As autobahn's function of this name makes it, for its clients: Argon2id13Text, 4096
    iterations, 512 KiB. \a salt has 16 octets; empty: the first 16 of the SHA-256 of \a email,
    which everybody can compute: better give one by chance.
*/
GANTRY_WAMP_EXPORT std::optional<ScramCredential>
deriveScramCredential(const QString &email, const QString &password, const QByteArray &salt = {});

//! The keys that autobahn and crossbar keep a credential by: kdf, memory, iterations, and in
//! hexadecimal salt, stored-key, server-key.
GANTRY_WAMP_EXPORT QVariantMap toVariantMap(const ScramCredential &credential);
//! nullopt: one is missing, of the wrong type or no credential.
GANTRY_WAMP_EXPORT std::optional<ScramCredential> scramCredentialFromVariantMap(const QVariantMap &map);

} // namespace Gantry::Wamp
