// SPDX-License-Identifier: MIT
// The ways in which a client can authenticate, ready to be given to a session.
//
//     const ClientAuths auths{wampCraAuth(u"peter"_s, secret), anonymousAuth()};
#pragma once

#include "clientauth.h"

namespace Gantry::Wamp {

/*!
    What a client computes for a router at most, and at least: a router that it does not know
    yet must not keep it busy for hours, nor get an answer that is cheap to guess the password
    from. A challenge outside fails. On a processor of 2020 the defaults allow about 3 s of
    PBKDF2 and 1 to 7 s of Argon2, during which the calling thread does nothing else.
*/
struct KdfLimits
{
    //! Iterations of PBKDF2 times the blocks of 32 octets of the key. 10 million: 6 s.
    qint64 maxPbkdf2Iterations = 4'000'000;
    //! Of scram alone (RFC 7677 section 4); WAMP-CRA's usual number is 1000.
    qint64 minPbkdf2Iterations = 4096;
    qint64 maxArgon2MemoryKib = 256 * 1024;
    //! Iterations times memory. 2,097,152 is what deriveScramCredential() makes.
    qint64 maxArgon2WorkKib = 4 * 1024 * 1024;
    qint64 minArgon2WorkKib = 16 * 1024;
    bool operator==(const KdfLimits &) const = default;
};

using ClientAuthPtr = std::shared_ptr<const ClientAuth>;

//! "anonymous".
GANTRY_WAMP_EXPORT ClientAuthPtr anonymousAuth();

//! "ticket": \a ticket goes over the wire as it is. For TLS, or one-time passwords.
GANTRY_WAMP_EXPORT ClientAuthPtr ticketAuth(const QString &authid, const QString &ticket);

//! "wampcra": proves that the client knows \a secret, or the password that the router's
//! secret was derived from; the challenge says which.
GANTRY_WAMP_EXPORT ClientAuthPtr wampCraAuth(const QString &authid, const QString &secret,
                                             const KdfLimits &limits = {});

struct ScramOptions
{
    //! "tls-server-end-point" ...: the login is worth nothing on another TLS channel, and
    //! fails where there is none. Empty: without. Spoken by "wamp-scram" alone.
    QString channelBinding = {};
    KdfLimits limits = {};
    bool operator==(const ScramOptions &) const = default;
};

/*!
    "wamp-scram", and "scram" as autobahn speaks it. The router proves that it knows the
    password too. \a authid and \a password are normalized by SASLprep; where that
    prohibits one, the login fails.
*/
GANTRY_WAMP_EXPORT ClientAuthPtr scramAuth(const QString &authid, const QString &password,
                                           const ScramOptions &options = {});

struct CryptosignOptions
{
    //! Empty: the router finds it by the key.
    QString authid = {};
    //! "tls-server-end-point" ...: what is signed is the challenge XOR what names the
    //! channel, which must be 32 octets. Empty: without.
    QString channelBinding = {};
    //! The router's public key, 32 octets or 64 hex digits: it has to prove that it has the
    //! private one. Empty: any router.
    QByteArray routerKey = {};
    bool operator==(const CryptosignOptions &) const = default;
};

//! "cryptosign": \a privateKey is the Ed25519 seed, 32 octets or 64 hex digits; with another
//! one the login fails.
GANTRY_WAMP_EXPORT ClientAuthPtr cryptosignAuth(const QByteArray &privateKey,
                                                const CryptosignOptions &options = {});

//! "tls": the router knows the client by the certificate of its TLS connection.
GANTRY_WAMP_EXPORT ClientAuthPtr tlsAuth(const QString &authid = {});

} // namespace Gantry::Wamp
