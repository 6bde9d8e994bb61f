// SPDX-License-Identifier: MIT
// The faults that were found in autobahn.twisted.websocket (their numbers go on from those
// in tests/core/tst_autobahnfaults.cpp) where it takes more than octets to show them.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/testproxy.h"
#include "websocket/clientagent.h"
#include "websocket/websocketurl.h"
#include "wrapping/streampair.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestAutobahnFeatures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault03_otherOptionsDoNotForbidTheNullOrigin();
    void fault04_anAgentHearsOfARefusedHandshake();
    void fault05_anAgentGoesThroughAProxyWithoutTls();
    void fault10_wrongBase64IsNotDelivered();
    void fault11_aFrameThatComesSlowlyIsLife();
    void fault12_thePortMayBe65535();
    void fault13_nobodyIsRedirectedByTheQuery();
    void fault14_aLostPongDoesNotStopThePings();
};

void TestAutobahnFeatures::fault03_otherOptionsDoNotForbidTheNullOrigin()
{
    EchoServer server;
    server.setProtocolOptions({.maxConnections = 5});
    RawPeer peer(server.port());
    peer.send(upgradeRequest("Origin: null\r\n"));
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101 "));
}

void TestAutobahnFeatures::fault04_anAgentHearsOfARefusedHandshake()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(403); });
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future = agent->open(server.listeningUrl());
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.result().isOpen());
    QCOMPARE(future.result().error.httpStatus, 403);
}

void TestAutobahnFeatures::fault05_anAgentGoesThroughAProxyWithoutTls()
{
    EchoServer server;
    TestProxy proxy;
    proxy.setTarget(server.port());
    const std::unique_ptr<ClientAgent> agent(createClientAgent());
    auto future =
        agent->open(QUrl(u"ws://localhost:1/"_s), {.proxy = proxy.proxy(), .proxiesLoopback = true});
    QTRY_VERIFY(future.isFinished());
    QVERIFY2(future.result().isOpen(), future.result().error.reason.constData());
    QCOMPARE(proxy.connections(), 1);
}

void TestAutobahnFeatures::fault10_wrongBase64IsNotDelivered()
{
    RecordingStreamFactory streams;
    WrappingWebSocketServerFactory server(&streams, QUrl(u"ws://localhost/"_s));
    WebSocketClientFactory client(QUrl(u"ws://localhost/"_s));
    client.setSubprotocols({u"base64"_s});
    FactoryPair pair(&server, &client);
    pair.start();
    QTRY_VERIFY(pair.isOpen() && !streams.events.isEmpty());
    pair.client->sendMessage("QUJ!");
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(streams.received, QByteArray());
    QCOMPARE(pair.clientLog.closeInfo().remoteCode, 1007);
}

//! Not one frame is complete all the while, and no ping is answered.
void TestAutobahnFeatures::fault11_aFrameThatComesSlowlyIsLife()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 50ms, .autoPingTimeout = 50ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    peer.send(QByteArray::fromHex("82fe0400") + QByteArray(4, '\0')); // 1024 octets are announced
    int sent = 0;
    QTimer pace;
    connect(&pace, &QTimer::timeout, &peer, [&] {
        peer.send("x");
        ++sent;
    });
    pace.start(10ms);
    QTRY_VERIFY(sent >= 60); // six times as long as a silent peer would have
    QVERIFY(!server.log().isClosed());
    pace.stop();
    peer.send(QByteArray(1024 - sent, 'x'));
    QTRY_COMPARE(server.log().count(u"message xxx"), 1);
}

void TestAutobahnFeatures::fault12_thePortMayBe65535()
{
    const QUrl url = createWebSocketUrl(u"localhost"_s, 65535);
    QCOMPARE(url, QUrl(u"ws://localhost:65535/"_s));
    QVERIFY(parseWebSocketUrl(url).isValid());
}

void TestAutobahnFeatures::fault13_nobodyIsRedirectedByTheQuery()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send("GET /?redirect=https://evil.example/&after=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().startsWith("HTTP/1.1 200 "));
    QVERIFY(!peer.received().contains("evil.example"));
}

void TestAutobahnFeatures::fault14_aLostPongDoesNotStopThePings()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 20ms, .autoPingTimeout = 0ms});
    RawPeer peer(server.port()); // which answers none
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().count("\x89\x0c") >= 5);
    QVERIFY(!server.log().isClosed());
}

QTEST_GUILESS_MAIN(TestAutobahnFeatures)
#include "tst_autobahnfeatures.moc"
