// SPDX-License-Identifier: MIT
// gantry-router as other tools call it: addresses, files, reload, status page, signals.
#include "routerprocess.h"
#include "testauthority.h"

#include <QtCore/QFile>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <csignal>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestGantryRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesEveryAddress();
    void servesOverTls();
    void asksClientsForCertificates();
    void servesTheConfiguredPathAlone();
    void speaksTheConfiguredSerializersAlone();
    void failsOnWhatItCannotUse_data();
    void failsOnWhatItCannotUse();
    void failsOnAPortThatIsTaken();
    void hasAStatusPage();
    void theStatusPageCanBeSwitchedOff();
    void aReloadClosesRealms();
    void aReloadChangesRulesOfSessionsThatStay();
    void aReloadOpensAndClosesPorts();
    void aWrongReloadChangesNothing_data();
    void aWrongReloadChangesNothing();
    void aReloadTakesRenewedCertificates();
    void saysGoodbyeAndEnds_data();
    void saysGoodbyeAndEnds();

private:
    TestAuthority m_authority;
};

namespace {

const QString Realm = u"realm1"_s;
const QStringList CountSessions{u"call"_s, u"wamp.session.count"_s};
const QStringList OpenRealm{u"--realm"_s, Realm};

QByteArray openRealm(const QByteArray &name, const QByteArray &more = {})
{
    return R"({"name": ")" + name + R"(", "authentication": {"anonymous": {}})" + more + '}';
}

QByteArray config(const QByteArray &listeners, const QByteArray &realms)
{
    return R"({"listeners": [)" + listeners + R"(], "realms": [)" + realms + "]}";
}

const QByteArray AnyPort = R"({"url": "ws://127.0.0.1:0"})";

} // namespace

#define VERIFY_READY(router, ports)                                                                          \
    QVERIFY2((router).isReady(ports), qUtf8Printable((router).process().story()))
#define COMPARE_RUN(run, expected)                                                                           \
    do {                                                                                                     \
        const ProgramResult result = (run);                                                                  \
        QVERIFY2(result.status == 0, qUtf8Printable(result.errors));                                         \
        QCOMPARE(result.output, QString(expected));                                                          \
    } while (false)

void TestGantryRouter::servesEveryAddress()
{
    const QTemporaryDir folder;
    RouterProcess router({},
                         OpenRealm
                             + QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--listen"_s,
                                           u"ws+unix:"_s + folder.filePath(u"ws"_s), u"--rawsocket"_s,
                                           u"tcp://127.0.0.1:0"_s, u"--rawsocket"_s,
                                           u"unix:"_s + folder.filePath(u"raw"_s)});
    VERIFY_READY(router, 4);
    QCOMPARE(router.url(2).scheme(), u"tcp"_s);
    QCOMPARE(router.url(3).scheme(), u"unix"_s);
    for (int i = 0; i < 4; ++i)
        COMPARE_RUN(runCli(router.url(i), Realm, CountSessions), u"1\n"_s);
}

void TestGantryRouter::servesOverTls()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    RouterProcess router({},
                         OpenRealm
                             + QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--cert"_s,
                                           m_authority.certificateFile(), u"--key"_s, m_authority.keyFile()});
    VERIFY_READY(router, 1);
    COMPARE_RUN(
        runCli(router.url(), Realm, CountSessions + QStringList{u"--ca"_s, m_authority.authorityFile()}),
        u"1\n"_s);
    QCOMPARE(runCli(router.url(), Realm, CountSessions).status, 1); // an authority nobody knows
    COMPARE_RUN(runCli(router.url(), Realm, CountSessions + QStringList{u"--insecure"_s}), u"1\n"_s);
}

