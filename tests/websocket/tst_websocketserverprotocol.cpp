// SPDX-License-Identifier: MIT
#include "support/blockingpeer.h"
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketServerProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badHandshakesAreAnsweredAndClosed_data();
    void badHandshakesAreAnsweredAndClosed();
    void aRefusedClientCanReadTheAnswerWhileItStillSends();
    void anUnfinishedHandshakeIsDropped();
    void aConnectionThatSaysNothingIsDropped();
    void plainRequestsGetTheStatusPage();
    void brokenFramesGetTheirCode_data();
    void brokenFramesGetTheirCode();
    void forbiddenOriginsGet403_data();
    void forbiddenOriginsGet403();
    void pastMaxConnectionsComes503();
    void aProtocolMayOutliveItsFactory();
    void theRequestIsTold();
    void optionsOfOneProtocolAreItsOwn();
};

namespace {

QByteArray statusLine(const QByteArray &answer)
{
    return answer.left(answer.indexOf("\r\n"));
}

} // namespace

void TestWebSocketServerProtocol::badHandshakesAreAnsweredAndClosed_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    const QByteArray good = upgradeRequest();
    const auto without = [&good](const QByteArray &line) { return QByteArray(good).replace(line, ""); };
    QTest::newRow("wrong version") << QByteArray(good).replace("Version: 13", "Version: 12")
                                   << QByteArray("426");
    QTest::newRow("no key") << without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                            << QByteArray("400");
    QTest::newRow("bad key") << QByteArray(good).replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=")
                             << QByteArray("400");
    QTest::newRow("300 kB header line")
        << upgradeRequest("X-Long: " + QByteArray(300'000, 'x') + "\r\n") << QByteArray("431");
    QByteArray many;
    for (int i = 0; i < 20'000; ++i)
        many += "X: y\r\n";
    QTest::newRow("20,000 headers") << upgradeRequest(many) << QByteArray("431");
    QTest::newRow("blank in the target") << upgradeRequest({}, "/a b") << QByteArray("400");
    QTest::newRow("HTTP/1.0") << QByteArray(good).replace("HTTP/1.1", "HTTP/1.0") << QByteArray("505");
    QTest::newRow("POST") << QByteArray(good).replace("GET", "POST") << QByteArray("405");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\x00\x01\x00", 7) << QByteArray("400");
}

void TestWebSocketServerProtocol::badHandshakesAreAnsweredAndClosed()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, status);
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(request);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY2(statusLine(peer.received()).startsWith("HTTP/1.1 " + status),
             peer.received().left(300).constData());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries(), QStringList({u"connecting"_s, u"close 1006 unclean"_s}));
    QCOMPARE(server.log().closeInfo().httpStatus, status.toInt());
    QCOMPARE(server.log().closeInfo().phase, ClosePhase::OpeningHandshake);

    Client next(server.listeningUrl());
    next.connectTo();
    QTRY_VERIFY(next.isOpen());
}

void TestWebSocketServerProtocol::aRefusedClientCanReadTheAnswerWhileItStillSends()
{
    EchoServer server;
    // Much more than is read before the refusal: closing at once would send a reset,
    // at which sending fails and the answer is lost.
    const BlockingPeer peer(server.port(), "GET / HTTP/1.1\r\nX: " + QByteArray(4'000'000, 'x'));
    QTRY_VERIFY_WITH_TIMEOUT(peer.isDone(), 25'000);
    QVERIFY(peer.sentAll());
    QVERIFY(peer.endedInOrder());
    QVERIFY(statusLine(peer.received()).startsWith("HTTP/1.1 431"));
    QTRY_VERIFY(server.log().isClosed());
}

void TestWebSocketServerProtocol::anUnfinishedHandshakeIsDropped()
{
    EchoServer server;
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
    QVERIFY(server.log().reason().contains(u"too long"_s));
}

void TestWebSocketServerProtocol::aConnectionThatSaysNothingIsDropped()
{
    EchoServer server;
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    RawPeer peer(server.port());
    QTRY_VERIFY(peer.isConnected());
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(server.protocols().size() == 1 && !server.protocols().constFirst());
}

void TestWebSocketServerProtocol::plainRequestsGetTheStatusPage()
{
    const QByteArray request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(request);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(statusLine(peer.received()).startsWith("HTTP/1.1 200"));
    server.setProtocolOptions({.webStatus = false});
    RawPeer other(server.port());
    other.send(request);
    QTRY_VERIFY(other.isEnded());
    QVERIFY(statusLine(other.received()).startsWith("HTTP/1.1 426"));
}

void TestWebSocketServerProtocol::brokenFramesGetTheirCode_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QByteArray>("code");
    const QByteArray protocolError = QByteArray::fromHex("03ea");
    const QByteArray mask(4, '\0');
    QTest::newRow("5.2 length with the top bit set")
        << QByteArray::fromHex("82ff8000000000000000") + mask << protocolError;
    QTest::newRow("5.2 reserved bit") << clientFrame(0xA1, "x") << protocolError;
    QTest::newRow("5.2 reserved opcode") << clientFrame(0x83, "x") << protocolError;
    QTest::newRow("5.1 no mask") << QByteArray::fromHex("810178") << protocolError;
    QTest::newRow("5.5 fragmented control frame") << clientFrame(0x09, "x") << protocolError;
    QTest::newRow("5.5 control frame > 125") << QByteArray::fromHex("89fe007e") + mask << protocolError;
    QTest::newRow("8.1 invalid UTF-8 in an unfinished frame")
        << QByteArray::fromHex("81fd") + mask + QByteArray::fromHex("ff") << QByteArray::fromHex("03ef");
}

