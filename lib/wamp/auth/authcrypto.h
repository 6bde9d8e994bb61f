// SPDX-License-Identifier: MIT
// What several methods of authentication compute, and how they read what a peer sent: only
// the strict forms of hexadecimal and base64, only the right types. Not for users.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QVariantMap>

#include <optional>

namespace Gantry::Wamp {

QByteArray sha256(QByteArrayView data);
QByteArray hmacSha256(QByteArrayView key, QByteArrayView data);
//! \a iterations and \a keyLength from 1. libsodium's HMAC does three times as many a second
//! as QPasswordDigestor of Qt 6.4.
QByteArray pbkdf2Sha256(QByteArrayView password, QByteArrayView salt, qint64 iterations, qsizetype keyLength);

//! libsodium's Argon2 takes salts of no other length.
inline constexpr qsizetype argon2SaltOctets = 16;
//! 32 octets; nullopt: a parameter is out of libsodium's range, or there is not so much memory.
std::optional<QByteArray> argon2id13(QByteArrayView password, QByteArrayView salt, qint64 iterations,
                                     qint64 memoryKib);

//! Takes as long wherever they differ; lengths are no secret.
bool equalSecrets(QByteArrayView a, QByteArrayView b);
//! Of equal lengths.
QByteArray exclusiveOr(QByteArrayView a, QByteArrayView b);

//! Two lower-case digits an octet.
QString hexText(const QByteArray &octets);
//! nullopt: not \a octets in hexadecimal digits.
std::optional<QByteArray> decodedHex(QStringView text, qsizetype octets);
//! nullopt: not the one form that these octets have in base64 (RFC 4648 section 4).
std::optional<QByteArray> decodedBase64(const QString &text);

//! RFC 4013; nullopt: it has a prohibited character or forbidden mixed directions.
std::optional<QString> saslPrep(const QString &text);

//! False: it is there and no text. Absent and null leave \a value empty.
bool readText(const QVariantMap &map, const QString &key, std::optional<QString> &value);
//! False: it is there and no integer.
bool readInteger(const QVariantMap &map, const QString &key, std::optional<qint64> &value);

} // namespace Gantry::Wamp
