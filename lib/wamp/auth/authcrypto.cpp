// SPDX-License-Identifier: MIT
#include "authcrypto.h"

#include <QtCore/QtEndian>

#include <cstdlib>
#include <limits>

#include <sodium.h>
#include <stringprep.h>

namespace Gantry::Wamp {

namespace {

static_assert(argon2SaltOctets == crypto_pwhash_argon2id_SALTBYTES);

//! libsodium picks its fastest code once; without it all works, slower.
void wakeSodium()
{
    static const int awake = sodium_init();
    Q_UNUSED(awake)
}

//! Never null, which libsodium's functions forbid even for no octets.
const char *characters(QByteArrayView data)
{
    return data.isNull() ? "" : data.data();
}

const uchar *octets(QByteArrayView data)
{
    return reinterpret_cast<const uchar *>(characters(data));
}

uchar *octets(QByteArray &data)
{
    return reinterpret_cast<uchar *>(data.data());
}

void update(crypto_auth_hmacsha256_state &state, QByteArrayView data)
{
    crypto_auth_hmacsha256_update(&state, octets(data), size_t(data.size()));
}

QByteArray finish(crypto_auth_hmacsha256_state state)
{
    QByteArray mac(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256_final(&state, octets(mac));
    return mac;
}

//! F of RFC 8018 section 5.2; \a keyed has the password.
QByteArray pbkdf2Block(const crypto_auth_hmacsha256_state &keyed, QByteArrayView salt, qint64 iterations,
                       quint32 number)
{
    const quint32 bigEndian = qToBigEndian(number);
    auto state = keyed;
    update(state, salt);
    update(state, QByteArrayView(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian));
    QByteArray block = finish(state);
    QByteArray round = block;
    for (qint64 i = 1; i < iterations; ++i) {
        state = keyed;
        update(state, round);
        crypto_auth_hmacsha256_final(&state, octets(round));
        for (qsizetype at = 0; at < block.size(); ++at)
            block[at] = char(block[at] ^ round[at]);
    }
    return block;
}

bool isAbsent(const QVariant &value)
{
    return !value.isValid() || value.typeId() == QMetaType::Nullptr;
}

} // namespace

QByteArray sha256(QByteArrayView data)
{
    wakeSodium();
    QByteArray hash(crypto_hash_sha256_BYTES, Qt::Uninitialized);
    crypto_hash_sha256(octets(hash), octets(data), size_t(data.size()));
    return hash;
}

QByteArray hmacSha256(QByteArrayView key, QByteArrayView data)
{
    wakeSodium();
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, octets(key), size_t(key.size()));
    update(state, data);
    return finish(state);
}

QByteArray pbkdf2Sha256(QByteArrayView password, QByteArrayView salt, qint64 iterations, qsizetype keyLength)
{
    Q_ASSERT(iterations >= 1 && keyLength >= 1);
    wakeSodium();
    crypto_auth_hmacsha256_state keyed;
    crypto_auth_hmacsha256_init(&keyed, octets(password), size_t(password.size()));
    QByteArray key;
    for (quint32 number = 1; key.size() < keyLength; ++number)
        key += pbkdf2Block(keyed, salt, iterations, number);
    key.truncate(keyLength);
    return key;
}

std::optional<QByteArray> argon2id13(QByteArrayView password, QByteArrayView salt, qint64 iterations,
                                     qint64 memoryKib)
{
    wakeSodium();
    constexpr qint64 kib = 1024;
    if (salt.size() != argon2SaltOctets || iterations < 1 || memoryKib < 8
        || iterations > std::numeric_limits<quint32>::max() || memoryKib > std::numeric_limits<qint32>::max())
        return std::nullopt;
    QByteArray key(32, Qt::Uninitialized);
    const int failed = crypto_pwhash(octets(key), quint64(key.size()), characters(password),
                                     quint64(password.size()), octets(salt), quint64(iterations),
                                     size_t(memoryKib * kib), crypto_pwhash_ALG_ARGON2ID13);
    if (failed)
        return std::nullopt;
    return key;
}

bool equalSecrets(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && sodium_memcmp(octets(a), octets(b), size_t(a.size())) == 0;
}

QByteArray exclusiveOr(QByteArrayView a, QByteArrayView b)
{
    Q_ASSERT(a.size() == b.size());
    QByteArray result = a.toByteArray();
    for (qsizetype at = 0; at < result.size(); ++at)
        result[at] = char(result[at] ^ b[at]);
    return result;
}

QString hexText(const QByteArray &octets)
{
    return QString::fromLatin1(octets.toHex());
}

std::optional<QByteArray> decodedHex(QStringView text, qsizetype octets)
{
    if (text.size() != 2 * octets)
        return std::nullopt;
    // QByteArray::fromHex() skips what is no digit.
    for (const QChar c : text) {
        const bool isDigit = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
        if (!isDigit)
            return std::nullopt;
    }
    return QByteArray::fromHex(text.toLatin1());
}

std::optional<QByteArray> decodedBase64(const QString &text)
{
    const QByteArray encoded = text.toUtf8();
    auto result = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!result || result.decoded.toBase64() != encoded)
        return std::nullopt;
    return std::move(result.decoded);
}

std::optional<QString> saslPrep(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    // RFC 4013 section 2.3 prohibits it; libidn would take it for the end.
    if (utf8.contains('\0'))
        return std::nullopt;
    char *prepared = nullptr;
    const int result =
        stringprep_profile(utf8.constData(), &prepared, "SASLprep", Stringprep_profile_flags(0));
    if (result != STRINGPREP_OK)
        return std::nullopt;
    const QString normalized = QString::fromUtf8(prepared);
    std::free(prepared);
    return normalized;
}

bool readText(const QVariantMap &map, const QString &key, std::optional<QString> &value)
{
    const QVariant field = map.value(key);
    if (isAbsent(field))
        return true;
    if (field.typeId() != QMetaType::QString)
        return false;
    value = field.toString();
    return true;
}

bool readInteger(const QVariantMap &map, const QString &key, std::optional<qint64> &value)
{
    const QVariant field = map.value(key);
    if (isAbsent(field))
        return true;
    switch (field.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
        value = field.toLongLong();
        return true;
    case QMetaType::ULongLong:
        value = qint64(qMin(field.toULongLong(), quint64(std::numeric_limits<qint64>::max())));
        return true;
    default:
        return false;
    }
}

} // namespace Gantry::Wamp
