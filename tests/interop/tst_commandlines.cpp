// SPDX-License-Identifier: MIT
// Command lines that are wrong: exit status 2, one line on stderr, nothing on
// stdout, and no address touched. And examples, which have none: they end well.
#include "programrun.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestCommandLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongLinesAreRefused_data();
    void wrongLinesAreRefused();
    void helpAndVersionSucceed_data();
    void helpAndVersionSucceed();
    void examplesEndWell_data();
    void examplesEndWell();
};

namespace {

const QString EchoServer = QStringLiteral(GANTRY_ECHO_SERVER);
const QString EchoClient = QStringLiteral(GANTRY_ECHO_CLIENT);
const QString Relay = QStringLiteral(GANTRY_RELAY);
const QString ConformanceClient = QStringLiteral(GANTRY_CONFORMANCE_CLIENT);

void addServerLines()
{
    const auto row = [](const char *name, const QStringList &flags) {
        QTest::newRow(name) << EchoServer << QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s} + flags;
    };
    QTest::newRow("server: no address") << EchoServer << QStringList();
    QTest::newRow("server: an address that is none")
        << EchoServer << QStringList{u"--listen"_s, u"127.0.0.1:80"_s};
    QTest::newRow("server: another scheme")
        << EchoServer << QStringList{u"--listen"_s, u"http://127.0.0.1:0"_s};
    QTest::newRow("server: a port too large")
        << EchoServer << QStringList{u"--listen"_s, u"ws://127.0.0.1:65536"_s};
    QTest::newRow("server: wss without a certificate")
        << EchoServer << QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s};
    QTest::newRow("server: wss without a key")
        << EchoServer << QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--cert"_s, u"c.pem"_s};
    QTest::newRow("server: a relative path of a unix socket")
        << EchoServer << QStringList{u"--listen"_s, u"ws+unix:echo.sock"_s};
    row("server: an unknown option", {u"--nonsense"_s});
    row("server: an option without its value", {u"--max-message-bytes"_s});
    row("server: a word too many", {u"word"_s});
    row("server: a limit that is no number", {u"--max-message-bytes"_s, u"many"_s});
    row("server: a negative limit", {u"--max-message-bytes"_s, u"-1"_s});
    row("server: a time that is no number", {u"--open-timeout-ms"_s, u"5s"_s});
    row("server: an unknown way to deliver", {u"--deliver"_s, u"pigeons"_s});
    row("server: an unknown transport", {u"--transport"_s, u"pigeons"_s});
    row("server: an origin without a scheme", {u"--origin"_s, u"example.com"_s});
    row("server: an origin with a path", {u"--origin"_s, u"https://example.com/"_s});
    row("server: an origin without a host", {u"--origin"_s, u"https://"_s});
    row("server: an origin whose port is none", {u"--origin"_s, u"https://example.com:any"_s});
    row("server: a subprotocol that is no token", {u"--subprotocol"_s, u"a b"_s});
    row("server: no threads", {u"--threads"_s, u"0"_s});
    row("server: threads that are no number", {u"--threads"_s, u"all"_s});
}

void addClientLines()
{
    const auto row = [](const char *name, const QStringList &arguments) {
        QTest::newRow(name) << EchoClient << arguments;
    };
    const QString url = u"ws://127.0.0.1:1"_s;
    row("client: no address", {});
    row("client: two addresses", {url, url});
    row("client: a relative address", {u"echo"_s});
    row("client: a fragment", {u"ws://127.0.0.1:1/#part"_s});
    row("client: a user", {u"ws://me@127.0.0.1:1/"_s});
    row("client: a relative path of a unix socket", {u"ws+unix:foo"_s});
    row("client: wss over a unix socket", {u"wss://unix:/p"_s});
    row("client: an unknown option", {url, u"--nonsense"_s});
    row("client: a count that is no number", {url, u"--count"_s, u"two"_s});
    row("client: a negative count", {url, u"--count"_s, u"-1"_s});
    row("client: a header without a colon", {url, u"--header"_s, u"X-One"_s});
    row("client: a header without a name", {url, u"--header"_s, u": 1"_s});
    row("client: a header whose name is no token", {url, u"--header"_s, u"X One: 1"_s});
    row("client: a header with a line break", {url, u"--header"_s, u"X-One: 1\nX-Two: 2"_s});
    row("client: a header of the handshake", {url, u"--header"_s, u"Host: x"_s});
    row("client: a subprotocol that is no token", {url, u"--subprotocol"_s, u"a b"_s});
    row("client: a subprotocol named twice", {url, u"--subprotocol"_s, u"a"_s, u"--subprotocol"_s, u"a"_s});
    row("client: a proxy of no known kind", {url, u"--proxy"_s, u"ftp://127.0.0.1:2"_s});
    row("client: a proxy without a scheme", {url, u"--proxy"_s, u"127.0.0.1:2"_s});
    row("client: a proxy without a host", {url, u"--proxy"_s, u"http://:2"_s});
    row("client: a proxy with a path", {url, u"--proxy"_s, u"http://127.0.0.1:2/path"_s});
    QTest::newRow("conformance: no address") << ConformanceClient << QStringList();
    QTest::newRow("conformance: another scheme") << ConformanceClient << QStringList{u"http://127.0.0.1:1"_s};
}

