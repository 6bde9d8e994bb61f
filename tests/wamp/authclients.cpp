// SPDX-License-Identifier: MIT
// What a client does not do for a router that it has no reason to trust.
#include "wamp/auth/cryptosign.h"
#include "wamp/authkinds.h"
#include "wamp/authlogins.h"
#include "wamp/message/errors.h"

#include <QtTest/QTest>

using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto huge = std::numeric_limits<qint64>::max();

ClientAuthMeans means(std::optional<QByteArray> channelId = {})
{
    return {.random = seededRandom(1), .channelId = [channelId](const QString &) { return channelId; }};
}

} // namespace

void TestAuth::clientRefusesChallenges_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");

    const auto row = [](const char *name, const QString &kind, const QString &key, const QVariant &value) {
        QTest::newRow(name) << kind << key << value;
    };
    const QVariant absent;
    const QString cra = u"wampcra salted"_s;
    row("wampcra: no challenge", cra, u"challenge"_s, absent);
    row("wampcra: challenge no text", cra, u"challenge"_s, 5);
    row("wampcra: salt no text", cra, u"salt"_s, "x"_ba);
    row("wampcra: iterations text", cra, u"iterations"_s, u"1000"_s);
    row("wampcra: no iteration", cra, u"iterations"_s, 0);
    row("wampcra: negative iterations", cra, u"iterations"_s, -1);
    row("wampcra: huge iterations", cra, u"iterations"_s, huge);
    row("wampcra: negative keylen", cra, u"keylen"_s, -1);
    row("wampcra: keylen too short to be a secret", cra, u"keylen"_s, 1);
    row("wampcra: huge keylen", cra, u"keylen"_s, huge);

    const QString scram = u"scram argon2id13"_s;
    row("scram: no nonce", scram, u"nonce"_s, absent);
    row("scram: nonce no text", scram, u"nonce"_s, "x"_ba);
    row("scram: another nonce", scram, u"nonce"_s, u"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"_s);
    row("scram: no salt", scram, u"salt"_s, absent);
    row("scram: salt empty", scram, u"salt"_s, QString());
    row("scram: salt no base64", scram, u"salt"_s, u"x"_s);
    row("scram: salt of another length than Argon2's", scram, u"salt"_s, u"AAAA"_s);
    row("scram: no kdf", scram, u"kdf"_s, absent);
    row("scram: unknown kdf", scram, u"kdf"_s, u"scrypt"_s);
    row("scram: no iterations", scram, u"iterations"_s, absent);
    row("scram: iterations true", scram, u"iterations"_s, true);
    row("scram: no iteration", scram, u"iterations"_s, 0);
    row("scram: negative iterations", scram, u"iterations"_s, -1);
    row("scram: huge iterations", scram, u"iterations"_s, huge);
    row("scram: no memory", scram, u"memory"_s, absent);
    row("scram: memory text", scram, u"memory"_s, u"32"_s);
    row("scram: negative memory", scram, u"memory"_s, -32);
    row("scram: huge memory", scram, u"memory"_s, huge);
    row("scram: PBKDF2 huge", u"scram pbkdf2"_s, u"iterations"_s, huge);
    row("scram: PBKDF2 negative", u"scram pbkdf2"_s, u"iterations"_s, -5);

    const QString sign = u"cryptosign"_s;
    row("cryptosign: no challenge", sign, u"challenge"_s, absent);
    row("cryptosign: challenge no text", sign, u"challenge"_s, 5);
    row("cryptosign: challenge no hex", sign, u"challenge"_s, QString(u"xy"_s.repeated(32)));
    row("cryptosign: challenge too short", sign, u"challenge"_s, QString(u"00"_s.repeated(31)));
    row("cryptosign: bound unasked", sign, u"channel_binding"_s, u"tls-server-end-point"_s);
    row("cryptosign: not bound", u"cryptosign bound"_s, u"channel_binding"_s, absent);
    row("cryptosign: bound otherwise", u"cryptosign bound"_s, u"channel_binding"_s, u"tls-unique"_s);
    row("cryptosign: router signs not", u"cryptosign router"_s, u"signature"_s, absent);
    row("cryptosign: router signs badly", u"cryptosign router"_s, u"signature"_s,
        QString(u"00"_s.repeated(96)));
    row("cryptosign: signature no hex", u"cryptosign router"_s, u"signature"_s, u"x"_s);
}

