// SPDX-License-Identifier: MIT
// What other implementations of WebSocket had to be mended for, as far as it takes a
// socket to see it: an advisory or report a test. tests/core has those about octets.
#include "core/frame/frameheader.h"
#include "core/handshake/serverhandshake.h"
#include "support/memoryuse.h"
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/tlsfixture.h"

#include <QtCore/QSet>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestNetworkAdvisories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cve2020_15133_certificatesAreVerifiedByDefault_data();
    void cve2020_15133_certificatesAreVerifiedByDefault();
    void cve2020_11050_theHostNameIsVerified();
    void cve2025_10148_eachFrameHasAMaskOfItsOwn();
    void cve2025_5399_pingsOfAPeerThatNeverReads();
    void cve2018_21035_limitsHoldByDefault();
    void cve2026_1527_nothingIsSentOfAPoisonedRequest_data();
    void cve2026_1527_nothingIsSentOfAPoisonedRequest();
    void kemal767_aRefusedConnectionEnds();
    void cve2024_23672_peersThatNeverAnswerACloseLeaveNothing();

private:
    static void refuses(TlsFixture::Certificate certificate, bool knowsAuthority);
};

//! A client as it is by default towards a server with \a certificate.
void TestNetworkAdvisories::refuses(TlsFixture::Certificate certificate, bool knowsAuthority)
{
    const TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), tls.server(certificate));
    Client client(QUrl(u"wss://localhost:%1/"_s.arg(server.port())));
    client.connectTo(tls.client(knowsAuthority));
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1015 unclean"_s));
    QVERIFY(server.protocols().isEmpty());
}

void TestNetworkAdvisories::cve2020_15133_certificatesAreVerifiedByDefault_data()
{
    QTest::addColumn<int>("certificate");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::newRow("unknown authority") << int(TlsFixture::Certificate::Good) << false;
    QTest::newRow("expired") << int(TlsFixture::Certificate::Expired) << true;
}

// faye-websocket: TLS without a look at the certificate.
void TestNetworkAdvisories::cve2020_15133_certificatesAreVerifiedByDefault()
{
    QFETCH(const int, certificate);
    QFETCH(const bool, knowsAuthority);
    refuses(TlsFixture::Certificate(certificate), knowsAuthority);
}

// Java-WebSocket: a certificate was good for any host.
void TestNetworkAdvisories::cve2020_11050_theHostNameIsVerified()
{
    refuses(TlsFixture::Certificate::OtherName, true);
}

// curl: one mask for a whole connection, so that a page could write what a proxy reads.
void TestNetworkAdvisories::cve2025_10148_eachFrameHasAMaskOfItsOwn()
{
    constexpr int count = 10'000;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Client client(QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort())));
    client.setProtocolOptions({.perMessageDeflate = std::nullopt});
    client.connectTo();
    QTRY_VERIFY(server.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
    QByteArray octets;
    connect(socket.get(), &QTcpSocket::readyRead, this, [&] { octets += socket->readAll(); });
    octets += socket->readAll(); // what came before
    QTRY_VERIFY(octets.contains("\r\n\r\n"));
    const qsizetype keyAt = octets.indexOf("Sec-WebSocket-Key: ") + 19;
    socket->write("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                  + Core::acceptKey(octets.sliced(keyAt, 24)) + "\r\n\r\n");
    octets.clear();
    QTRY_VERIFY(client.isOpen());
    for (int i = 0; i < count; ++i)
        QCOMPARE(client.protocol()->sendMessage("same text"), SendResult::Queued);
    QTRY_COMPARE(octets.size(), count * (6 + 9));

    QList<quint32> keys;
    for (qsizetype at = 0; at < octets.size(); at += 15) {
        const auto header = Core::parseFrameHeader(QByteArrayView(octets).sliced(at)).header;
        QVERIFY(header.masked);
        keys.append(header.maskKey);
    }
    // Of ten thousand random numbers of 32 bits two are alike once in a hundred runs.
    QVERIFY(QSet<quint32>(keys.cbegin(), keys.cend()).size() > count - 5);
    // Nor do they follow from one another by a step or a constant difference in bits.
    QSet<quint32> steps;
    QSet<quint32> differences;
    for (qsizetype i = 1; i < keys.size(); ++i) {
        steps.insert(keys[i] - keys[i - 1]);
        differences.insert(keys[i] ^ keys[i - 1]);
    }
    QVERIFY(steps.size() > count - 10);
    QVERIFY(differences.size() > count - 10);
}

// curl: busy for ever with pongs that the peer does not take.
void TestNetworkAdvisories::cve2025_5399_pingsOfAPeerThatNeverReads()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.socket().setReadBufferSize(1);
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    const QByteArray pings = clientFrame(0x89, QByteArray(125, 'p')).repeated(1000);
    const qint64 before = allocatedBytes();
    qint64 most = 0;
    for (int i = 0; i < 200; ++i) { // 26 MB
        if (peer.socket().bytesToWrite() < 1024 * 1024)
            peer.send(pings);
        QCoreApplication::processEvents();
        most = std::max(most, server.protocols().constFirst()->bytesToWrite());
    }
    QVERIFY2(most < 2 * 1024 * 1024, QByteArray::number(most).constData());
    QVERIFY(allocatedBytes() - before < 16 * 1024 * 1024);
    // Others are served all the while.
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("hello");
    QTRY_COMPARE(client.log().count(u"message hello"), 1);
}

// QtWebSockets: without a limit unless one was set.
void TestNetworkAdvisories::cve2018_21035_limitsHoldByDefault()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().contains("\r\n\r\n"));
    const qint64 before = allocatedBytes();
    peer.send(QByteArray::fromHex("82ff7fffffffffffffff00000000") + QByteArray(1000, 'x'));
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1009 unclean"_s);
    QVERIFY(allocatedBytes() - before < 1024 * 1024);
}

