// SPDX-License-Identifier: MIT
// What a router does not take from a client.
#include "support/tlsfixture.h"
#include "wamp/auth/anonymousauth.h"
#include "wamp/auth/cryptosign.h"
#include "wamp/auth/cryptosignauth.h"
#include "wamp/auth/tlscertificateauth.h"
#include "wamp/authkinds.h"
#include "wamp/authlogins.h"
#include "wamp/message/errors.h"

#include <QtNetwork/QSslCertificate>
#include <QtTest/QTest>

using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

const AuthDeny failed{QString(Uris::authenticationFailed), u"authentication failed"_s};

QString zeros(int octets)
{
    return u"00"_s.repeated(octets);
}

} // namespace

void TestAuth::routerRefusesHellos_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("key"); //!< of authextra; empty: authid
    QTest::addColumn<QVariant>("value");

    const auto row = [](const char *name, const QString &kind, const QString &key, const QVariant &value) {
        QTest::newRow(name) << kind << key << value;
    };
    const QString none;
    const QString scram = u"scram argon2id13"_s;
    const QString sign = u"cryptosign"_s;
    row("ticket: no authid", u"ticket"_s, none, QString());
    row("wampcra: no authid", u"wampcra"_s, none, QString());
    row("scram: no authid", scram, none, QString());
    row("scram: no nonce", scram, u"nonce"_s, {});
    row("scram: nonce empty", scram, u"nonce"_s, QString());
    row("scram: nonce no text", scram, u"nonce"_s, 5);
    row("scram: nonce no base64", scram, u"nonce"_s, u"a,b="_s);
    row("scram: channel binding no text", scram, u"channel_binding"_s, true);
    row("scram: channel binding that is not", scram, u"channel_binding"_s, u"tls-unique"_s);
    row("scram: channel binding of autobahn", u"scram autobahn"_s, u"channel_binding"_s,
        u"tls-server-end-point"_s);
    row("cryptosign: no key", sign, u"pubkey"_s, {});
    row("cryptosign: key no text", sign, u"pubkey"_s, QByteArray(32, 'k'));
    row("cryptosign: key no hex", sign, u"pubkey"_s, QString(u"xy"_s.repeated(32)));
    row("cryptosign: key too long", sign, u"pubkey"_s, zeros(33));
    row("cryptosign: challenge too short", sign, u"challenge"_s, zeros(31));
    row("cryptosign: challenge no text", sign, u"challenge"_s, 5);
    row("cryptosign: channel binding no text", sign, u"channel_binding"_s, 5);
    row("cryptosign: channel binding that is not", sign, u"channel_binding"_s, u"tls-exporter"_s);
}

void TestAuth::routerRefusesHellos()
{
    QFETCH(QString, kind);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    scene.onHello = [&](HelloDetails &hello) {
        if (key.isEmpty())
            hello.authid = value.toString();
        else
            hello.authextra[key] = value;
    };
    const Login result = login(*way.method, way.right, scene);
    QVERIFY(result.deny && !result.challenge);
    QCOMPARE(result.deny->reason, QString(Uris::authenticationFailed));
    QVERIFY(result.deny->message.startsWith(kind.section(u' ', 0, 0)));
}

void TestAuth::routerRefusesAnswers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("key"); //!< of Extra; empty: the signature
    QTest::addColumn<QVariant>("value");

    for (const QString &kind : kindNames()) {
        const auto row = [&kind](const char *name, const QString &key, const QVariant &value) {
            QTest::addRow("%s: %s", qPrintable(kind), name) << kind << key << value;
        };
        row("empty", {}, QString());
        row("no code", {}, u"x\u00e9"_s);
        row("of zeros", {}, zeros(96));
        row("base64 of zeros", {}, QString::fromLatin1(QByteArray(32, '\0').toBase64()));
        row("very long", {}, QString(100000, u'a'));
        if (!kind.startsWith(u"scram"))
            continue;
        row("another nonce", u"nonce"_s, u"AAAA"_s);
        row("nonce no text", u"nonce"_s, 5);
        row("another channel binding", u"channel_binding"_s, u"tls-unique"_s);
        row("another channel", u"cbind_data"_s, u"AAAA"_s);
        row("channel no text", u"cbind_data"_s, "x"_ba);
        if (!kind.endsWith(u"autobahn"))
            row("no nonce", u"nonce"_s, {});
        if (kind.endsWith(u"bound"))
            row("no channel", u"cbind_data"_s, {});
    }
}

void TestAuth::routerRefusesAnswers()
{
    QFETCH(QString, kind);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    scene.onAuthenticate = [&](Authenticate &message) {
        if (key.isEmpty())
            message.signature = value.toString();
        else
            message.extra[key] = value;
    };
    const Login result = login(*way.method, way.right, scene);
    QVERIFY(result.answer);
    QCOMPARE(result.deny, failed);
}

