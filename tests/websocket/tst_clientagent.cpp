// SPDX-License-Identifier: MIT
// A client agent: each call's future finishes, however the opening ends.
#include "support/deafserver.h"
#include "support/reconnecting.h"
#include "support/testproxy.h"
#include "support/tlsfixture.h"
#include "websocket/clientagent.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Accepts TCP, and answers with \a answer, or never.
class RawServer : public QObject
{
public:
    explicit RawServer(const QByteArray &answer)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->readAll();
                if (answer == "end")
                    socket->disconnectFromHost();
                else
                    socket->write(answer);
            });
        });
    }
    QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_server.serverPort())); }

private:
    QTcpServer m_server;
};

class OwnProtocol : public WebSocketClientProtocol
{
protected:
    //! Keeps its end to itself.
    void handleClose(bool, quint16, const QString &) override { }
};

} // namespace

class TestClientAgent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWithAllItsOptions();
    void opensSeveralAtATime();
    void makesTheProtocolOfTheCaller();
    void everyFailureFinishesTheFuture_data();
    void everyFailureFinishesTheFuture();
    void aNameThatLeadsNowhereFinishesTheFuture();
    void aProxyLeadsToPlainAndTlsServers_data();
    void aProxyLeadsToPlainAndTlsServers();
    void deletingTheAgentFinishesWhatIsUnderWay();
    void deletingTheAgentEndsItsConnections();
    void whatWasTakenOutlivesTheAgent();
    void deletingEverythingInAContinuation_data();
    void deletingEverythingInAContinuation();
    void whoCancelsGetsNoConnection();
    void nothingIsLeftOfWhatIsOver();
    void optionsByName();
    void wrongOptionsByNameAreErrors_data();
    void wrongOptionsByNameAreErrors();
};

void TestClientAgent::opensWithAllItsOptions()
{
    EchoServer server;
    server.setSubprotocols({u"chat"_s});
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(server.listeningUrl(),
                              {.origin = u"http://example.org"_s,
                               .subprotocols = {u"other"_s, u"chat"_s},
                               .userAgent = u"me/1"_s,
                               .headers = {{"X-Token", "1"}},
                               .cookies = {QNetworkCookie("a", "b")},
                               .bindAddress = QHostAddress(u"127.0.0.9"_s),
                               .protocolOptions = {.perMessageDeflate = {}}});
    QVERIFY(!future.isFinished());
    QTRY_VERIFY(future.isFinished());
    const OpenResult result = future.result();
    QVERIFY2(result.isOpen(), result.error.reason.constData());
    QVERIFY(result.protocol->isOpen());
    QCOMPARE(result.protocol->subprotocol(), u"chat"_s);
    QVERIFY(result.protocol->extensions().isEmpty());
    const HeaderFields headers = server.protocols().constFirst()->requestHeaders();
    QCOMPARE(headers.value("Origin"), QByteArray("http://example.org"));
    QCOMPARE(headers.value("User-Agent"), QByteArray("me/1"));
    QCOMPARE(headers.value("X-Token"), QByteArray("1"));
    QCOMPARE(headers.value("Cookie"), QByteArray("a=b"));
    QVERIFY(server.protocols().constFirst()->peer().startsWith(u"tcp4:127.0.0.9:"_s));
}

void TestClientAgent::opensSeveralAtATime()
{
    EchoServer server;
    ClientAgent *agent = createClientAgent(this);
    QList<QFuture<OpenResult>> futures;
    for (int i = 0; i < 20; ++i)
        futures.append(agent->open(i % 2 == 0 ? server.listeningUrl() : deadUrl()));
    for (int i = 0; i < 20; ++i) {
        QTRY_VERIFY(futures[i].isFinished());
        QCOMPARE(futures[i].result().isOpen(), i % 2 == 0);
        QVERIFY(!futures[i].isCanceled());
    }
    auto again = agent->open(server.listeningUrl());
    QTRY_VERIFY(again.isFinished());
    QVERIFY(again.result().isOpen());
    delete agent;
}

