// SPDX-License-Identifier: MIT
// Logins between our client and our router: who gets in, and what those who do not may learn.
#include "wamp/auth/authcrypto.h"
#include "wamp/auth/scramauth.h"
#include "wamp/auth/ticketauth.h"
#include "wamp/auth/wampcraauth.h"
#include "wamp/authkinds.h"
#include "wamp/authlogins.h"
#include "wamp/message/errors.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

const AuthDeny failed{QString(Uris::authenticationFailed), u"authentication failed"_s};

} // namespace

void TestAuth::letsInWhoHasTheSecret_data()
{
    eachKind();
}

void TestAuth::letsInWhoHasTheSecret()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    const Login result = login(*way.method, way.right, sceneOn(channelOctets));
    QVERIFY2(result.isIn(), qPrintable(result.failure.value_or(AuthFailure()).message));
    QCOMPARE(result.challenge->method, way.name);
    QCOMPARE(result.accept->authid, way.authid);
    QCOMPARE(result.accept->authrole, u"user"_s);
    QCOMPARE(result.accept->authmethod, way.name);
    QCOMPARE(result.accept->authprovider, u"static"_s);
    QCOMPARE(result.accept->authextra.value(u"x_desk"_s), 5);
    QVERIFY(!result.hello.authmethods.isEmpty());
}

void TestAuth::refusesAnotherSecret_data()
{
    eachKind();
}

void TestAuth::refusesAnotherSecret()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    const Login result = login(*way.method, way.wrong, sceneOn(channelOctets));
    QVERIFY(result.answer);
    QCOMPARE(result.deny, failed);
}

void TestAuth::challengesStrangersAlike_data()
{
    eachKind();
}

//! "This mock CHALLENGE SHOULD contain a generated salt value that is always the same for a
//! given authid, otherwise an attacker may discover that the user doesn't actually exist."
void TestAuth::challengesStrangersAlike()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    const Login known = login(*way.method, way.wrong, sceneOn(channelOctets));
    LoginScene scene = sceneOn(channelOctets);
    const Login stranger = login(*way.method, way.stranger(u"paula"_s), scene);
    scene.seed = 77;
    const Login again = login(*way.method, way.stranger(u"paula"_s), scene);
    const Login other = login(*way.method, way.stranger(u"pablo"_s), scene);
    QCOMPARE(stranger.deny, failed);
    QCOMPARE(stranger.deny, known.deny);

    const QVariantMap extra = stranger.challenge->extra;
    QCOMPARE(extra.keys(), known.challenge->extra.keys());
    QCOMPARE(extra.value(u"salt"_s), again.challenge->extra.value(u"salt"_s));
    for (const QString &key : {u"kdf"_s, u"iterations"_s, u"memory"_s, u"keylen"_s, u"channel_binding"_s})
        QCOMPARE(extra.value(key), known.challenge->extra.value(key));
    for (const QString &key : {u"salt"_s, u"challenge"_s, u"nonce"_s}) {
        const QString ours = extra.value(key).toString();
        QCOMPARE(ours.isEmpty(), !extra.contains(key));
        if (!ours.isEmpty() && key != u"challenge")
            QCOMPARE(ours.size(), known.challenge->extra.value(key).toString().size());
        if (!ours.isEmpty())
            QVERIFY(ours != other.challenge->extra.value(key).toString());
    }
}

void TestAuth::refusesTheAnswerToAnotherChallenge_data()
{
    eachKind();
}

void TestAuth::refusesTheAnswerToAnotherChallenge()
{
    QFETCH(QString, kind);
    if (kind == u"ticket")
        return; // A ticket is no answer to a challenge, and says so.
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    const Login before = login(*way.method, way.right, scene);
    QVERIFY(before.isIn());
    // The client says the same, the router draws other octets.
    bool isReplayed = false;
    const auto exchange = [&](quint32 seed) {
        AuthRequest request = scene.request;
        request.hello = before.hello;
        const auto started = way.method->exchange(
            request, {.random = seededRandom(seed), .now = [&scene] { return scene.now; }});
        isReplayed = std::get<Challenge>(started->begin()) == *before.challenge;
        return started->answer(*before.answer);
    };
    QVERIFY(std::holds_alternative<AuthAccept>(exchange(scene.seed + 1)) && isReplayed);
    QCOMPARE(std::get<AuthDeny>(exchange(scene.seed + 2)), failed);
    QVERIFY(!isReplayed);
}

void TestAuth::takesOneAnswer_data()
{
    eachKind();
}

void TestAuth::takesOneAnswer()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    const Login before = login(*way.method, way.right, sceneOn(channelOctets));
    AuthRequest request = sceneOn(channelOctets).request;
    request.hello = before.hello;
    const auto start = [&] {
        return way.method->exchange(request,
                                    {.random = seededRandom(2), .now = [] { return LoginScene().now; }});
    };

    const auto exchange = start();
    QCOMPARE(std::get<AuthDeny>(exchange->answer(*before.answer)), failed); // begin() was not yet
    exchange->begin();
    QCOMPARE(std::get<AuthDeny>(exchange->answer({u"x"_s, {}})), failed);
    QCOMPARE(std::get<AuthDeny>(exchange->answer(*before.answer)), failed);

    const auto another = start();
    another->begin();
    QVERIFY(std::holds_alternative<AuthAccept>(another->answer(*before.answer)));
    QCOMPARE(std::get<AuthDeny>(another->answer(*before.answer)), failed);
}

void TestAuth::takesAnswersInTime_data()
{
    eachKind();
}