void TestAuth::clientRefusesChallenges()
{
    QFETCH(QString, kind);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    scene.onChallenge = [&](Challenge &challenge) {
        if (value.isValid())
            challenge.extra[key] = value;
        else
            challenge.extra.remove(key);
    };
    const Login result = login(*way.method, way.right, scene);
    QVERIFY(result.failure && !result.answer);
    QVERIFY(!result.failure->reason.isEmpty() && !result.failure->message.isEmpty());
}

void TestAuth::clientComputesWithinItsLimits_data()
{
    QTest::addColumn<QString>("kdf");
    QTest::addColumn<qint64>("iterations");
    QTest::addColumn<qint64>("memory");
    QTest::addColumn<bool>("isComputed");

    const KdfLimits limits;
    const auto row = [](const char *name, const QString &kdf, qint64 iterations, qint64 memory,
                        bool computed) { QTest::newRow(name) << kdf << iterations << memory << computed; };
    row("RFC 7677 4: 4096 at least", u"pbkdf2"_s, 4096, 0, true);
    row("fewer", u"pbkdf2"_s, 4095, 0, false);
    row("more than the limit", u"pbkdf2"_s, limits.maxPbkdf2Iterations + 1, 0, false);
    row("autobahn's", u"argon2id-13"_s, 4096, 512, true);
    row("interactive", u"argon2id13"_s, 2, 65536, true);
    row("work at least", u"argon2id13"_s, 1, limits.minArgon2WorkKib, true);
    row("less work", u"argon2id13"_s, 1, limits.minArgon2WorkKib - 1, false);
    row("more memory", u"argon2id13"_s, 1, limits.maxArgon2MemoryKib + 1, false);
    row("more work", u"argon2id13"_s, limits.maxArgon2WorkKib / 512 + 1, 512, false);
}

void TestAuth::clientComputesWithinItsLimits()
{
    QFETCH(QString, kdf);
    QFETCH(qint64, iterations);
    QFETCH(qint64, memory);
    ClientLogin client({scramAuth(u"peter"_s, u"secret"_s)}, means());
    HelloDetails hello;
    QVERIFY(!client.hello(hello));
    const auto answer =
        client.answer({u"wamp-scram"_s,
                       {{u"nonce"_s, hello.authextra.value(u"nonce"_s).toString() + u"AAAA"_s},
                        {u"salt"_s, u"AAECAwQFBgcICQoLDA0ODw=="_s},
                        {u"kdf"_s, kdf},
                        {u"iterations"_s, iterations},
                        {u"memory"_s, memory}}});
    QTEST(std::holds_alternative<Authenticate>(answer), "isComputed");
}

void TestAuth::clientChecksTheVerifier_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QVariant>("verifier"); //!< instead of it; invalid: the right one
    QTest::addColumn<bool>("isIn");

    for (const QString &kind : {u"scram argon2id13"_s, u"scram autobahn"_s}) {
        const auto row = [&kind](const char *name, const QString &prefix, const QVariant &verifier,
                                 bool isIn) {
            QTest::addRow("%s: %s", qPrintable(kind), name) << kind << prefix << verifier << isIn;
        };
        row("as the text says", {}, {}, true);
        row("as the example says", u"v="_s, {}, true);
        row("another prefix", u"w="_s, {}, false);
        row("null", {}, QVariant::fromValue(nullptr), false);
        row("no text", {}, 5, false);
        row("no base64", {}, u"x"_s, false);
        row("another signature", {}, QString::fromLatin1(QByteArray(32, 'x').toBase64()), false);
        row("empty", {}, QString(), false);
    }
}