void TestClientAgent::makesTheProtocolOfTheCaller()
{
    EchoServer server;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(server.listeningUrl(), {}, [] { return new OwnProtocol; });
    QTRY_VERIFY(future.isFinished());
    QVERIFY(dynamic_cast<OwnProtocol *>(future.result().protocol.data()));
    auto failed = agent->open(deadUrl(), {}, [] { return new OwnProtocol; });
    QTRY_VERIFY(failed.isFinished());
    QVERIFY(!failed.result().isOpen());
    auto none = agent->open(server.listeningUrl(), {}, []() -> WebSocketClientProtocol * { return nullptr; });
    QTRY_VERIFY(none.isFinished());
    QCOMPARE(none.result().error.reason, QByteArray("the factory made no protocol"));
}

// autobahn's agent waits for ever when the handshake fails behind a TCP connection that
// was made: its is_open is only ever resolved.
void TestClientAgent::everyFailureFinishesTheFuture_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::newRow("403") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") << 403;
    QTest::newRow("200") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") << 200;
    QTest::newRow("a wrong 101") << QByteArray("HTTP/1.1 101 Switching Protocols\r\n\r\n") << 101;
    QTest::newRow("garbage") << QByteArray("garbage\r\n\r\n") << 0;
    QTest::newRow("the end") << QByteArray("end") << 0;
    QTest::newRow("silence") << QByteArray() << 0;
}

void TestClientAgent::everyFailureFinishesTheFuture()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const int, status);
    RawServer server(answer);
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(server.url(), {.protocolOptions = {.openHandshakeTimeout = 200ms}});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.isCanceled());
    QCOMPARE(future.resultCount(), 1);
    const OpenResult result = future.result();
    QVERIFY(!result.isOpen());
    QCOMPARE(result.error.httpStatus, status);
    QCOMPARE(result.error.phase, ClosePhase::OpeningHandshake);
    QVERIFY(!result.error.reason.isEmpty());
}

void TestClientAgent::aNameThatLeadsNowhereFinishesTheFuture()
{
    const DeafServer deaf;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto silent = agent->open(deaf.url(), {.timeout = 100ms});
    auto unusable = agent->open(QUrl(u"http://localhost/"_s));
    auto unfit = agent->open(QUrl(u"ws+unix:/nonexistent/socket"_s));
    QTRY_VERIFY(silent.isFinished() && unusable.isFinished() && unfit.isFinished());
    QCOMPARE(silent.result().error.phase, ClosePhase::Connecting);
    QVERIFY(!unusable.result().error.reason.isEmpty());
    QVERIFY(!unfit.result().error.reason.isEmpty());
}

// autobahn's agent stumbles over its own variable when there is a proxy and no TLS.
void TestClientAgent::aProxyLeadsToPlainAndTlsServers_data()
{
    QTest::addColumn<bool>("isSecure");
    QTest::newRow("ws") << false;
    QTest::newRow("wss") << true;
}

void TestClientAgent::aProxyLeadsToPlainAndTlsServers()
{
    QFETCH(const bool, isSecure);
    const TlsFixture tls;
    if (isSecure && !tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    EchoServer server(QUrl(isSecure ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s),
                      isSecure ? std::optional(tls.server()) : std::nullopt);
    TestProxy proxy;
    proxy.setTarget(server.port());
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(QUrl(isSecure ? u"wss://localhost:1/"_s : u"ws://localhost:1/"_s),
                              {.proxy = proxy.proxy(), .proxiesLoopback = true, .ssl = tls.client()});
    QTRY_VERIFY(future.isFinished());
    QVERIFY2(future.result().isOpen(), future.result().error.reason.constData());
    QCOMPARE(proxy.connections(), 1);
    QCOMPARE(future.result().protocol->peerTransport(), isSecure ? u"tls"_s : u"tcp"_s);
}

void TestClientAgent::deletingTheAgentFinishesWhatIsUnderWay()
{
    const DeafServer deaf;
    ClientAgent *agent = createClientAgent();
    auto begun = agent->open(deaf.url());
    QCoreApplication::processEvents();
    auto queued = agent->open(deaf.url());
    delete agent;
    for (auto &future : {begun, queued}) {
        QVERIFY(future.isFinished() && !future.isCanceled());
        QCOMPARE(future.result().error.reason, QByteArray("the agent was deleted"));
    }
}

void TestClientAgent::deletingTheAgentEndsItsConnections()
{
    EchoServer server;
    ClientAgent *agent = createClientAgent();
    auto future = agent->open(server.listeningUrl());
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().isOpen());
    delete agent;
    QVERIFY(!future.result().isOpen());
    QTRY_VERIFY(server.log().isClosed());
}