void addRelayLines()
{
    const auto row = [](const char *name, const QStringList &flags) {
        QTest::newRow(name) << Relay << QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s} + flags;
    };
    const QString target = u"127.0.0.1:1"_s;
    QTest::newRow("relay: no address") << Relay << QStringList{u"--target"_s, target};
    row("relay: no target", {});
    row("relay: a target and tokens", {u"--target"_s, target, u"--token-file"_s, u"tokens"_s});
    row("relay: tokens in no file", {u"--token-file"_s, u""_s});
    row("relay: a target without a port", {u"--target"_s, u"127.0.0.1"_s});
    row("relay: a target with a port too large", {u"--target"_s, u"127.0.0.1:65536"_s});
    row("relay: a target with port 0", {u"--target"_s, u"127.0.0.1:0"_s});
    row("relay: a target that is an address", {u"--target"_s, u"tcp://127.0.0.1:1"_s});
    row("relay: a target with a path", {u"--target"_s, u"127.0.0.1:1/path"_s});
    row("relay: a relative unix socket", {u"--target"_s, u"unix:socket"_s});
    row("relay: TLS over a unix socket", {u"--target"_s, u"unix:/socket"_s, u"--target-tls"_s});
    row("relay: an authority without TLS", {u"--target"_s, target, u"--ca"_s, u"ca.pem"_s});
    row("relay: a heartbeat that is no number", {u"--target"_s, target, u"--heartbeat"_s, u"often"_s});
    row("relay: a negative idle time", {u"--target"_s, target, u"--idle-timeout"_s, u"-1"_s});
    row("relay: an origin with a path", {u"--target"_s, target, u"--origin"_s, u"https://example.com/"_s});
    row("relay: a word too many", {u"--target"_s, target, u"word"_s});
    QTest::newRow("relay: wss without a certificate")
        << Relay << QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--target"_s, target};
}

#ifdef GANTRY_ROUTER

void addRouterLines()
{
    const auto row = [](const char *name, const QStringList &arguments) {
        QTest::newRow(name) << QStringLiteral(GANTRY_ROUTER) << arguments;
    };
    const QStringList realm{u"--realm"_s, u"realm1"_s};
    const QStringList listen{u"--listen"_s, u"ws://127.0.0.1:0"_s};
    row("router: nothing", {});
    row("router: no address", realm);
    row("router: no realm", listen);
    row("router: an address that is none", realm + QStringList{u"--listen"_s, u"127.0.0.1:80"_s});
    row("router: wss without a certificate", realm + QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s});
    row("router: a WebSocket address for RawSocket",
        realm + QStringList{u"--rawsocket"_s, u"ws://127.0.0.1:0"_s});
    row("router: RawSocket without a port", realm + QStringList{u"--rawsocket"_s, u"tcp://127.0.0.1"_s});
    row("router: RawSocket with a path", realm + QStringList{u"--rawsocket"_s, u"tcp://127.0.0.1:0/path"_s});
    row("router: a relative unix socket", realm + QStringList{u"--rawsocket"_s, u"unix:router.sock"_s});
    row("router: a realm that is no URI", listen + QStringList{u"--realm"_s, u"a b"_s});
    row("router: a realm twice", listen + realm + realm);
    row("router: a configuration without a name", {u"--config"_s, u""_s});
    row("router: a word too many", listen + realm + QStringList{u"word"_s});
}

