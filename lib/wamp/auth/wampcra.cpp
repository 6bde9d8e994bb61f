// SPDX-License-Identifier: MIT
#include "wampcra.h"

#include "authcrypto.h"

#include <QtCore/QtEndian>

namespace Gantry::Wamp {

QByteArray deriveKey(const QString &password, const QString &salt, int iterations, int keyLength)
{
    return pbkdf2Sha256(password.toUtf8(), salt.toUtf8(), iterations, keyLength).toBase64();
}

QByteArray computeWcs(QByteArrayView key, QByteArrayView challenge)
{
    return hmacSha256(key, challenge).toBase64();
}

QByteArray generateWcs(const std::function<QByteArray(qsizetype)> &random, int length)
{
    static constexpr QByteArrayView alphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    // Of eight octets the remainder is even to one part in 2^58.
    constexpr qsizetype octets = sizeof(quint64);
    const QByteArray chance = random(length * octets);
    Q_ASSERT(chance.size() == length * octets);
    QByteArray secret;
    for (qsizetype at = 0; at < chance.size(); at += octets)
        secret +=
            alphabet[qsizetype(qFromBigEndian<quint64>(chance.constData() + at) % quint64(alphabet.size()))];
    return secret;
}

} // namespace Gantry::Wamp