void TestAuth::clientChecksTheVerifier()
{
    QFETCH(QString, kind);
    QFETCH(QString, prefix);
    QFETCH(QVariant, verifier);
    QFETCH(bool, isIn);
    const Kind way = kindOf(kind);
    const QString key = kind == u"scram autobahn" ? u"scram_server_signature"_s : u"verifier"_s;
    LoginScene scene;
    scene.onWelcome = [&](AuthAccept &accept) {
        QVERIFY(accept.authextra.contains(key));
        accept.authextra[key] = verifier.isValid() ? verifier : prefix + accept.authextra[key].toString();
    };
    const Login result = login(*way.method, way.right, scene);
    QVERIFY(result.accept);
    QCOMPARE(result.isIn(), isIn);
    if (!isIn)
        QCOMPARE(result.failure->reason, QString(Uris::authenticationFailed));
}

void TestAuth::clientChecksTheRoutersKey()
{
    const Kind way = kindOf(u"cryptosign router"_s);
    const QByteArray other = cryptosignPublicKey(QByteArray(32, 'o'));
    const Login result = login(*way.method, {cryptosignAuth(QByteArray(32, 'k'), {.routerKey = other})});
    QVERIFY(result.failure && !result.answer);
    QCOMPARE(result.failure->reason, QString(Uris::authenticationFailed));

    // A router without a key says nothing of it, and is refused for that.
    const Kind silent = kindOf(u"cryptosign"_s);
    QVERIFY(login(*silent.method, {cryptosignAuth(QByteArray(32, 'k'), {.routerKey = other})}).failure);
}

void TestAuth::clientRefusesAFalseChannel_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("scram") << u"scram bound"_s;
    QTest::newRow("cryptosign") << u"cryptosign bound"_s;
    QTest::newRow("cryptosign, both ways") << u"cryptosign router bound"_s;
}

//! Whoever stands between has another channel with each side.
void TestAuth::clientRefusesAFalseChannel()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    QVERIFY(login(*way.method, way.right, scene).isIn());
    scene.clientChannelId = QByteArray(32, 'm');
    const Login result = login(*way.method, way.right, scene);
    QVERIFY(result.deny || result.failure);
    QVERIFY(!result.accept);
}

void TestAuth::clientNeedsItsKeysAndChannel()
{
    const auto refuses = [](const ClientAuths &auths, const ClientAuthMeans &with) {
        ClientLogin client(auths, with);
        HelloDetails hello;
        const auto failure = client.hello(hello);
        return failure && failure->reason == Uris::invalidArgument;
    };
    const QByteArray key(32, 'k');
    const auto type = u"tls-server-end-point"_s;
    QVERIFY(!refuses({cryptosignAuth(key)}, means()));
    QVERIFY(refuses({cryptosignAuth("short"_ba)}, means()));
    QVERIFY(refuses({cryptosignAuth(key, {.routerKey = "short"_ba})}, means()));
    QVERIFY(refuses({cryptosignAuth(key, {.channelBinding = type})}, means()));
    // SHA-384 of a certificate cannot be XORed with a challenge; SCRAM takes it.
    QVERIFY(refuses({cryptosignAuth(key, {.channelBinding = type})}, means(QByteArray(48, 'x'))));
    QVERIFY(!refuses({scramAuth(u"peter"_s, u"x"_s, {.channelBinding = type})}, means(QByteArray(48, 'x'))));
    QVERIFY(refuses({scramAuth(u"peter"_s, u"x"_s, {.channelBinding = type})}, means()));
    QVERIFY(refuses({scramAuth(u"peter"_s, u"x"_s, {.channelBinding = type})}, {.random = seededRandom(1)}));
}

