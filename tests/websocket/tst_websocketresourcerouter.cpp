// SPDX-License-Identifier: MIT
#include "support/memorypair.h"
#include "support/rawpeer.h"
#include "support/servers.h"
#include "websocket/putback.h"
#include "websocket/websocketresourcerouter.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

using Match = WebSocketResourceRouter::Match;

namespace {

//! Says its name, and counts its starts and stops.
struct NamedFactory : WebSocketServerFactory
{
    explicit NamedFactory(const QString &name)
        : WebSocketServerFactory(QUrl(u"ws://localhost"_s))
    {
        connect(this, &WebSocketServerFactory::protocolCreated, this,
                [name](WebSocketServerProtocol *protocol) {
                    connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                            [protocol, name] { protocol->sendText(name); });
                });
        setHttpHandler([name](const HttpRequest &request) {
            return ConnectDecision::page(name.toUtf8() + " page of " + request.target);
        });
    }
    int starts = 0;
    int stops = 0;

protected:
    void startFactory() override { ++starts; }
    void stopFactory() override { ++stops; }
};

struct RouterFixture
{
    NamedFactory chat{u"chat"_s};
    NamedFactory api{u"api"_s};
    WebSocketResourceRouter router{QUrl(u"ws://127.0.0.1:0"_s)};
    WebSocketListener *listener = nullptr;

    RouterFixture()
    {
        router.addRoute(u"/chat"_s, &chat);
        router.addRoute(u"/api"_s, &api, Match::Prefix);
        listener = listenWS(&router);
    }
    quint16 port() const { return quint16(listener->url().port()); }
};

QByteArray answerTo(quint16 port, const QByteArray &request)
{
    RawPeer peer(port);
    peer.send(request);
    return QTest::qWaitFor([&peer] { return peer.isEnded(); }) ? peer.received() : "no end";
}

} // namespace

class TestWebSocketResourceRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachPathHasItsFactory_data();
    void eachPathHasItsFactory();
    void theRequestMayComeInPieces();
    void eachRouteHasItsOwnSettings();
    void plainRequestsAreTheRoutesToo();
    void whatCannotBeReadIsAnswered();
    void aSilentPeerIsDropped();
    void aPeerThatGoesLeavesNothing();
    void routesAreCheckedBeforeTheyAreTaken();
    void routesBeginAndEndWhileItRuns();
    void aDeletedFactoryHasNoRoute();
    void deletingEverythingOnTheWayIsLegal_data();
    void deletingEverythingOnTheWayIsLegal();
    void routersNest();
    void adoptedSocketsAreSorted();
    void inMemoryItIsTheSame();
    void shutdownEndsTheRoutesToo();
};

void TestWebSocketResourceRouter::eachPathHasItsFactory_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char *target, const char *name) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(name);
    };
    row("/chat", "chat");
    row("/chat?a=/api", "chat");
    row("/%63hat", "chat");
    row("http://localhost/chat", "chat");
    row("/api", "api");
    row("/api/", "api");
    row("/api/v1/x?y", "api");
    for (const char *target : {"/", "/chat/", "/chatter", "/Chat", "/apis", "/api/../chat", "/api/%2e%2e/x",
                               "/api%2fv1", "//chat", "/x/chat"})
        row(target, "");
}

void TestWebSocketResourceRouter::eachPathHasItsFactory()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, name);
    const RouterFixture fixture;
    RawPeer peer(fixture.port());
    peer.send(upgradeRequest({}, target));
    if (name.isEmpty()) {
        QTRY_VERIFY(peer.isEnded());
        QVERIFY(peer.received().startsWith("HTTP/1.1 404 "));
    } else {
        QTRY_VERIFY(peer.received().endsWith(name));
        QVERIFY(peer.received().startsWith("HTTP/1.1 101 "));
    }
    QCOMPARE(fixture.chat.connectionCount(), name == "chat" ? 1 : 0);
    QCOMPARE(fixture.api.connectionCount(), name == "api" ? 1 : 0);
    QCOMPARE(fixture.router.connectionCount(), 0);
}

