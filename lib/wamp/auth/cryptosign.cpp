// SPDX-License-Identifier: MIT
#include "cryptosign.h"

#include "authcrypto.h"

#include <sodium.h>

namespace Gantry::Wamp {

namespace {

static_assert(cryptosignKeyOctets == crypto_sign_SEEDBYTES);
static_assert(cryptosignKeyOctets == crypto_sign_PUBLICKEYBYTES);
static_assert(cryptosignAnswerOctets == crypto_sign_BYTES + cryptosignKeyOctets);

const uchar *octetsOf(const QByteArray &data)
{
    return reinterpret_cast<const uchar *>(data.constData());
}

uchar *octetsOf(QByteArray &data)
{
    return reinterpret_cast<uchar *>(data.data());
}

std::optional<QByteArray> signedMessage(const QByteArray &challenge,
                                        const std::optional<QByteArray> &channelId)
{
    if (challenge.size() != cryptosignKeyOctets)
        return std::nullopt;
    if (!channelId)
        return challenge;
    if (channelId->size() != challenge.size())
        return std::nullopt;
    return exclusiveOr(challenge, *channelId);
}

} // namespace

std::optional<QByteArray> cryptosignKey(const QByteArray &key)
{
    if (key.size() == cryptosignKeyOctets)
        return key;
    return decodedHex(QString::fromLatin1(key), cryptosignKeyOctets);
}

QByteArray cryptosignPublicKey(const QByteArray &privateKey)
{
    Q_ASSERT(privateKey.size() == cryptosignKeyOctets);
    QByteArray publicKey(crypto_sign_PUBLICKEYBYTES, Qt::Uninitialized);
    uchar secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(octetsOf(publicKey), secret, octetsOf(privateKey));
    sodium_memzero(secret, sizeof secret);
    return publicKey;
}

std::optional<QByteArray> signCryptosign(const QByteArray &privateKey, const QByteArray &challenge,
                                         const std::optional<QByteArray> &channelId)
{
    const auto message = signedMessage(challenge, channelId);
    if (!message || privateKey.size() != cryptosignKeyOctets)
        return std::nullopt;
    uchar publicKey[crypto_sign_PUBLICKEYBYTES];
    uchar secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(publicKey, secret, octetsOf(privateKey));
    QByteArray answer(crypto_sign_BYTES, Qt::Uninitialized);
    crypto_sign_detached(octetsOf(answer), nullptr, octetsOf(*message), quint64(message->size()), secret);
    sodium_memzero(secret, sizeof secret);
    return answer + *message;
}

bool verifyCryptosign(const QByteArray &publicKey, const QByteArray &answer, const QByteArray &challenge,
                      const std::optional<QByteArray> &channelId)
{
    const auto expected = signedMessage(challenge, channelId);
    if (!expected || publicKey.size() != cryptosignKeyOctets || answer.size() != cryptosignAnswerOctets)
        return false;
    const QByteArrayView message = QByteArrayView(answer).sliced(crypto_sign_BYTES);
    const bool isSigned = crypto_sign_verify_detached(octetsOf(answer), octetsOf(answer) + crypto_sign_BYTES,
                                                      quint64(message.size()), octetsOf(publicKey))
        == 0;
    return equalSecrets(message, *expected) && isSigned;
}

} // namespace Gantry::Wamp