void TestNetworkAdvisories::cve2026_1527_nothingIsSentOfAPoisonedRequest_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("value") << QByteArray("X-A") << QByteArray("1\r\nX-Evil: yes");
    QTest::newRow("line feed") << QByteArray("X-A") << QByteArray("1\nX-Evil: yes");
    QTest::newRow("NUL") << QByteArray("X-A") << QByteArray("1\0", 2);
    QTest::newRow("name") << QByteArray("X-A: 1\r\nX-Evil") << QByteArray("yes");
    QTest::newRow("handshake's own") << QByteArray("Host") << QByteArray("evil");
}

// undici, and QWebSocket's setRawHeader().
void TestNetworkAdvisories::cve2026_1527_nothingIsSentOfAPoisonedRequest()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Client client(QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort())));
    client.setHeaders({{name, value}});
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().count(u"open"), 0);
    QTRY_VERIFY(server.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
    QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    QVERIFY(socket->readAll().isEmpty());
}

// kemal: the connection of a refused upgrade stayed alive for the request behind it.
void TestNetworkAdvisories::kemal767_aRefusedConnectionEnds()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(QByteArray(upgradeRequest()).replace("Version: 13", "Version: 777") + upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QCOMPARE(peer.received().count("HTTP/1.1 "), 1);
    QVERIFY(peer.received().startsWith("HTTP/1.1 426 "));
    QVERIFY(peer.received().contains("close\r\n"));
    QCOMPARE(server.log().count(u"open"), 0);
}

// Tomcat: connections whose peers did not answer a close stayed.
void TestNetworkAdvisories::cve2024_23672_peersThatNeverAnswerACloseLeaveNothing()
{
    EchoServer server;
    server.setProtocolOptions({.closeHandshakeTimeout = std::chrono::milliseconds(50)});
    const int descriptors = openDescriptors();
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (int i = 0; i < 100; ++i) {
        peers.push_back(std::make_unique<RawPeer>(server.port()));
        peers.back()->send(upgradeRequest());
    }
    QTRY_COMPARE(server.connectionCount(), 100);
    QCOMPARE(openDescriptors(), descriptors + 200); // both ends
    const QList<QPointer<WebSocketServerProtocol>> protocols = server.protocols();
    for (const auto &protocol : protocols)
        protocol->sendClose();
    QTRY_COMPARE(server.log().count(u"close 1006"), 100);
    QTRY_VERIFY(server.findChildren<WebSocketAdapterProtocol *>().isEmpty());
    QCOMPARE(server.connectionCount(), 0);
    QTRY_COMPARE(openDescriptors(), descriptors);
}

QTEST_GUILESS_MAIN(TestNetworkAdvisories)
#include "tst_networkadvisories.moc"