void TestAuth::clientOffersSeveralMethods()
{
    ClientLogin client({scramAuth(u"peter"_s, u"x"_s), cryptosignAuth(QByteArray(32, 'k')),
                        ticketAuth(u"peter"_s, u"t"_s), anonymousAuth()},
                       means());
    HelloDetails hello{.authextra = {{u"x_mine"_s, 1}}};
    QVERIFY(!client.hello(hello));
    QCOMPARE(hello.authmethods,
             QStringList({u"wamp-scram"_s, u"scram"_s, u"cryptosign"_s, u"ticket"_s, u"anonymous"_s}));
    QCOMPARE(hello.authid, u"peter"_s);
    QCOMPARE(hello.authextra.keys(), QStringList({u"nonce"_s, u"pubkey"_s, u"x_mine"_s}));
    QCOMPARE(std::get<Authenticate>(client.answer({u"ticket"_s, {}})), (Authenticate{u"t"_s, {}}));
    QVERIFY(!client.check({}));
}

void TestAuth::clientRefusesMethodsThatDisagree()
{
    const auto type = u"tls-server-end-point"_s;
    ClientLogin names({ticketAuth(u"peter"_s, u"t"_s), wampCraAuth(u"paul"_s, u"t"_s)}, means());
    HelloDetails hello;
    QVERIFY(names.hello(hello));

    ClientLogin given({ticketAuth(u"peter"_s, u"t"_s)}, means());
    HelloDetails named{.authid = u"paul"_s};
    QVERIFY(given.hello(named));

    ClientLogin bindings({scramAuth(u"peter"_s, u"x"_s, {.channelBinding = type}),
                          cryptosignAuth(QByteArray(32, 'k'), {.channelBinding = u"tls-unique"_s})},
                         means(channelOctets));
    HelloDetails bound;
    const auto failure = bindings.hello(bound);
    QVERIFY(failure && failure->message.contains(u"channel_binding"));
}

void TestAuth::clientRefusesChallengesOutOfOrder()
{
    ClientLogin client({ticketAuth(u"peter"_s, u"t"_s), anonymousAuth()}, means());
    HelloDetails hello;
    QVERIFY(!client.hello(hello));
    QCOMPARE(std::get<AuthFailure>(client.answer({u"wampcra"_s, {}})).reason,
             QString(Uris::noMatchingAuthMethod));
    QVERIFY(std::holds_alternative<Authenticate>(client.answer({u"ticket"_s, {}})));
    QCOMPARE(std::get<AuthFailure>(client.answer({u"ticket"_s, {}})).reason,
             QString(Uris::protocolViolation));

    ClientLogin anonymous({anonymousAuth(), tlsAuth()}, means());
    HelloDetails nobody;
    QVERIFY(!anonymous.hello(nobody));
    QVERIFY(std::holds_alternative<AuthFailure>(anonymous.answer({u"anonymous"_s, {}})));
}

void TestAuth::clientRefusesToBeLetInUnproven()
{
    const auto scram = scramAuth(u"peter"_s, u"x"_s);
    const auto signedByRouter = cryptosignAuth(QByteArray(32, 'k'), {.routerKey = QByteArray(32, 'r')});
    const auto isLetIn = [](const ClientAuths &auths) {
        ClientLogin client(auths, means());
        HelloDetails hello;
        return !client.hello(hello) && !client.check({.authmethod = u"wamp-scram"_s});
    };
    QVERIFY(!isLetIn({scram}));
    QVERIFY(!isLetIn({scram, signedByRouter}));
    QVERIFY(isLetIn({scram, anonymousAuth()}));
    QVERIFY(isLetIn({ticketAuth(u"peter"_s, u"t"_s)}));
    QVERIFY(isLetIn({cryptosignAuth(QByteArray(32, 'k'))}));
    QVERIFY(isLetIn({}));
}