void TestClientAgent::whatWasTakenOutlivesTheAgent()
{
    EchoServer server;
    ClientAgent *agent = createClientAgent();
    auto future = agent->open(server.listeningUrl());
    QTRY_VERIFY(future.isFinished());
    const QPointer<WebSocketClientProtocol> taken(ClientAgent::take(future.result()));
    QVERIFY(taken);
    delete agent;
    SignalLog log;
    log.watch(taken);
    taken->sendMessage("still here");
    QTRY_COMPARE(log.count(u"message still here"), 1);
    const QPointer<QObject> factory(taken->factory());
    taken->sendClose();
    QTRY_VERIFY(!taken && !factory);
    QCOMPARE(log.entries().constLast(), u"close 1000 clean"_s);
    QVERIFY(!ClientAgent::take(future.result()));
    QVERIFY(!ClientAgent::take({}));
}

void TestClientAgent::deletingEverythingInAContinuation_data()
{
    QTest::addColumn<bool>("opens");
    QTest::addColumn<bool>("deletesAgent");
    QTest::newRow("open: delete the agent") << true << true;
    QTest::newRow("open: delete the protocol") << true << false;
    QTest::newRow("failed: delete the agent") << false << true;
}

void TestClientAgent::deletingEverythingInAContinuation()
{
    QFETCH(const bool, opens);
    QFETCH(const bool, deletesAgent);
    EchoServer server;
    const QPointer<ClientAgent> agent(createClientAgent());
    bool wasCalled = false;
    agent->open(opens ? server.listeningUrl() : deadUrl()).then([&](const OpenResult &result) {
        wasCalled = true;
        if (deletesAgent)
            delete agent;
        else
            delete result.protocol;
    });
    QTRY_VERIFY(wasCalled);
    if (opens)
        QTRY_VERIFY(server.log().isClosed());
    if (agent)
        QTRY_VERIFY(agent->children().isEmpty());
    delete agent;
}

void TestClientAgent::whoCancelsGetsNoConnection()
{
    EchoServer server;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(server.listeningUrl());
    future.cancel();
    QTRY_VERIFY(server.log().isClosed());
    QTRY_VERIFY(agent->children().isEmpty());
    QVERIFY(future.isFinished());
}

void TestClientAgent::nothingIsLeftOfWhatIsOver()
{
    EchoServer server;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto open = agent->open(server.listeningUrl());
    auto failed = agent->open(deadUrl());
    QTRY_VERIFY(open.isFinished() && failed.isFinished());
    QTRY_COMPARE(agent->children().size(), 1);
    open.result().protocol->sendClose();
    QTRY_VERIFY(agent->children().isEmpty());
    QVERIFY(!open.result().isOpen());
}

