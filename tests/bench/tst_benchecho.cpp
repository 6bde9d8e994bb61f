// SPDX-License-Identifier: MIT
// bench-echo itself, against echo-server and bench-client for a moment each, and against
// servers that do it wrong.
#include "interop/peerprocess.h"
#include "interop/programrun.h"

#include <Gantry/ListenWS>
#include <Gantry/WebSocketServerFactory>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <memory>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestBenchEcho : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEchoes_data();
    void countsEchoes();
    void countsEchoesOverAUnixSocket();
    void loadsClientsInTheOtherRole();
    void countsConnections();
    void keepsARate();
    void countsDeliveriesOfABroadcast();
    void noticesWrongAnswers_data();
    void noticesWrongAnswers();
    void noticesACloseInTheMiddle();
    void failsWhenNobodyListens();
    void refusesWrongArguments_data();
    void refusesWrongArguments();
};

namespace {

const QString Program = QStringLiteral(GANTRY_BENCH_ECHO);
const QStringList Short{u"--seconds"_s, u"0.1"_s, u"--warmup"_s, u"0.02"_s, u"--json"_s, u"-"_s};

QJsonObject figuresOf(const QString &output)
{
    return QJsonDocument::fromJson(output.section(u'\n', -2, -2).toUtf8()).object();
}

//! bench-echo beside \a server; the figures, checked as far as all have them.
QJsonObject load(PeerProcess &server, const QStringList &arguments)
{
    const QString url = server.waitForUrl().toString();
    const ProgramResult result = runProgram(
        Program, QStringList{url, u"--pid"_s, QString::number(server.processId())} + Short + arguments);
    if (result.status != 0) {
        qWarning("%d: %s", result.status, qPrintable(result.errors));
        return {};
    }
    return figuresOf(result.output);
}

PeerProcess &echoServer(QStringList arguments = {})
{
    static std::unique_ptr<PeerProcess> server;
    arguments += {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--no-ping"_s};
    server = std::make_unique<PeerProcess>(QStringLiteral(GANTRY_ECHO_SERVER), arguments);
    return *server;
}

} // namespace

void TestBenchEcho::countsEchoes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("plain") << QStringList{};
    QTest::newRow("in flight") << QStringList{u"--in-flight"_s, u"16"_s};
    QTest::newRow("mixed") << QStringList{u"--payload"_s, u"mixed"_s, u"--size"_s, u"1024"_s};
    QTest::newRow("empty") << QStringList{u"--size"_s, u"0"_s};
    QTest::newRow("large") << QStringList{u"--payload"_s, u"binary"_s, u"--size"_s, u"1048576"_s};
    QTest::newRow("idle") << QStringList{u"--idle"_s, u"20"_s};
    QTest::newRow("compressed") << QStringList{u"--deflate"_s};
    QTest::newRow("compressed by itself") << QStringList{u"--deflate"_s, u"--no-takeover"_s};
    QTest::newRow("small window") << QStringList{u"--deflate"_s, u"--window-bits"_s, u"10"_s};
}

void TestBenchEcho::countsEchoes()
{
    QFETCH(const QStringList, arguments);
    const QJsonObject figures = load(echoServer(), QStringList{u"--connections"_s, u"4"_s} + arguments);
    QCOMPARE(figures[u"mode"_s].toString(), u"echo"_s);
    QCOMPARE(figures[u"connections"_s].toInt(), 4);
    QCOMPARE(figures[u"errors"_s], QJsonValue(QJsonArray()));
    for (const auto *name : {"messages", "per_second", "seconds", "cpu_seconds", "per_cpu_second", "p50_us",
                             "p99_us", "max_us", "resident_open", "generator_cpu_seconds"})
        QVERIFY2(figures[QLatin1StringView(name)].toDouble() > 0, name);
    QCOMPARE(figures.contains(u"deflate"_s), arguments.contains("--deflate"_L1));
}

void TestBenchEcho::countsEchoesOverAUnixSocket()
{
    const QTemporaryDir folder;
    PeerProcess server(QStringLiteral(GANTRY_ECHO_SERVER),
                       {u"--listen"_s, u"ws+unix:"_s + folder.filePath(u"socket"_s), u"--no-ping"_s});
    QVERIFY(load(server, {})[u"messages"_s].toInt() > 0);
}

void TestBenchEcho::loadsClientsInTheOtherRole()
{
    PeerProcess generator(
        Program,
        QStringList{u"ws://127.0.0.1:0"_s, u"--role"_s, u"server"_s, u"--connections"_s, u"3"_s} + Short);
    const QUrl url = generator.waitForUrl();
    PeerProcess clients(QStringLiteral(GANTRY_BENCH_CLIENT), {url.toString(), u"--connections"_s, u"3"_s});
    QVERIFY(generator.waitForEnd());
    QVERIFY2(generator.exitStatus() == 0, qPrintable(generator.story()));
    QVERIFY(figuresOf(generator.output())[u"messages"_s].toInt() > 0);
    QVERIFY(clients.waitForEnd());
    QVERIFY2(clients.exitStatus() == 0, qPrintable(clients.story()));
}

