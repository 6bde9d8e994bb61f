// SPDX-License-Identifier: MIT
#include "wamp/auth/authcrypto.h"
#include "wamp/auth/cryptosign.h"
#include "wamp/auth/scramparts.h"
#include "wamp/auth/wampcra.h"
#include "wamp/authvectors.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

namespace {

bool hasVectors()
{
    return qEnvironmentVariableIsSet("GANTRY_VECTORS");
}

QJsonDocument vectors(const QString &name)
{
    QFile file(qEnvironmentVariable("GANTRY_VECTORS") + u"/wamp/"_s + name);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
}

QByteArray fromHex(const QJsonValue &value)
{
    return QByteArray::fromHex(value.toString().toLatin1());
}

const auto seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"_ba;

} // namespace

void TestAuthVectors::derivesKeys_data()
{
    QTest::addColumn<qint64>("iterations");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("salt");
    QTest::addColumn<QByteArray>("key");

    // RFC 7914 section 11.
    QTest::newRow("two blocks") << qint64(1) << "passwd"_ba
                                << "salt"_ba
                                << "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                                   "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"_ba;
    QTest::newRow("80000 iterations")
        << qint64(80000) << "Password"_ba
        << "NaCl"_ba
        << "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"_ba;
}

void TestAuthVectors::derivesKeys()
{
    QFETCH(qint64, iterations);
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, salt);
    QFETCH(QByteArray, key);
    QCOMPARE(pbkdf2Sha256(password, salt, iterations, key.size() / 2).toHex(), key);
}

void TestAuthVectors::followsRfc7677()
{
    const ScramStretch stretch{.kdf = ScramKdf::Pbkdf2,
                               .salt = QByteArray::fromBase64("W22ZaJ0SNY7soEsUEjb6gQ=="),
                               .iterations = 4096,
                               .memoryKib = 0};
    const auto salted = saltedPassword(u"pencil"_s, stretch);
    QVERIFY(salted);
    const QByteArray message = scramAuthMessage({
        .authid = u"user"_s,
        .clientNonce = u"rOprNGfwEbeRWgbNEkqO"_s,
        .nonce = u"rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"_s,
        .salt = QString::fromLatin1(stretch.salt.toBase64()),
        .iterations = stretch.iterations,
    });
    const QByteArray proof = scramClientProof(scramClientKey(*salted), message);
    QCOMPARE(proof.toBase64(), "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="_ba);
    QCOMPARE(hmacSha256(scramServerKey(*salted), message).toBase64(),
             "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="_ba);

    const auto credential = makeScramCredential(u"pencil"_s, stretch);
    QVERIFY(credential);
    QVERIFY(verifyScramProof(proof, credential->storedKey, message));
    QVERIFY(!verifyScramProof(proof, credential->storedKey, message + ' '));
    QVERIFY(!verifyScramProof(proof.chopped(1), credential->storedKey, message));
}

void TestAuthVectors::signsNamesEscapedAndChannels_data()
{
    QTest::addColumn<QString>("authid");
    QTest::addColumn<bool>("isAutobahn");
    QTest::addColumn<QString>("binding");
    QTest::addColumn<QByteArray>("message");

    QTest::newRow("plain") << u"user"_s << false << QString()
                           << "n=user,r=AA,r=AABB,s=c2FsdA==,i=4096,c=biws,r=AABB"_ba;
    QTest::newRow("RFC 5802 7 saslname")
        << u"a,b=c"_s << false << QString() << "n=a=2Cb=3Dc,r=AA,r=AABB,s=c2FsdA==,i=4096,c=biws,r=AABB"_ba;
    QTest::newRow("RFC 5802 7 cbind-input") << u"user"_s << false << u"tls-server-end-point"_s
                                            << "n=user,r=AA,r=AABB,s=c2FsdA==,i=4096,c="_ba
            + "p=tls-server-end-point,,hash"_ba.toBase64() + ",r=AABB"_ba;
    QTest::newRow("autobahn") << u"a,b"_s << true << QString()
                              << "n=a,b,r=AA,r=AABB,s=c2FsdA==,i=4096,c=,r=AABB"_ba;
}

