// SPDX-License-Identifier: MIT
#include "scramparts.h"

#include "authcrypto.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

QString dialectName(ScramDialect dialect)
{
    return dialect == ScramDialect::Specification ? u"wamp-scram"_s : u"scram"_s;
}

QString kdfName(ScramKdf kdf)
{
    switch (kdf) {
    case ScramKdf::Argon2id13:
        return u"argon2id13"_s;
    case ScramKdf::Pbkdf2:
        return u"pbkdf2"_s;
    case ScramKdf::Argon2id13Text:
        return u"argon2id-13"_s;
    }
    Q_UNREACHABLE();
}

std::optional<ScramKdf> kdfFromName(const QString &name)
{
    for (const ScramKdf kdf : {ScramKdf::Argon2id13, ScramKdf::Pbkdf2, ScramKdf::Argon2id13Text}) {
        if (name == kdfName(kdf))
            return kdf;
    }
    return std::nullopt;
}

std::optional<QByteArray> saltedPassword(const QString &password, const ScramStretch &stretch)
{
    if (stretch.kdf == ScramKdf::Argon2id13Text) {
        const auto hash = argon2id13(password.toUtf8(), stretch.salt, stretch.iterations, stretch.memoryKib);
        if (!hash)
            return std::nullopt;
        return hash->toBase64(QByteArray::OmitTrailingEquals);
    }
    const auto normalized = saslPrep(password);
    if (!normalized || stretch.iterations < 1)
        return std::nullopt;
    if (stretch.kdf == ScramKdf::Pbkdf2)
        return pbkdf2Sha256(normalized->toUtf8(), stretch.salt, stretch.iterations, scramKeyOctets);
    return argon2id13(normalized->toUtf8(), stretch.salt, stretch.iterations, stretch.memoryKib);
}

QByteArray scramClientKey(QByteArrayView saltedPassword)
{
    return hmacSha256(saltedPassword, "Client Key");
}

QByteArray scramServerKey(QByteArrayView saltedPassword)
{
    return hmacSha256(saltedPassword, "Server Key");
}

namespace {

//! saslname of RFC 5802 section 7. '=' comes first, since the escape of ',' has one.
QString escaped(QString authid)
{
    return authid.replace(u'=', u"=3D"_s).replace(u',', u"=2C"_s);
}

//! The GS2 header, and what names the channel. Autobahn signs an empty text.
QByteArray bindingField(const ScramWords &words)
{
    if (words.dialect == ScramDialect::Autobahn)
        return {};
    if (words.channelBinding.isEmpty())
        return QByteArray("n,,").toBase64();
    return ("p=" + words.channelBinding.toUtf8() + ",," + words.channelId).toBase64();
}

} // namespace

QByteArray scramAuthMessage(const ScramWords &words)
{
    const bool isSpecified = words.dialect == ScramDialect::Specification;
    const QByteArray authid = (isSpecified ? escaped(words.authid) : words.authid).toUtf8();
    const QByteArray nonce = words.nonce.toUtf8();
    return "n=" + authid + ",r=" + words.clientNonce.toUtf8() //
        + ",r=" + nonce + ",s=" + words.salt.toUtf8() + ",i=" + QByteArray::number(words.iterations) //
        + ",c=" + bindingField(words) + ",r=" + nonce;
}

QByteArray scramClientProof(QByteArrayView clientKey, QByteArrayView authMessage)
{
    return exclusiveOr(clientKey, hmacSha256(sha256(clientKey), authMessage));
}

bool verifyScramProof(QByteArrayView proof, QByteArrayView storedKey, QByteArrayView authMessage)
{
    if (proof.size() != scramKeyOctets)
        return false;
    const QByteArray clientKey = exclusiveOr(proof, hmacSha256(storedKey, authMessage));
    return equalSecrets(sha256(clientKey), storedKey);
}

} // namespace Gantry::Wamp