void TestAuth::routerTakesOneAuthidAKey()
{
    const QByteArray key(32, 'k');
    const QString publicKey = QString::fromLatin1(cryptosignPublicKey(key).toHex());
    const Kind way = kindOf(u"cryptosign"_s);
    QCOMPARE(login(*way.method, {cryptosignAuth(key, {.authid = u"paul"_s})}).deny, failed);

    // "the router SHOULD automatically chose and assign an authid (e.g. the Hex encode public
    // key)": where the principal has none.
    CryptosignAuth nameless(onlyOne(publicKey, {.authrole = u"user"_s}));
    const Login result = login(nameless, {cryptosignAuth(key.toHex())});
    QVERIFY(result.isIn());
    QCOMPARE(result.accept->authid, publicKey);

    LoginScene upperCase;
    upperCase.onHello = [&](HelloDetails &hello) { hello.authextra[u"pubkey"_s] = publicKey.toUpper(); };
    QVERIFY(login(nameless, {cryptosignAuth(key)}, upperCase).isIn());
}

void TestAuth::routerLetsEverybodyIn()
{
    AnonymousAuth method(u"guest"_s);
    LoginScene scene;
    scene.onHello = [](HelloDetails &hello) { hello.authid = u"admin"_s; };
    const Login result = login(method, {anonymousAuth()}, scene);
    QVERIFY(result.isIn() && !result.challenge);
    QCOMPARE(result.accept->authrole, u"guest"_s);
    QCOMPARE(result.accept->authmethod, u"anonymous"_s);
    QCOMPARE(result.accept->authid.size(), 20);
    scene.seed = 5;
    QVERIFY(login(method, {anonymousAuth()}, scene).accept->authid != result.accept->authid);
}

void TestAuth::routerTakesCertificates_data()
{
    QTest::addColumn<CertificateKey>("by");
    QTest::addColumn<QString>("key"); //!< that the router knows; empty: the fingerprint
    QTest::addColumn<bool>("isVerified");
    QTest::addColumn<bool>("acceptUnverified");
    QTest::addColumn<bool>("isIn");

    using enum CertificateKey;
    QTest::newRow("fingerprint") << Fingerprint << QString() << true << false << true;
    QTest::newRow("another fingerprint") << Fingerprint << zeros(32) << true << false << false;
    QTest::newRow("fingerprint, no CA") << Fingerprint << QString() << false << false << false;
    QTest::newRow("fingerprint, no CA needed") << Fingerprint << QString() << false << true << true;
    QTest::newRow("common name") << CommonName << u"Test Server"_s << true << false << true;
    QTest::newRow("another common name") << CommonName << u"Other Server"_s << true << false << false;
    QTest::newRow("common name, no CA") << CommonName << u"Test Server"_s << false << true << false;
    QTest::newRow("alternative name") << AlternativeName << u"localhost"_s << true << false << true;
    QTest::newRow("alternative name, no CA") << AlternativeName << u"localhost"_s << false << true << false;
    QTest::newRow("common name is no alternative")
        << AlternativeName << u"Test Server"_s << true << false << false;
}

void TestAuth::routerTakesCertificates()
{
    QFETCH(CertificateKey, by);
    QFETCH(QString, key);
    QFETCH(bool, isVerified);
    QFETCH(bool, acceptUnverified);
    QFETCH(bool, isIn);
    static const TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));

    LoginScene scene;
    scene.request.isSecure = true;
    scene.request.peerCertificate = tls.server().localCertificate().toDer();
    scene.request.isPeerCertificateVerified = isVerified;
    const QSslCertificate certificate(scene.request.peerCertificate, QSsl::Der);
    if (key.isEmpty())
        key = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
    TlsCertificateAuth method(onlyOne(key, {.authid = u"desk"_s, .authrole = u"user"_s}),
                              {.by = by, .acceptUnverified = acceptUnverified});
    const Login result = login(method, {tlsAuth()}, scene);
    QCOMPARE(result.isIn(), isIn);
    QVERIFY(!result.challenge);
    if (!isIn) {
        QCOMPARE(result.deny, failed);
        return;
    }
    QCOMPARE(result.accept->authid, u"desk"_s);
    QVERIFY(login(method, {tlsAuth(u"desk"_s)}, scene).isIn());
    QCOMPARE(login(method, {tlsAuth(u"paul"_s)}, scene).deny, failed);
    scene.request.isSecure = false;
    QCOMPARE(login(method, {tlsAuth()}, scene).deny, failed);
    scene.request.isSecure = true;
    scene.request.peerCertificate.clear();
    QCOMPARE(login(method, {tlsAuth()}, scene).deny, failed);
}