void TestClientAgent::optionsByName()
{
    EchoServer server;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    const QVariantMap headers{{u"X-One"_s, u"1"_s}, {u"X-Two"_s, QStringList{u"2"_s, u"3"_s}}};
    auto future = agent->openWithMap(server.listeningUrl(),
                                     {{u"origin"_s, u"http://example.org"_s},
                                      {u"useragent"_s, QString()},
                                      {u"headers"_s, headers},
                                      {u"protocols"_s, QVariantList{u"chat"_s}},
                                      {u"timeout"_s, 5000.0}});
    QTRY_VERIFY(future.isFinished());
    QVERIFY2(future.result().isOpen(), future.result().error.reason.constData());
    const HeaderFields sent = server.protocols().constFirst()->requestHeaders();
    QCOMPARE(sent.value("Origin"), QByteArray("http://example.org"));
    QVERIFY(!sent.contains("User-Agent"));
    QCOMPARE(sent.value("X-One"), QByteArray("1"));
    QCOMPARE(sent.joined("X-Two"), QByteArray("2, 3"));
    QCOMPARE(sent.value("Sec-WebSocket-Protocol"), QByteArray("chat"));

    const auto proxied = agentOptionsFrom({{u"proxy"_s,
                                            QVariantMap{{u"host"_s, u"proxy"_s},
                                                        {u"port"_s, 3128},
                                                        {u"type"_s, u"socks5"_s},
                                                        {u"user"_s, u"me"_s},
                                                        {u"password"_s, u"pw"_s}}}});
    QVERIFY(std::holds_alternative<AgentOptions>(proxied));
    QCOMPARE(std::get<AgentOptions>(proxied).proxy,
             QNetworkProxy(QNetworkProxy::Socks5Proxy, u"proxy"_s, 3128, u"me"_s, u"pw"_s));
}

void TestClientAgent::wrongOptionsByNameAreErrors_data()
{
    QTest::addColumn<QVariantMap>("options");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &option, const QVariant &value,
                        const QString &expected) {
        QTest::newRow(name) << QVariantMap{{option, value}} << expected;
    };
    row("an unknown name", u"header"_s, u"x"_s, u"unknown option \"header\""_s);
    row("another case", u"Origin"_s, u"x"_s, u"unknown option"_s);
    row("a number for a text", u"origin"_s, 1, u"wants a text"_s);
    row("a text for a list", u"protocols"_s, u"chat"_s, u"wants a list of texts"_s);
    row("a list with a number", u"protocols"_s, QVariantList{1}, u"wants a list of texts"_s);
    row("a subprotocol that is no token", u"protocols"_s, QStringList{u"a b"_s}, u"token"_s);
    row("a list for a map", u"headers"_s, QStringList{u"a"_s}, u"wants a map"_s);
    row("a number in headers", u"headers"_s, QVariantMap{{u"X"_s, 1}}, u"wants a map"_s);
    row("a line break in headers", u"headers"_s, QVariantMap{{u"X"_s, u"a\r\nb"_s}}, u"control character"_s);
    row("a text for a number", u"timeout"_s, u"5"_s, u"number of milliseconds"_s);
    row("a negative number", u"timeout"_s, -1, u"number of milliseconds"_s);
    row("a broken number", u"timeout"_s, 0.5, u"number of milliseconds"_s);
    row("a text for a proxy", u"proxy"_s, u"http://proxy"_s, u"wants a map"_s);
    row("a proxy without a port", u"proxy"_s, QVariantMap{{u"host"_s, u"p"_s}}, u"needs"_s);
    row("a proxy's port out of range", u"proxy"_s, QVariantMap{{u"host"_s, u"p"_s}, {u"port"_s, 65536}},
        u"1 to 65535"_s);
    row("a proxy of another kind", u"proxy"_s, QVariantMap{{u"type"_s, u"ftp"_s}}, u"socks5"_s);
    row("an unknown part of a proxy", u"proxy"_s, QVariantMap{{u"hostname"_s, u"p"_s}},
        u"unknown option \"proxy.hostname\""_s);
}

void TestClientAgent::wrongOptionsByNameAreErrors()
{
    QFETCH(const QVariantMap, options);
    QFETCH(const QString, expected);
    EchoServer server;
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->openWithMap(server.listeningUrl(), options);
    QVERIFY(future.isFinished());
    const QString reason = QString::fromUtf8(future.result().error.reason);
    QVERIFY2(reason.contains(expected), qPrintable(reason));
    QVERIFY(agent->children().isEmpty());
}

QTEST_GUILESS_MAIN(TestClientAgent)
#include "tst_clientagent.moc"