void TestWebSocketResourceRouter::theRequestMayComeInPieces()
{
    RouterFixture fixture;
    QStringList messages;
    connect(&fixture.chat, &WebSocketServerFactory::protocolCreated, this,
            [&messages](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onText, protocol,
                        [&messages](const QString &text) { messages.append(text); });
            });
    const QByteArray whole =
        upgradeRequest({}, "/chat") + clientFrame(0x81, "one") + clientFrame(0x81, "two");
    for (const qsizetype step : {qsizetype(7), whole.size()}) {
        messages.clear();
        RawPeer peer(fixture.port());
        QTRY_VERIFY(peer.isConnected());
        for (qsizetype at = 0; at < whole.size(); at += step) {
            peer.send(whole.mid(at, step));
            QTRY_COMPARE(peer.socket().bytesToWrite(), 0);
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(messages, QStringList({u"one"_s, u"two"_s}));
    }
}

void TestWebSocketResourceRouter::eachRouteHasItsOwnSettings()
{
    RouterFixture fixture;
    fixture.chat.setSubprotocols({u"talk"_s});
    fixture.chat.setHeaders({{"X-Room", "lobby"}});
    fixture.api.setProtocolOptions({.allowedOrigins = {u"http://a"_s}});
    const QByteArray fields = "Origin: http://b\r\nSec-WebSocket-Protocol: talk\r\n";
    RawPeer peer(fixture.port());
    peer.send(upgradeRequest(fields, "/chat"));
    QTRY_VERIFY(peer.received().contains("\r\n\r\n"));
    QVERIFY(peer.received().contains("\r\nSec-WebSocket-Protocol: talk\r\n"));
    QVERIFY(peer.received().contains("\r\nX-Room: lobby\r\n"));
    QVERIFY(answerTo(fixture.port(), upgradeRequest(fields, "/api")).startsWith("HTTP/1.1 403 "));
}