void TestWebSocketServerProtocol::brokenFramesGetTheirCode()
{
    QFETCH(const QByteArray, frame);
    QFETCH(const QByteArray, code);
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest() + frame);
    QTRY_VERIFY(peer.isEnded());
    const QByteArray answer = peer.received().mid(peer.received().indexOf("\r\n\r\n") + 4);
    QCOMPARE(answer.left(1), QByteArray("\x88"));
    QCOMPARE(answer.mid(2, 2), code);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().code, code.toHex().toUShort(nullptr, 16));
}

void TestWebSocketServerProtocol::forbiddenOriginsGet403_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("allowed") << QByteArray("Origin: https://app.example\r\n") << QByteArray("101");
    QTest::newRow("other") << QByteArray("Origin: https://evil.example\r\n") << QByteArray("403");
    QTest::newRow("none: not a browser") << QByteArray() << QByteArray("101");
}

void TestWebSocketServerProtocol::forbiddenOriginsGet403()
{
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, status);
    EchoServer server;
    server.setProtocolOptions({.allowedOrigins = {u"https://app.example"_s}});
    RawPeer peer(server.port());
    peer.send(upgradeRequest(header));
    QTRY_VERIFY(peer.received().contains("\r\n\r\n"));
    QVERIFY2(statusLine(peer.received()).startsWith("HTTP/1.1 " + status), peer.received().constData());
}

void TestWebSocketServerProtocol::pastMaxConnectionsComes503()
{
    EchoServer server;
    server.setProtocolOptions({.maxConnections = 1});
    Client first(server.listeningUrl());
    first.connectTo();
    QTRY_VERIFY(first.isOpen());
    RawPeer second(server.port());
    second.send(upgradeRequest());
    QTRY_VERIFY(second.isEnded());
    QVERIFY(statusLine(second.received()).startsWith("HTTP/1.1 503"));
    first.protocol()->sendClose();
    QTRY_COMPARE(server.connectionCount(), 0);
    Client third(server.listeningUrl());
    third.connectTo();
    QTRY_VERIFY(third.isOpen());
}

void TestWebSocketServerProtocol::aProtocolMayOutliveItsFactory()
{
    std::optional<PendingDecision> pending;
    auto server = std::make_unique<EchoServer>();
    server->setConnectHandler([&pending](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    RawPeer peer(server->port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(pending.has_value());
    const QPointer<WebSocketServerProtocol> protocol = server->protocols().constFirst();
    protocol->setParent(this);
    server.reset();
    QVERIFY(pending->answer(ConnectDecision::accept()));
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    QVERIFY(protocol->isOpen());
    delete protocol;
}

void TestWebSocketServerProtocol::theRequestIsTold()
{
    ConnectionRequest seen;
    EchoServer server;
    server.setConnectHandler([&seen](const ConnectionRequest &request) {
        seen = request;
        return ConnectDecision::accept();
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest("Origin: https://a.example\r\nSec-WebSocket-Protocol: p, q\r\nX-Y: z\r\n",
                             "/a%20b?c=d&e=f"));
    QTRY_VERIFY(peer.received().contains("101"));
    QCOMPARE(seen.path, u"/a%20b"_s);
    QCOMPARE(seen.target, "/a%20b?c=d&e=f");
    QCOMPARE(seen.query.queryItemValue(u"e"_s), u"f"_s);
    QCOMPARE(seen.host, u"localhost"_s);
    QCOMPARE(seen.origin, u"https://a.example"_s);
    QCOMPARE(seen.subprotocols, QStringList({u"p"_s, u"q"_s}));
    QCOMPARE(seen.headers.value("x-y"), "z");
    QCOMPARE(seen.peer, u"tcp4:127.0.0.1:%1"_s.arg(peer.socket().localPort()));
}

void TestWebSocketServerProtocol::optionsOfOneProtocolAreItsOwn()
{
    EchoServer server;
    bool isFirst = true;
    connect(&server, &WebSocketServerFactory::protocolCreated, &server,
            [&isFirst](WebSocketServerProtocol *protocol) {
                if (std::exchange(isFirst, false))
                    QVERIFY(protocol->setProtocolOptions({.webStatus = false}));
            });
    const QByteArray request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    RawPeer first(server.port());
    first.send(request);
    QTRY_VERIFY(first.isEnded());
    RawPeer second(server.port());
    second.send(request);
    QTRY_VERIFY(second.isEnded());
    QVERIFY(statusLine(first.received()).startsWith("HTTP/1.1 426"));
    QVERIFY(statusLine(second.received()).startsWith("HTTP/1.1 200"));

    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QVERIFY(!client.protocol()->setProtocolOptions({})); // too late
}

QTEST_GUILESS_MAIN(TestWebSocketServerProtocol)
#include "tst_websocketserverprotocol.moc"
