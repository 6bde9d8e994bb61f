// SPDX-License-Identifier: MIT
// What happens between the engine and the transport: batching, deadlines, limits and
// back-pressure.
#include "support/memorypair.h"
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyMessagesOfOnePacketComeInOrder();
    void whatOneTurnSendsLeavesInOneWrite();
    void aPeerThatNeverAnswersACloseIsDropped();
    void aSilentPeerIsPingedAndDropped();
    void tooBigMessageIsRefusedWithoutBuffering();
    void aPeerThatDoesNotReadIsNotReadFrom();
    void autoPingsHaveTheSizeThatWasAskedFor();
    void socketsWaitForMoreOnlyWhenAsked_data();
    void socketsWaitForMoreOnlyWhenAsked();
};

namespace {

//! Connected TCP sockets of this process that send each write at once.
int socketsWithoutDelay()
{
    int count = 0;
    for (int descriptor = 0; descriptor < 256; ++descriptor) {
        sockaddr_storage peer{};
        socklen_t peerSize = sizeof peer;
        int value = 0;
        socklen_t size = sizeof value;
        if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &peerSize) == 0
            && getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, &size) == 0 && value != 0)
            ++count;
    }
    return count;
}

} // namespace

void TestWebSocketLink::manyMessagesOfOnePacketComeInOrder()
{
    EchoServer server;
    RawPeer peer(server.port());
    QTRY_VERIFY(peer.isConnected());
    QByteArray packet = upgradeRequest();
    QByteArray expected;
    for (int i = 0; i < 500; ++i) {
        packet += clientFrame(0x81, QByteArray::number(i));
        expected += '\x81' + QByteArray(1, char(QByteArray::number(i).size())) + QByteArray::number(i);
    }
    peer.send(packet);
    QTRY_VERIFY(peer.received().endsWith(expected));
}

//! Counts what a transport is given to write.
void TestWebSocketLink::whatOneTurnSendsLeavesInOneWrite()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const int before = pair.operations();
    for (int i = 0; i < 100; ++i)
        pair.client->sendMessage("small");
    QCOMPARE(pair.operations(), before);
    QVERIFY(pair.client->bytesToWrite() > 100 * 5);
    QTRY_COMPARE(pair.serverLog.count(u"message "), 100);
    QCOMPARE(pair.operations(), before + 2); // a write and a delivery
    QCOMPARE(pair.client->bytesToWrite(), 0);
}

void TestWebSocketLink::aPeerThatNeverAnswersACloseIsDropped()
{
    EchoServer server;
    server.setProtocolOptions({.closeHandshakeTimeout = std::chrono::milliseconds(50)});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    server.protocols().constFirst()->sendClose();
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
    QVERIFY(server.log().reason().contains(u"too long"_s));
}

void TestWebSocketLink::aSilentPeerIsPingedAndDropped()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = std::chrono::milliseconds(30),
                               .autoPingTimeout = std::chrono::milliseconds(30)});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
    QVERIFY(peer.received().contains("\x89\x0c")); // a ping of 12 octets
}

void TestWebSocketLink::tooBigMessageIsRefusedWithoutBuffering()
{
    EchoServer server;
    server.setProtocolOptions({.maxMessageBytes = 1000});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().contains("\r\n\r\n"));
    // The header alone, of a payload of 1001 octets: nothing of it needs to come.
    peer.send(QByteArray::fromHex("82fe03e900000000"));
    QTRY_VERIFY(server.log().isClosed() || peer.received().contains(QByteArray::fromHex("03f1")));
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1009 unclean"_s);
    QVERIFY(peer.received().contains("maxMessageBytes 1000"));
}

void TestWebSocketLink::aPeerThatDoesNotReadIsNotReadFrom()
{
    constexpr qint64 watermark = 256 * 1024;
    EchoServer server;
    server.setProtocolOptions({.perMessageDeflate = {}, .outputHighWatermark = watermark});
    RawPeer peer(server.port());
    peer.socket().setReadBufferSize(1);
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();

    QByteArray message = QByteArray::fromHex("82fe8000") + QByteArray(4 + 32768, '\0');
    constexpr int count = 1000; // 32 MiB: far more than the sockets hold
    for (int i = 0; i < count; ++i)
        peer.send(message);
    QTRY_VERIFY_WITH_TIMEOUT(protocol->bytesToWrite() > watermark, 20'000);
    const auto echoed = [&server] { return server.log().count(u"message "); };
    int before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(echoed() == std::exchange(before, echoed()), 20'000); // it has come to a stand
    QVERIFY(echoed() < count);
    // One read beyond the mark, no more.
    QVERIFY(protocol->bytesToWrite() < watermark + 128 * 1024);

    peer.socket().setReadBufferSize(0);
    const qsizetype head = peer.received().indexOf("\r\n\r\n") + 4;
    QTRY_COMPARE_WITH_TIMEOUT(peer.received().size(), head + count * (4 + 32768), 30'000);
    QCOMPARE(echoed(), count);
}

void TestWebSocketLink::autoPingsHaveTheSizeThatWasAskedFor()
{
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions(
        {.autoPingInterval = std::chrono::milliseconds(10), .autoPingSize = 40});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy pings(pair.client, &WebSocketAdapterProtocol::onPing);
    QTRY_VERIFY(!pings.isEmpty());
    QCOMPARE(pings.constFirst().constFirst().toByteArray().size(), 40);
}

void TestWebSocketLink::socketsWaitForMoreOnlyWhenAsked_data()
{
    QTest::addColumn<bool>("server");
    QTest::addColumn<bool>("client");
    QTest::newRow("neither waits") << true << true;
    QTest::newRow("the server waits") << false << true;
    QTest::newRow("the client waits") << true << false;
    QTest::newRow("both wait") << false << false;
}

void TestWebSocketLink::socketsWaitForMoreOnlyWhenAsked()
{
    QFETCH(const bool, server);
    QFETCH(const bool, client);
    const int before = socketsWithoutDelay();
    EchoServer echoServer;
    echoServer.setProtocolOptions({.tcpNoDelay = server});
    Client echoClient(echoServer.listeningUrl());
    echoClient.setProtocolOptions({.tcpNoDelay = client});
    echoClient.connectTo();
    QTRY_VERIFY(echoClient.isOpen());
    QCOMPARE(socketsWithoutDelay() - before, int(server) + int(client));
}

QTEST_GUILESS_MAIN(TestWebSocketLink)
#include "tst_websocketlink.moc"