void addWampClientLines()
{
    const auto row = [](const char *name, const QStringList &arguments) {
        QTest::newRow(name) << QStringLiteral(GANTRY_WAMP_CLI) << arguments;
    };
    const auto verbRow = [](const char *name, const QStringList &arguments) {
        QTest::newRow(name) << QStringLiteral(GANTRY_WAMP_CLI)
                            << QStringList{u"ws://127.0.0.1:1"_s, u"realm1"_s} + arguments;
    };
    row("wamp-cli: nothing", {});
    row("wamp-cli: another scheme", {u"http://127.0.0.1:1"_s, u"realm1"_s, u"call"_s, u"a.b"_s});
    row("wamp-cli: RawSocket without a port", {u"tcp://127.0.0.1"_s, u"realm1"_s, u"call"_s, u"a.b"_s});
    row("wamp-cli: a relative unix socket", {u"unix:r.sock"_s, u"realm1"_s, u"call"_s, u"a.b"_s});
    row("wamp-cli: a realm that is no URI", {u"ws://127.0.0.1:1"_s, u"a b"_s, u"call"_s, u"a.b"_s});
    verbRow("wamp-cli: no URI", {u"call"_s});
    verbRow("wamp-cli: an unknown verb", {u"shout"_s, u"a.b"_s});
    verbRow("wamp-cli: a procedure that is no URI", {u"call"_s, u"a..b"_s});
    verbRow("wamp-cli: an argument that is no JSON", {u"call"_s, u"a.b"_s, u"word"_s});
    verbRow("wamp-cli: two values in one argument", {u"call"_s, u"a.b"_s, u"1,2"_s});
    verbRow("wamp-cli: an argument that closes the list", {u"call"_s, u"a.b"_s, u"1],[2"_s});
    verbRow("wamp-cli: keywords that are no object", {u"call"_s, u"a.b"_s, u"--kwargs"_s, u"[1]"_s});
    verbRow("wamp-cli: an unknown serializer", {u"call"_s, u"a.b"_s, u"--serializer"_s, u"ubjson"_s});
    verbRow("wamp-cli: a time that is none", {u"call"_s, u"a.b"_s, u"--timeout"_s, u"soon"_s});
    verbRow("wamp-cli: arguments of a subscription", {u"subscribe"_s, u"a.b"_s, u"1"_s});
    verbRow("wamp-cli: progress of a publication", {u"publish"_s, u"a.b"_s, u"--progress"_s});
    verbRow("wamp-cli: an unknown match", {u"subscribe"_s, u"a.b"_s, u"--match"_s, u"glob"_s});
    verbRow("wamp-cli: a reply that is no JSON", {u"register"_s, u"a.b"_s, u"--reply"_s, u"word"_s});
    verbRow("wamp-cli: a name without a proof", {u"call"_s, u"a.b"_s, u"--authid"_s, u"me"_s});
    verbRow("wamp-cli: a ticket of nobody", {u"call"_s, u"a.b"_s, u"--ticket"_s, u"t"_s});
    verbRow("wamp-cli: two proofs",
            {u"call"_s, u"a.b"_s, u"--authid"_s, u"me"_s, u"--ticket"_s, u"t"_s, u"--secret"_s, u"s"_s});
    verbRow("wamp-cli: a key that is none", {u"call"_s, u"a.b"_s, u"--private-key"_s, u"abc"_s});
    verbRow("wamp-cli: a secret in no file",
            {u"call"_s, u"a.b"_s, u"--authid"_s, u"me"_s, u"--ticket"_s, u"@/no/such/file"_s});
}

#endif

} // namespace

void TestCommandLines::wrongLinesAreRefused_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    addServerLines();
    addClientLines();
    addRelayLines();
#ifdef GANTRY_ROUTER
    addRouterLines();
    addWampClientLines();
#endif
}

void TestCommandLines::wrongLinesAreRefused()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    const auto result = runProgram(program, arguments);
    QCOMPARE(result.status, 2);
    QCOMPARE(result.output, QString());
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestCommandLines::helpAndVersionSucceed_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("echo-server") << EchoServer;
    QTest::newRow("echo-client") << EchoClient;
    QTest::newRow("conformance-client") << ConformanceClient;
    QTest::newRow("gantry-relay") << Relay;
#ifdef GANTRY_ROUTER
    QTest::newRow("gantry-router") << QStringLiteral(GANTRY_ROUTER);
    QTest::newRow("wamp-cli") << QStringLiteral(GANTRY_WAMP_CLI);
#endif
}

void TestCommandLines::helpAndVersionSucceed()
{
    QFETCH(QString, program);
    const auto help = runProgram(program, {u"--help"_s});
    QCOMPARE(help.status, 0);
    QCOMPARE(help.errors, QString());
    QVERIFY2(help.output.contains(u"--help"_s), qUtf8Printable(help.output));
    const auto version = runProgram(program, {u"--version"_s});
    QCOMPARE(version.status, 0);
    QVERIFY2(version.output.startsWith(QString::fromLatin1(QTest::currentDataTag())),
             qUtf8Printable(version.output));
}

void TestCommandLines::examplesEndWell_data()
{
    QTest::addColumn<QString>("said");
    QTest::newRow("example-09-wamp-pubsub") << u"temperature 12"_s;
    QTest::newRow("example-10-wamp-rpc") << u"com.example.lanes.close -> com.example.no_such_lane"_s;
    QTest::newRow("example-11-wamp-progressive") << u"wamp.error.canceled"_s;
    QTest::newRow("example-12-wamp-authentication") << u"display wamp.error.authentication_failed"_s;
    QTest::newRow("example-13-router-in-widgets") << QString(); // it makes a picture instead
}

void TestCommandLines::examplesEndWell()
{
#ifdef GANTRY_WAMP_EXAMPLES
    QFETCH(QString, said);
    const QTemporaryDir folder;
    const QString picture = folder.filePath(u"window.png"_s);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    if (!QStringLiteral(GANTRY_WAMP_EXAMPLES).split(u' ').contains(name))
        QSKIP("Qt Widgets is not there");
    const auto result = runProgram(QStringLiteral(GANTRY_EXAMPLES_FOLDER) + u'/' + name, {picture});
    QVERIFY2(result.status == 0, qUtf8Printable(result.errors));
    QVERIFY2(result.errors.contains(said), qUtf8Printable(result.errors));
    QCOMPARE(QFile::exists(picture), said.isEmpty());
#else
    QSKIP("this build has no WAMP");
#endif
}

QTEST_GUILESS_MAIN(TestCommandLines)
#include "tst_commandlines.moc"