void TestGantryRouter::asksClientsForCertificates()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    const auto listener = [this](const QByteArray &url, const QByteArray &clients) {
        return R"({"url": ")" + url + R"(", "tls": {"certificate": ")"
            + m_authority.certificateFile().toUtf8() + R"(", "key": ")" + m_authority.keyFile().toUtf8()
            + R"(", "clients": ")" + clients + R"(", "clientAuthorities": ")"
            + m_authority.authorityFile().toUtf8() + "\"}}";
    };
    RouterProcess router(
        config(listener("wss://127.0.0.1:0", "require") + ',' + listener("rss://127.0.0.1:0", "request"),
               openRealm("realm1")));
    VERIFY_READY(router, 2);
    QCOMPARE(runCli(router.url(0), Realm, CountSessions + QStringList{u"--insecure"_s}).status, 1);
    COMPARE_RUN(runCli(router.url(1), Realm, CountSessions + QStringList{u"--insecure"_s}), u"1\n"_s);
}

void TestGantryRouter::servesTheConfiguredPathAlone()
{
    RouterProcess router(config(R"({"url": "ws://127.0.0.1:0/ws"})", openRealm("realm1")));
    VERIFY_READY(router, 1);
    COMPARE_RUN(runCli(router.url(), Realm, CountSessions), u"1\n"_s);
    QUrl elsewhere = router.url();
    elsewhere.setPath(u"/other"_s);
    QCOMPARE(runCli(elsewhere, Realm, CountSessions).status, 1);
    QVERIFY(httpRequest(router.url(), "GET /ws").startsWith("HTTP/1.1 200 "));
    QVERIFY(httpRequest(router.url(), "GET /ws/status.json").startsWith("HTTP/1.1 200 "));
    QVERIFY(httpRequest(router.url(), "GET /").startsWith("HTTP/1.1 404 "));
}

void TestGantryRouter::speaksTheConfiguredSerializersAlone()
{
    RouterProcess router(
        config(R"({"url": "ws://127.0.0.1:0", "serializers": ["cbor"]})", openRealm("realm1")));
    VERIFY_READY(router, 1);
    COMPARE_RUN(runCli(router.url(), Realm, CountSessions + QStringList{u"--serializer"_s, u"cbor"_s}),
                u"1\n"_s);
    QCOMPARE(runCli(router.url(), Realm, CountSessions + QStringList{u"--serializer"_s, u"json"_s}).status,
             1);
}

void TestGantryRouter::failsOnWhatItCannotUse_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("no JSON") << QByteArray("{,}") << u"line 1, column "_s;
    QTest::newRow("an unknown key") << config(AnyPort, openRealm("realm1", R"(, "rolls": [])"))
                                    << u"realms[0].rolls: "_s;
    QTest::newRow("no listener") << config({}, openRealm("realm1")) << u"there is no listener"_s;
    QTest::newRow("no realm") << config(AnyPort, {}) << u"there is no realm"_s;
    QTest::newRow("no certificate") << config(
        R"({"url": "wss://127.0.0.1:0", "tls": {"certificate": "/no/c", "key": "/no/k"}})",
        openRealm("realm1")) << u"/no/k"_s;
}

void TestGantryRouter::failsOnWhatItCannotUse()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, complaint);
    RouterProcess router(json);
    QVERIFY(router.process().waitForEnd());
    QCOMPARE(router.process().exitStatus(), 1);
    QCOMPARE(router.process().output(), QString());
    const QString errors = router.process().errors();
    QCOMPARE(errors.count(u'\n'), 1);
    QVERIFY2(errors.startsWith(u"gantry-router: "_s) && errors.contains(complaint), qUtf8Printable(errors));
}

void TestGantryRouter::failsOnAPortThatIsTaken()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(taken.serverPort());
    for (const QStringList &flags : {QStringList{u"--listen"_s, u"ws://"_s + address},
                                     QStringList{u"--rawsocket"_s, u"tcp://"_s + address},
                                     QStringList{u"--config"_s, u"/no/such.json"_s}}) {
        const auto result = runProgram(QStringLiteral(GANTRY_ROUTER), OpenRealm + flags);
        QCOMPARE(result.status, 1);
        QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
    }
}

