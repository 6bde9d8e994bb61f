// SPDX-License-Identifier: MIT
#include "scram.h"

#include "authcrypto.h"
#include "scramparts.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

std::optional<ScramCredential> makeScramCredential(const QString &password, const ScramStretch &stretch)
{
    const auto salted = saltedPassword(password, stretch);
    if (!salted)
        return std::nullopt;
    return ScramCredential{stretch, sha256(scramClientKey(*salted)), scramServerKey(*salted)};
}

std::optional<ScramCredential> deriveScramCredential(const QString &email, const QString &password,
                                                     const QByteArray &salt)
{
    const QByteArray own = salt.isEmpty() ? sha256(email.toUtf8()).first(argon2SaltOctets) : salt;
    return makeScramCredential(
        password, {.kdf = ScramKdf::Argon2id13Text, .salt = own, .iterations = 4096, .memoryKib = 512});
}

QVariantMap toVariantMap(const ScramCredential &credential)
{
    const ScramStretch &stretch = credential.stretch;
    QVariantMap map{
        {u"kdf"_s, kdfName(stretch.kdf)},
        {u"iterations"_s, stretch.iterations},
        {u"salt"_s, QString::fromLatin1(stretch.salt.toHex())},
        {u"stored-key"_s, QString::fromLatin1(credential.storedKey.toHex())},
        {u"server-key"_s, QString::fromLatin1(credential.serverKey.toHex())},
    };
    if (stretch.kdf != ScramKdf::Pbkdf2)
        map.insert(u"memory"_s, stretch.memoryKib);
    return map;
}

std::optional<ScramCredential> scramCredentialFromVariantMap(const QVariantMap &map)
{
    std::optional<QString> kdf;
    std::optional<QString> salt;
    std::optional<QString> storedKey;
    std::optional<QString> serverKey;
    std::optional<qint64> iterations;
    std::optional<qint64> memory;
    if (!readText(map, u"kdf"_s, kdf) || !readText(map, u"salt"_s, salt)
        || !readText(map, u"stored-key"_s, storedKey) || !readText(map, u"server-key"_s, serverKey)
        || !readInteger(map, u"iterations"_s, iterations) || !readInteger(map, u"memory"_s, memory))
        return std::nullopt;
    const auto function = kdf ? kdfFromName(*kdf) : std::nullopt;
    if (!function || !salt || !iterations || *iterations < 1 || (*function != ScramKdf::Pbkdf2 && !memory))
        return std::nullopt;
    const auto saltOctets = decodedHex(*salt, salt->size() / 2);
    const auto stored = decodedHex(storedKey.value_or(QString()), scramKeyOctets);
    const auto server = decodedHex(serverKey.value_or(QString()), scramKeyOctets);
    if (!saltOctets || saltOctets->isEmpty() || !stored || !server)
        return std::nullopt;
    return ScramCredential{{*function, *saltOctets, *iterations, memory.value_or(0)}, *stored, *server};
}

} // namespace Gantry::Wamp