void TestBenchEcho::countsConnections()
{
    const QJsonObject figures = load(echoServer(), {u"--churn"_s, u"--connections"_s, u"4"_s});
    QVERIFY(figures[u"cycles"_s].toInt() > 0);
    QVERIFY(figures[u"per_cpu_second"_s].toDouble() > 0);
}

void TestBenchEcho::keepsARate()
{
    const QJsonObject figures = load(echoServer(), {u"--rate"_s, u"500"_s, u"--seconds"_s, u"0.4"_s});
    QVERIFY2(figures[u"messages"_s].toInt() > 0, "nothing came");
    QVERIFY2(figures[u"messages"_s].toInt() <= 260, "more than were due");
}

void TestBenchEcho::countsDeliveriesOfABroadcast()
{
    PeerProcess server(QStringLiteral(GANTRY_BENCH_SERVER), {u"--broadcast"_s});
    const QJsonObject figures = load(server, {u"--broadcast"_s, u"--connections"_s, u"8"_s});
    QVERIFY(figures[u"messages"_s].toInt() > 8);
}

void TestBenchEcho::noticesWrongAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isBinary");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("octets") << QByteArray(125, 'x') << false << u"not what was sent"_s;
    QTest::newRow("length") << QByteArray(124, 'x') << false << u"124 octets instead of 125"_s;
    QTest::newRow("opcode") << QByteArray(125, 'x') << true << u"opcode 2 instead of 1"_s;
}

void TestBenchEcho::noticesWrongAnswers()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const bool, isBinary);
    QFETCH(const QString, complaint);
    WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:0"_s));
    connect(&factory, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *client) {
        connect(client, &WebSocketServerProtocol::onMessage, client,
                [client, answer, isBinary] { client->sendMessage(answer, isBinary); });
    });
    const WebSocketListener *listener = listenWS(&factory);
    const ProgramResult result = runProgram(Program, QStringList(listener->url().toString()) + Short);
    QCOMPARE(result.status, 1);
    QVERIFY2(result.errors.contains(complaint), qPrintable(result.errors));
    QCOMPARE(figuresOf(result.output)[u"errors"_s].toArray().size(), 1);
}

void TestBenchEcho::noticesACloseInTheMiddle()
{
    WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:0"_s));
    connect(&factory, &WebSocketServerFactory::protocolCreated, this, [](WebSocketServerProtocol *client) {
        connect(client, &WebSocketServerProtocol::onMessage, client,
                [client] { client->sendClose(4000, u"enough"_s); });
    });
    const WebSocketListener *listener = listenWS(&factory);
    const ProgramResult result = runProgram(Program, QStringList(listener->url().toString()) + Short);
    QCOMPARE(result.status, 1);
    QVERIFY2(result.errors.contains("closes with 4000 enough"_L1), qPrintable(result.errors));
}

void TestBenchEcho::failsWhenNobodyListens()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString url = u"ws://127.0.0.1:%1"_s.arg(server.serverPort());
    server.close();
    const ProgramResult result = runProgram(Program, {url});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine(), qPrintable(result.errors));
}

void TestBenchEcho::refusesWrongArguments_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString url = u"ws://127.0.0.1:9"_s;
    QTest::newRow("no address") << QStringList{};
    QTest::newRow("two addresses") << QStringList{url, url};
    QTest::newRow("http") << QStringList{u"http://127.0.0.1"_s};
    QTest::newRow("unknown") << QStringList{url, u"--fast"_s};
    QTest::newRow("no number") << QStringList{url, u"--size"_s, u"much"_s};
    QTest::newRow("half a connection") << QStringList{url, u"--connections"_s, u"0.5"_s};
    QTest::newRow("payload") << QStringList{url, u"--payload"_s, u"emoji"_s};
    QTest::newRow("two modes") << QStringList{url, u"--churn"_s, u"--broadcast"_s};
    QTest::newRow("window") << QStringList{url, u"--deflate"_s, u"--window-bits"_s, u"8"_s};
    QTest::newRow("churn as a server") << QStringList{url, u"--role"_s, u"server"_s, u"--churn"_s};
    QTest::newRow("nobody") << QStringList{url, u"--connections"_s, u"0"_s};
    QTest::newRow("JSON into a file") << QStringList{url, u"--json"_s, u"file"_s};
}

void TestBenchEcho::refusesWrongArguments()
{
    QFETCH(const QStringList, arguments);
    const ProgramResult result = runProgram(Program, arguments);
    QCOMPARE(result.status, 2);
    QVERIFY2(result.hasOneErrorLine(), qPrintable(result.errors));
}

QTEST_GUILESS_MAIN(TestBenchEcho)
#include "tst_benchecho.moc"
