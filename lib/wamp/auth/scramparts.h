// SPDX-License-Identifier: MIT
// What both sides of SCRAM compute: "wamp-scram" of the specification, and "scram" as
// autobahn and crossbar speak it, which differ in what is signed. Not for users.
#pragma once

#include "scram.h"

namespace Gantry::Wamp {

inline constexpr qsizetype scramKeyOctets = 32;

//! The method's name says which form of the messages is spoken.
enum class ScramDialect : quint8 { Specification, Autobahn };

QString dialectName(ScramDialect dialect);
QString kdfName(ScramKdf kdf);
std::optional<ScramKdf> kdfFromName(const QString &name);

//! nullopt: as makeScramCredential().
std::optional<QByteArray> saltedPassword(const QString &password, const ScramStretch &stretch);
QByteArray scramClientKey(QByteArrayView saltedPassword);
QByteArray scramServerKey(QByteArrayView saltedPassword);

//! What was said before a proof is made: all as on the wire.
struct ScramWords
{
    ScramDialect dialect = ScramDialect::Specification;
    QString authid = {};
    QString clientNonce = {};
    QString nonce = {}; //!< the client's and the router's
    QString salt = {}; //!< base64
    qint64 iterations = 0;
    QString channelBinding = {}; //!< empty: none
    QByteArray channelId = {};
};

//! AuthMessage of RFC 5802 section 3.
QByteArray scramAuthMessage(const ScramWords &words);
//! 32 octets.
QByteArray scramClientProof(QByteArrayView clientKey, QByteArrayView authMessage);
//! Whether \a proof, 32 octets, was made with the client key of \a storedKey.
bool verifyScramProof(QByteArrayView proof, QByteArrayView storedKey, QByteArrayView authMessage);

} // namespace Gantry::Wamp