void TestGantryRouter::hasAStatusPage()
{
    RouterProcess router({}, OpenRealm + QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s});
    VERIFY_READY(router, 1);
    const auto session = startCli(router.url(), Realm, {u"subscribe"_s, u"com.example.topic"_s});
    QVERIFY2(isSettled(*session), qUtf8Printable(session->story()));
    const QByteArray page = httpRequest(router.url(), "GET /");
    QVERIFY2(page.startsWith("HTTP/1.1 200 ") && page.contains("text/html"), page.constData());
    QVERIFY(page.contains("<tr><th>realm1</th><td>1 session</td></tr>"));
    const QJsonObject status = router.status();
    QCOMPARE(status["realms"_L1][0]["sessions"_L1].toInt(), 1);
    QCOMPARE(status["now"_L1]["subscriptions"_L1].toInt(), 1);
    QCOMPARE(status["listeners"_L1][0].toString(), router.url().toString());
    QVERIFY(httpRequest(router.url(), "GET /elsewhere").startsWith("HTTP/1.1 404 "));
    QVERIFY(httpRequest(router.url(), "POST /").startsWith("HTTP/1.1 405 "));
    QCOMPARE(httpBody(httpRequest(router.url(), "HEAD /")), QByteArray());
}

void TestGantryRouter::theStatusPageCanBeSwitchedOff()
{
    RouterProcess router(config(R"({"url": "ws://127.0.0.1:0", "statusPage": false})", openRealm("realm1")));
    VERIFY_READY(router, 1);
    QVERIFY(httpRequest(router.url(), "GET /").startsWith("HTTP/1.1 426 "));
    QVERIFY(httpRequest(router.url(), "GET /status.json").startsWith("HTTP/1.1 426 "));
}

void TestGantryRouter::aReloadClosesRealms()
{
    RouterProcess router(config(AnyPort, openRealm("one") + ',' + openRealm("two")));
    VERIFY_READY(router, 1);
    const auto first = startCli(router.url(), u"one"_s, {u"subscribe"_s, u"com.example.topic"_s});
    const auto second = startCli(router.url(), u"two"_s, {u"subscribe"_s, u"com.example.topic"_s});
    QVERIFY(isSettled(*first));
    QVERIFY(isSettled(*second));
    router.reload(config(AnyPort, openRealm("two") + ',' + openRealm("three")));
    QVERIFY(first->waitForEnd());
    QCOMPARE(first->exitStatus(), 1);
    QVERIFY2(first->errors().contains(u"wamp.close.close_realm"_s), qUtf8Printable(first->errors()));
    COMPARE_RUN(runCli(router.url(), u"two"_s, CountSessions), u"2\n"_s); // the other one is still there
    COMPARE_RUN(runCli(router.url(), u"three"_s, CountSessions), u"1\n"_s);
    QVERIFY(second->isRunning());
}

void TestGantryRouter::aReloadChangesRulesOfSessionsThatStay()
{
    const auto withRules = [](const QByteArray &allow) {
        return config(AnyPort,
                      openRealm("realm1",
                                R"(, "roles": [{"name": "anonymous", "rules": [
            {"uri": "com.example.", "match": "prefix", "allow": [)"
                                    + allow + "]}]}]"));
    };
    RouterProcess router(withRules(R"("subscribe")"));
    VERIFY_READY(router, 1);
    const auto listener =
        startCli(router.url(), Realm, {u"subscribe"_s, u"com.example.topic"_s, u"--count"_s, u"1"_s});
    QVERIFY(isSettled(*listener));
    const QStringList publish{u"publish"_s, u"com.example.topic"_s, u"42"_s};
    const auto refused = runCli(router.url(), Realm, publish);
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.errors.contains(u"wamp.error.not_authorized"_s), qUtf8Printable(refused.errors));
    router.reload(withRules(R"("subscribe", "publish")"));
    QTRY_COMPARE(runCli(router.url(), Realm, publish).status, 0);
    QVERIFY(listener->waitForEnd());
    QCOMPARE(listener->output(), u"42\n"_s);
}

void TestGantryRouter::aReloadOpensAndClosesPorts()
{
    const QByteArray rawSocket = R"({"url": "tcp://127.0.0.1:0"})";
    RouterProcess router(config(AnyPort, openRealm("realm1")));
    VERIFY_READY(router, 1);
    const QUrl first = router.url();
    router.reload(config(AnyPort + ',' + rawSocket, openRealm("realm1")));
    VERIFY_READY(router, 2);
    const QUrl second = router.url(1);
    COMPARE_RUN(runCli(first, Realm, CountSessions), u"1\n"_s);
    COMPARE_RUN(runCli(second, Realm, CountSessions), u"1\n"_s);
    router.reload(config(rawSocket, openRealm("realm1")));
    QTRY_COMPARE(runCli(first, Realm, CountSessions).status, 1);
    COMPARE_RUN(runCli(second, Realm, CountSessions), u"1\n"_s); // still the same port
}

void TestGantryRouter::aWrongReloadChangesNothing_data()
{
    QTest::addColumn<bool>("isPortTaken");
    QTest::newRow("a wrong key") << false;
    QTest::newRow("a port that is taken") << true;
}

void TestGantryRouter::aWrongReloadChangesNothing()
{
    QFETCH(bool, isPortTaken);
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    RouterProcess router(config(AnyPort, openRealm("realm1")));
    VERIFY_READY(router, 1);
    const auto session = startCli(router.url(), Realm, {u"subscribe"_s, u"com.example.topic"_s});
    QVERIFY(isSettled(*session));
    const QByteArray port = R"({"url": "ws://127.0.0.1:)" + QByteArray::number(taken.serverPort()) + "\"}";
    router.reload(isPortTaken ? config(port, openRealm("realm2")) : QByteArray(R"({"nonsense": 1})"));
    QTRY_VERIFY(router.process().errors().endsWith(u'\n'));
    QCOMPARE(router.process().errors().count(u'\n'), 1);
    COMPARE_RUN(runCli(router.url(), Realm, CountSessions), u"2\n"_s);
    QCOMPARE(runCli(router.url(), u"realm2"_s, CountSessions).status, 1);
}

void TestGantryRouter::aReloadTakesRenewedCertificates()
{
    const TestAuthority other;
    if (!m_authority.error().isEmpty() || !other.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error() + other.error()));
    const auto withTls = [](const TestAuthority &authority) {
        return config(R"({"url": "wss://127.0.0.1:0", "tls": {"certificate": ")"
                          + authority.certificateFile().toUtf8() + R"(", "key": ")"
                          + authority.keyFile().toUtf8() + "\"}}",
                      openRealm("realm1"));
    };
    RouterProcess router(withTls(m_authority));
    VERIFY_READY(router, 1);
    const auto session =
        startCli(router.url(), Realm, {u"subscribe"_s, u"com.example.topic"_s, u"--insecure"_s});
    QVERIFY(isSettled(*session));
    router.reload(withTls(other));
    const QStringList count = CountSessions + QStringList{u"--ca"_s, other.authorityFile()};
    QTRY_COMPARE_WITH_TIMEOUT(runCli(router.url(), Realm, count).output, u"2\n"_s, 30'000);
}

void TestGantryRouter::saysGoodbyeAndEnds_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("port");
    QTest::newRow("SIGTERM, WebSocket") << SIGTERM << 0;
    QTest::newRow("SIGINT, RawSocket") << SIGINT << 1;
}

void TestGantryRouter::saysGoodbyeAndEnds()
{
    QFETCH(int, number);
    QFETCH(int, port);
    RouterProcess router(
        {},
        OpenRealm
            + QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--rawsocket"_s, u"tcp://127.0.0.1:0"_s});
    VERIFY_READY(router, 2);
    const auto session = startCli(router.url(port), Realm, {u"subscribe"_s, u"com.example.topic"_s});
    QVERIFY(isSettled(*session));
    ::kill(pid_t(router.process().processId()), number);
    QVERIFY(router.process().waitForEnd());
    QCOMPARE(router.process().exitStatus(), 0);
    QCOMPARE(router.process().errors(), QString());
    QVERIFY(session->waitForEnd());
    QCOMPARE(session->exitStatus(), 1);
    QVERIFY2(session->errors().contains(u"wamp.close.system_shutdown"_s), qUtf8Printable(session->errors()));
}

QTEST_GUILESS_MAIN(TestGantryRouter)
#include "tst_gantryrouter.moc"