void TestWebSocketResourceRouter::plainRequestsAreTheRoutesToo()
{
    const RouterFixture fixture;
    const auto get = [&fixture](const QByteArray &target) {
        return answerTo(fixture.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    };
    QVERIFY(get("/chat").endsWith("chat page of /chat"));
    QVERIFY(get("/api/x?y").endsWith("api page of /api/x?y"));
    QVERIFY(get("/").startsWith("HTTP/1.1 404 "));
}

void TestWebSocketResourceRouter::whatCannotBeReadIsAnswered()
{
    const RouterFixture fixture;
    QVERIFY(answerTo(fixture.port(), "nonsense\x01").startsWith("HTTP/1.1 400 "));
    QVERIFY(answerTo(fixture.port(), "GET * HTTP/1.1\r\nHost: a\r\n\r\n").startsWith("HTTP/1.1 400 "));
    const QByteArray large = upgradeRequest("X: " + QByteArray(100'000, 'x') + "\r\n", "/chat");
    QVERIFY(answerTo(fixture.port(), large).startsWith("HTTP/1.1 431 "));
}

void TestWebSocketResourceRouter::aSilentPeerIsDropped()
{
    RouterFixture fixture;
    fixture.router.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    QCOMPARE(answerTo(fixture.port(), {}), QByteArray());
    QCOMPARE(answerTo(fixture.port(), "GET /chat HTTP/1.1\r\n"), QByteArray());
}

void TestWebSocketResourceRouter::aPeerThatGoesLeavesNothing()
{
    RouterFixture fixture;
    const auto count = [&fixture] { return fixture.router.children().size(); };
    const qsizetype before = count();
    RawPeer peer(fixture.port());
    peer.send("GET /ch");
    QTRY_COMPARE(count(), before + 1);
    peer.socket().abort();
    QTRY_COMPARE(count(), before);
}

void TestWebSocketResourceRouter::routesAreCheckedBeforeTheyAreTaken()
{
    WebSocketResourceRouter router(QUrl(u"ws://localhost"_s));
    WebSocketResourceRouter other(QUrl(u"ws://localhost"_s));
    NamedFactory factory(u"x"_s);
    for (const QString &path : {u""_s, u"chat"_s, u"/a/../b"_s, u"/a%2fb"_s, u"/100%"_s})
        QVERIFY2(!router.addRoute(path, &factory), qPrintable(path));
    QVERIFY(!router.addRoute(u"/a"_s, nullptr));
    QVERIFY(!router.addRoute(u"/a"_s, &router));
    QVERIFY(router.addRoute(u"/a"_s, &factory));
    QVERIFY(!router.addRoute(u"/%61"_s, &factory)); // the same
    QVERIFY(router.addRoute(u"/a"_s, &factory, Match::Prefix));
    QVERIFY(router.addRoute(u"/other"_s, &other));
    QVERIFY(!other.addRoute(u"/back"_s, &router)); // in circles
    QVERIFY(router.addRoute(u"/\u00e4"_s, &factory));
    QCOMPARE(router.factoryFor(u"/%C3%A4"_s), &factory);
    QCOMPARE(router.factoryFor(u"/b"_s), nullptr);
    QCOMPARE(factory.starts, 1);
}

void TestWebSocketResourceRouter::routesBeginAndEndWhileItRuns()
{
    RouterFixture fixture;
    NamedFactory deeper(u"deeper"_s);
    QVERIFY(fixture.router.addRoute(u"/api/deep"_s, &deeper, Match::Prefix));
    RawPeer peer(fixture.port());
    peer.send(upgradeRequest({}, "/api/deep/x"));
    QTRY_VERIFY(peer.received().endsWith("deeper"));
    QVERIFY(fixture.router.removeRoute(u"/api/deep"_s, Match::Prefix));
    QVERIFY(!fixture.router.removeRoute(u"/api/deep"_s, Match::Prefix));
    QCOMPARE(deeper.stops, 1);
    RawPeer next(fixture.port());
    next.send(upgradeRequest({}, "/api/deep/x"));
    QTRY_VERIFY(next.received().endsWith("api"));
    QCOMPARE(deeper.connectionCount(), 1); // goes on
    QVERIFY(fixture.router.removeRoute(u"/chat"_s));
    QVERIFY(answerTo(fixture.port(), upgradeRequest({}, "/chat")).startsWith("HTTP/1.1 404 "));
}

void TestWebSocketResourceRouter::aDeletedFactoryHasNoRoute()
{
    RouterFixture fixture;
    auto passing = std::make_unique<NamedFactory>(u"passing"_s);
    QVERIFY(fixture.router.addRoute(u"/passing"_s, passing.get()));
    RawPeer peer(fixture.port());
    peer.send(upgradeRequest({}, "/passing"));
    QTRY_VERIFY(peer.received().endsWith("passing"));
    // One whose head is on its way when the factory goes.
    RawPeer waiting(fixture.port());
    waiting.send(upgradeRequest({}, "/passing").chopped(1));
    QTRY_COMPARE(waiting.socket().bytesToWrite(), 0);
    passing.reset();
    QTRY_VERIFY(peer.isEnded());
    waiting.send("\n");
    QTRY_VERIFY(waiting.isEnded());
    QVERIFY(waiting.received().startsWith("HTTP/1.1 404 "));
    QVERIFY(fixture.router.addRoute(u"/passing"_s, &fixture.chat));
}

void TestWebSocketResourceRouter::deletingEverythingOnTheWayIsLegal_data()
{
    QTest::addColumn<bool>("deletesRouter");
    QTest::newRow("the router") << true;
    QTest::newRow("the route's factory") << false;
}

void TestWebSocketResourceRouter::deletingEverythingOnTheWayIsLegal()
{
    QFETCH(const bool, deletesRouter);
    auto factory = std::make_unique<NamedFactory>(u"x"_s);
    auto router = std::make_unique<WebSocketResourceRouter>(QUrl(u"ws://127.0.0.1:0"_s));
    router->addRoute(u"/"_s, factory.get(), Match::Prefix);
    const auto port = quint16(listenWS(router.get())->url().port());
    connect(factory.get(), &WebSocketServerFactory::protocolCreated, this, [&] {
        if (deletesRouter)
            router.reset();
        else
            factory.reset();
    });
    RawPeer peer(port);
    peer.send(upgradeRequest());
    if (deletesRouter)
        QTRY_VERIFY(peer.received().endsWith("x")); // the connection is the factory's
    else
        QTRY_VERIFY(peer.isEnded());
    QCOMPARE(router == nullptr, deletesRouter);
}

void TestWebSocketResourceRouter::routersNest()
{
    RouterFixture fixture;
    NamedFactory inner(u"inner"_s);
    WebSocketResourceRouter nested(QUrl(u"ws://localhost"_s));
    QVERIFY(nested.addRoute(u"/nested/inner"_s, &inner));
    QVERIFY(fixture.router.addRoute(u"/nested"_s, &nested, Match::Prefix));
    RawPeer peer(fixture.port());
    peer.send(upgradeRequest({}, "/nested/inner"));
    QTRY_VERIFY(peer.received().endsWith("inner"));
    QVERIFY(answerTo(fixture.port(), upgradeRequest({}, "/nested/x")).startsWith("HTTP/1.1 404 "));
}

void TestWebSocketResourceRouter::adoptedSocketsAreSorted()
{
    RouterFixture fixture;
    QTcpServer own;
    QVERIFY(own.listen(QHostAddress(QHostAddress::LocalHost)));
    RawPeer peer(own.serverPort());
    const QByteArray request = upgradeRequest({}, "/chat");
    peer.send(request);
    QTRY_VERIFY(own.hasPendingConnections());
    QTcpSocket *socket = own.nextPendingConnection();
    QTRY_COMPARE(socket->bytesAvailable(), request.size());
    const auto adoption = fixture.router.adopt(socket, socket->read(50));
    QCOMPARE(adoption.error, QString());
    QVERIFY(!adoption.protocol);
    QTRY_VERIFY(peer.received().endsWith("chat"));
}

void TestWebSocketResourceRouter::inMemoryItIsTheSame()
{
    for (const qsizetype chunk : {1, 10, 0}) {
        RouterFixture fixture;
        auto pair = MemoryTransport::makePair({.chunkSize = chunk});
        const auto now = std::chrono::steady_clock::now();
        WebSocketServerFactoryPrivate::serve(&fixture.router, std::move(pair.first), now);
        WebSocketClientFactory clients(QUrl(u"ws://localhost/api/x"_s));
        QPointer<WebSocketClientProtocol> client =
            WebSocketClientFactoryPrivate::makeProtocol(&clients, u"memory:test"_s);
        SignalLog log;
        log.watch(client);
        WebSocketAdapterProtocolPrivate::of(client).attach(std::move(pair.second), now);
        QTRY_COMPARE(log.entries(),
                     QStringList({u"connecting"_s, u"connect"_s, u"open"_s, u"message api"_s}));
    }
}

void TestWebSocketResourceRouter::shutdownEndsTheRoutesToo()
{
    RouterFixture fixture;
    RawPeer chat(fixture.port());
    chat.send(upgradeRequest({}, "/chat"));
    RawPeer silent(fixture.port());
    silent.send("GET /");
    QTRY_VERIFY(chat.received().endsWith("chat"));
    QTRY_COMPARE(silent.socket().bytesToWrite(), 0);
    const QFuture<void> future = fixture.router.shutdown();
    QVERIFY(!fixture.listener->isListening());
    QTRY_VERIFY(silent.isEnded());
    QTRY_VERIFY(chat.received().contains(QByteArray::fromHex("03e9"))); // 1001
    QVERIFY(!future.isFinished());
    chat.send(clientFrame(0x88, QByteArray::fromHex("03e9")));
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(fixture.chat.connectionCount(), 0);
    QTRY_VERIFY(chat.isEnded());
}

QTEST_GUILESS_MAIN(TestWebSocketResourceRouter)
#include "tst_websocketresourcerouter.moc"