void TestAuth::takesAnswersInTime()
{
    QFETCH(QString, kind);
    const Kind way = kindOf(kind);
    LoginScene scene = sceneOn(channelOctets);
    scene.thinks = std::chrono::seconds(60);
    QVERIFY(login(*way.method, way.right, scene).isIn());
    scene.thinks = std::chrono::seconds(61);
    QCOMPARE(login(*way.method, way.right, scene).deny, failed);
}

void TestAuth::neverTakesAnEmptySecret_data()
{
    QTest::addColumn<bool>("isTicket");
    QTest::newRow("ticket") << true;
    QTest::newRow("wampcra") << false;
}

//! Of somebody who logs in otherwise.
void TestAuth::neverTakesAnEmptySecret()
{
    QFETCH(bool, isTicket);
    const auto lookup = onlyOne(u"peter"_s, {.authrole = u"user"_s});
    std::unique_ptr<AuthMethod> method;
    if (isTicket)
        method = std::make_unique<TicketAuth>(lookup);
    else
        method = std::make_unique<WampCraAuth>(lookup);
    const auto client = isTicket ? ticketAuth(u"peter"_s, {}) : wampCraAuth(u"peter"_s, {});
    QCOMPARE(login(*method, {client}).deny, failed);

    ScramAuth scram(lookup, {.stretch = {.iterations = 1, .memoryKib = 16384}});
    QCOMPARE(login(scram, {scramAuth(u"peter"_s, {})}).deny, failed);
}

void TestAuth::drawsItsDecoyKeyOnce()
{
    const auto nobody = [](const QString &, const AuthRequest &) { return std::optional<Principal>(); };
    const auto saltOf = [](AuthMethod &method, quint32 seed) {
        LoginScene scene;
        scene.seed = seed;
        const Login result =
            login(method, {wampCraAuth(u"peter"_s, u"x"_s), scramAuth(u"peter"_s, u"x"_s)}, scene);
        return result.challenge->extra.value(u"salt"_s).toString();
    };
    WampCraAuth cra(nobody, {.isSalted = true});
    WampCraAuth otherCra(nobody, {.isSalted = true});
    QCOMPARE(saltOf(cra, 1), saltOf(cra, 2));
    QVERIFY(saltOf(cra, 1) != saltOf(otherCra, 9));
    const ScramDecoy cheap{.stretch = {.iterations = 1, .memoryKib = 16384}};
    ScramAuth scram(nobody, cheap);
    ScramAuth otherScram(nobody, cheap);
    QCOMPARE(saltOf(scram, 1), saltOf(scram, 2));
    QVERIFY(saltOf(scram, 1) != saltOf(otherScram, 9));
}

void TestAuth::challengesWithWhoTheyWillBe()
{
    const Kind way = kindOf(u"wampcra"_s);
    const Login result = login(*way.method, way.right);
    const QByteArray text = result.challenge->extra.value(u"challenge"_s).toString().toUtf8();
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    QCOMPARE(object[u"authid"].toString(), u"peter"_s);
    QCOMPARE(object[u"authrole"].toString(), u"user"_s);
    QCOMPARE(object[u"authmethod"].toString(), u"wampcra"_s);
    QCOMPARE(object[u"authprovider"].toString(), u"static"_s);
    QCOMPARE(object[u"timestamp"].toString(), u"2026-01-02T03:04:05.006Z"_s);
    QCOMPARE(object[u"session"].toInteger(), 4711);
    QCOMPARE(QByteArray::fromBase64(object[u"nonce"].toString().toLatin1()).size(), 24);
    QCOMPARE(object.size(), 7);
}

void TestAuth::normalizesNamesAndPasswords()
{
    ScramStretch stretch{.iterations = 1, .memoryKib = 16384};
    stretch.salt = QByteArray(16, 's');
    Principal principal{.authrole = u"user"_s};
    principal.scram = makeScramCredential(u"caf\u00e9"_s, stretch);
    ScramAuth method(onlyOne(u"IX"_s, principal));
    const Login result = login(method, {scramAuth(u"I\u00adX"_s, u"cafe\u0301"_s)});
    QVERIFY(result.isIn());
    QCOMPARE(result.hello.authid, u"IX"_s);
    QCOMPARE(result.accept->authid, u"IX"_s);

    for (const auto &auth : {scramAuth(u"I\u0007X"_s, u"caf\u00e9"_s), scramAuth(u"IX"_s, u"\u0627\u0031"_s),
                             scramAuth({}, u"caf\u00e9"_s)}) {
        const Login refused = login(method, {auth});
        QVERIFY(refused.failure && !refused.challenge);
        QCOMPARE(refused.failure->reason, QString(Uris::invalidArgument));
    }
}

//! The specification signs what HELLO says, whether or not it was normalized.
void TestAuth::findsNamesThatTheClientDidNotNormalize()
{
    ScramStretch stretch{.kdf = ScramKdf::Pbkdf2, .iterations = 4096};
    stretch.salt = QByteArray(16, 's');
    Principal principal{.authrole = u"user"_s};
    principal.scram = makeScramCredential(u"pencil"_s, stretch);
    QString asked;
    ScramAuth method([&](const QString &key, const AuthRequest &) {
        asked = key;
        return std::optional(principal);
    });
    LoginScene scene;
    scene.onHello = [](HelloDetails &hello) { hello.authid = u"I\u00adX"_s; };
    login(method, {scramAuth(u"IX"_s, u"pencil"_s)}, scene);
    QCOMPARE(asked, u"IX"_s);
    asked.clear();
    scene.onHello = [](HelloDetails &hello) { hello.authid = u"I\u0007X"_s; };
    QCOMPARE(login(method, {scramAuth(u"IX"_s, u"pencil"_s)}, scene).challenge.has_value(), true);
    QCOMPARE(asked, QString());
}

QTEST_GUILESS_MAIN(TestAuth)
