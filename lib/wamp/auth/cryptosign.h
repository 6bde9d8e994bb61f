// SPDX-License-Identifier: MIT
// What WAMP-cryptosign computes: Ed25519 (RFC 8032) over a challenge. Keys, challenges and
// signatures are octets here and hexadecimal digits on the wire.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QByteArray>

#include <optional>

namespace Gantry::Wamp {

inline constexpr qsizetype cryptosignKeyOctets = 32; //!< the seed, the public key, a challenge
inline constexpr qsizetype cryptosignAnswerOctets = 96; //!< the signature and what was signed

//! 32 octets, of as many or of 64 hexadecimal digits; nullopt: neither.
GANTRY_WAMP_EXPORT std::optional<QByteArray> cryptosignKey(const QByteArray &key);

//! Of a private key, which is a seed of 32 octets.
GANTRY_WAMP_EXPORT QByteArray cryptosignPublicKey(const QByteArray &privateKey);

/*!
    The signature of 64 octets followed by what is signed: \a challenge, 32 octets, or, bound
    to a channel, its XOR with \a channelId. nullopt: one has another length.
*/
GANTRY_WAMP_EXPORT std::optional<QByteArray> signCryptosign(const QByteArray &privateKey,
                                                            const QByteArray &challenge,
                                                            const std::optional<QByteArray> &channelId = {});

//! Whether \a answer is what signCryptosign() makes with the private key of \a publicKey.
GANTRY_WAMP_EXPORT bool verifyCryptosign(const QByteArray &publicKey, const QByteArray &answer,
                                         const QByteArray &challenge,
                                         const std::optional<QByteArray> &channelId = {});

} // namespace Gantry::Wamp