void TestAuthVectors::signsNamesEscapedAndChannels()
{
    QFETCH(QString, authid);
    QFETCH(bool, isAutobahn);
    QFETCH(QString, binding);
    QFETCH(QByteArray, message);
    QCOMPARE(scramAuthMessage({
                 .dialect = isAutobahn ? ScramDialect::Autobahn : ScramDialect::Specification,
                 .authid = authid,
                 .clientNonce = u"AA"_s,
                 .nonce = u"AABB"_s,
                 .salt = u"c2FsdA=="_s,
                 .iterations = 4096,
                 .channelBinding = binding,
                 .channelId = "hash"_ba,
             }),
             message);
}

void TestAuthVectors::knowsThePublicKey()
{
    // RFC 8032 section 7.1, test 1.
    const auto key = cryptosignKey(seed);
    QVERIFY(key);
    QCOMPARE(cryptosignPublicKey(*key).toHex(),
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"_ba);
    QCOMPARE(cryptosignKey(*key), key);
    QVERIFY(!cryptosignKey(seed.chopped(2)));
    QVERIFY(!cryptosignKey(seed.chopped(1) + 'g'));
}

void TestAuthVectors::verifiesWhatWasSigned()
{
    const QByteArray key = QByteArray::fromHex(seed);
    const QByteArray publicKey = cryptosignPublicKey(key);
    const QByteArray challenge(32, 'c');
    const QByteArray channel(32, 'x');
    const auto answer = signCryptosign(key, challenge, channel);
    QVERIFY(answer);
    QVERIFY(verifyCryptosign(publicKey, *answer, challenge, channel));
    QVERIFY(!verifyCryptosign(publicKey, *answer, challenge));
    QVERIFY(!verifyCryptosign(publicKey, *answer, QByteArray(32, 'd'), channel));
    QVERIFY(!verifyCryptosign(cryptosignPublicKey(challenge), *answer, challenge, channel));
    QVERIFY(!verifyCryptosign(publicKey, answer->chopped(1), challenge, channel));
    QByteArray changed = *answer;
    changed[3] = char(changed[3] ^ 1);
    QVERIFY(!verifyCryptosign(publicKey, changed, challenge, channel));
    QVERIFY(!signCryptosign(key, challenge, QByteArray(48, 'x')));
    QVERIFY(!signCryptosign(key, challenge.chopped(1)));
}

void TestAuthVectors::keepsCredentialsAsMaps()
{
    const ScramCredential argon{
        {ScramKdf::Argon2id13, QByteArray(16, 's'), 2, 65536}, QByteArray(32, 'a'), QByteArray(32, 'b')};
    QCOMPARE(scramCredentialFromVariantMap(toVariantMap(argon)), argon);
    QCOMPARE(toVariantMap(argon).value(u"stored-key"_s), QString(u"61"_s.repeated(32)));
    const ScramCredential pbkdf2{
        {ScramKdf::Pbkdf2, "salt"_ba, 4096, 0}, QByteArray(32, 'a'), QByteArray(32, 'b')};
    QVERIFY(!toVariantMap(pbkdf2).contains(u"memory"_s));
    QCOMPARE(scramCredentialFromVariantMap(toVariantMap(pbkdf2)), pbkdf2);
}

void TestAuthVectors::refusesMapsThatAreNoCredential_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");

    QTest::newRow("no kdf") << u"kdf"_s << QVariant();
    QTest::newRow("unknown kdf") << u"kdf"_s << QVariant(u"scrypt"_s);
    QTest::newRow("kdf no text") << u"kdf"_s << QVariant(5);
    QTest::newRow("no salt") << u"salt"_s << QVariant();
    QTest::newRow("salt no hex") << u"salt"_s << QVariant(u"xy"_s);
    QTest::newRow("salt of half an octet") << u"salt"_s << QVariant(u"123"_s);
    QTest::newRow("salt empty") << u"salt"_s << QVariant(QString());
    QTest::newRow("no iterations") << u"iterations"_s << QVariant();
    QTest::newRow("no iteration") << u"iterations"_s << QVariant(0);
    QTest::newRow("no memory") << u"memory"_s << QVariant();
    QTest::newRow("key too short") << u"stored-key"_s << QVariant(u"6161"_s);
    QTest::newRow("no server key") << u"server-key"_s << QVariant();
}

void TestAuthVectors::refusesMapsThatAreNoCredential()
{
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    QVariantMap map = toVariantMap(
        {{ScramKdf::Argon2id13, QByteArray(16, 's'), 2, 65536}, QByteArray(32, 'a'), QByteArray(32, 'b')});
    QVERIFY(scramCredentialFromVariantMap(map));
    map[key] = value;
    QVERIFY(!scramCredentialFromVariantMap(map));
}

void TestAuthVectors::agreesWithWampCraVectors()
{
    if (!hasVectors())
        QSKIP("GANTRY_VECTORS names no folder");
    const QJsonObject all = vectors(u"auth_vectors_from_autobahn_python.json"_s).object();
    const QJsonObject derived = all[u"wampcra_derive_key"].toObject();
    QVERIFY(!derived.isEmpty());
    QCOMPARE(deriveKey(derived[u"secret"].toString(), derived[u"salt"].toString(),
                       derived[u"iterations"].toInt(), derived[u"keylen"].toInt()),
             derived[u"key_b64"].toString().toLatin1());
    const QJsonObject signature = all[u"wampcra_signature"].toObject();
    QCOMPARE(computeWcs(signature[u"key"].toString().toUtf8(), signature[u"challenge"].toString().toUtf8()),
             signature[u"signature_b64"].toString().toLatin1());
}

void TestAuthVectors::agreesWithScramVectors()
{
    if (!hasVectors())
        QSKIP("GANTRY_VECTORS names no folder");
    const QJsonArray all =
        vectors(u"auth_vectors_from_autobahn_python.json"_s).object()[u"scram_argon2id13"].toArray();
    QVERIFY(!all.isEmpty());
    for (const QJsonValue &vector : all) {
        const bool isDerived = vector[u"salt"].toString().startsWith("derived"_L1);
        const QByteArray salt = isDerived ? QByteArray() : fromHex(vector[u"salt"]);
        const auto credential =
            deriveScramCredential(vector[u"email"].toString(), vector[u"password"].toString(), salt);
        QVERIFY(credential);
        QCOMPARE(credential->stretch.salt, fromHex(vector[isDerived ? u"expected_salt"_s : u"salt"_s]));
        QCOMPARE(credential->stretch.iterations, vector[u"iterations"].toInteger());
        QCOMPARE(credential->stretch.memoryKib, vector[u"memory"].toInteger());
        QCOMPARE(credential->storedKey, fromHex(vector[u"stored_key"]));
        QCOMPARE(credential->serverKey, fromHex(vector[u"server_key"]));
    }
}

void TestAuthVectors::agreesWithCryptosignVectors()
{
    if (!hasVectors())
        QSKIP("GANTRY_VECTORS names no folder");
    const QJsonArray all = vectors(u"cryptosign_spec_vectors.json"_s).array();
    QVERIFY(!all.isEmpty());
    for (const QJsonValue &vector : all) {
        const QByteArray key = fromHex(vector[u"private_key"]);
        std::optional<QByteArray> channel;
        if (!vector[u"channel_id"].isNull())
            channel = fromHex(vector[u"channel_id"]);
        const auto answer = signCryptosign(key, fromHex(vector[u"challenge"]), channel);
        QVERIFY(answer);
        QCOMPARE(answer->toHex(), vector[u"signature"].toString().toLatin1());
        QVERIFY(verifyCryptosign(cryptosignPublicKey(key), *answer, fromHex(vector[u"challenge"]), channel));
    }
}

QTEST_APPLESS_MAIN(TestAuthVectors)
