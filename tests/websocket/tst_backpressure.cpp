// SPDX-License-Identifier: MIT
// A peer that reads slowly, and one that is read slowly.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/slowpair.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestBackPressure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fullAndDrained();
    void fullOverASocket();
    void tellsWhatHasLeft();
    void tellsWhatHasLeftOverASocket();
    void mayBeDeletedWhenToldWhatHasLeft();
    void dropNewKeepsTheFirst();
    void aRefusedMessageIsFollowedByDrained();
    void dropOldKeepsTheLast();
    void dropOldKeepsDeflateWhole();
    void dropOldRefusesWrongTextAtOnce();
    void aCloseSendsWhatIsHeldFirst();
    void whatIsHeldGoesBeforeAnyOrderlyEnd_data();
    void whatIsHeldGoesBeforeAnyOrderlyEnd();
    void anAbortWritesNothingAndDrainsNothing();
    void closePolicyCloses();
    void controlFramesPassTheMark();
    void pausedReadingReportsNothing();
    void pausedReadingLetsTheHandshakesPass();
    void pausedReadingKeepsWhatCameBeforeTheEnd();
    void aPeerThatIsNotReadIsNotGivenUp();
    void pausingInsideASlotStopsAtOnce();
};

void TestBackPressure::fullAndDrained()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy drained(pair.server, &WebSocketAdapterProtocol::drained);
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Full);
    QVERIFY(pair.server->bytesToWrite() >= Mark);
    QCOMPARE(pair.sendNumber(), SendResult::Full); // the policy Queue takes it all the same
    QCoreApplication::processEvents();
    QCOMPARE(drained.count(), 0);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(drained.count(), 1);
    QTRY_COMPARE(pair.receivedNumbers().size(), pair.sent);
    QCOMPARE(pair.sendNumber(), SendResult::Queued);
    QCOMPARE(drained.count(), 1);
}

void TestBackPressure::fullOverASocket()
{
    EchoServer server;
    server.setProtocolOptions({.outputHighWatermark = Mark});
    RawPeer peer(server.port());
    peer.socket().setReadBufferSize(1);
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    QSignalSpy drained(protocol, &WebSocketAdapterProtocol::drained);
    int sent = 0;
    SendResult result = SendResult::Queued;
    // 64 MiB is far more than the sockets of both sides hold.
    for (; sent < 65536 && result == SendResult::Queued; ++sent)
        result = protocol->sendMessage(QByteArray(1024, 'k'), true);
    QCOMPARE(result, SendResult::Full);
    QVERIFY(protocol->bytesToWrite() < Mark + 2048);
    peer.socket().setReadBufferSize(0);
    QTRY_COMPARE(drained.count(), 1);
    const qsizetype head = peer.received().indexOf("\r\n\r\n") + 4;
    QTRY_COMPARE(peer.received().size(), head + sent * (4 + 1024));
}

void TestBackPressure::tellsWhatHasLeft()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    qint64 written = 0;
    connect(pair.server, &WebSocketAdapterProtocol::bytesWritten, this, [&](qint64 octets) {
        QVERIFY(octets > 0);
        written += octets;
    });
    for (int i = 0; i < 10; ++i)
        pair.sendNumber();
    const qint64 waiting = pair.server->bytesToWrite();
    QCOMPARE(waiting, 10 * (1024 + 4));
    QCOMPARE(written, 0);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(written, waiting);
    QCOMPARE(pair.server->bytesToWrite(), 0);
}

void TestBackPressure::tellsWhatHasLeftOverASocket()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.setProtocolOptions({.perMessageDeflate = {}});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    qint64 written = 0;
    connect(client.protocol(), &WebSocketAdapterProtocol::bytesWritten, this,
            [&written](qint64 octets) { written += octets; });
    client.protocol()->sendMessage(QByteArray(5'000'000, 'x'), true);
    QTRY_COMPARE(server.log().count(u"message "), 1);
    QCOMPARE(written, 14 + 5'000'000); // a header with a mask, and the payload
}

void TestBackPressure::mayBeDeletedWhenToldWhatHasLeft()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    WebSocketClientProtocol *protocol = client.protocol();
    connect(protocol, &WebSocketAdapterProtocol::bytesWritten, this, [protocol] { delete protocol; });
    protocol->sendMessage("x");
    QTRY_VERIFY(!client.protocol());
    QTRY_VERIFY(server.log().isClosed());
}

void TestBackPressure::dropNewKeepsTheFirst()
{
    SlowPair pair(OutputPolicy::DropNew);
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Dropped);
    const int kept = pair.sent - 1;
    QCOMPARE(pair.sendNumber(), SendResult::Dropped);
    QVERIFY(pair.server->bytesToWrite() <= Mark + kept * 4); // and their headers
    QCOMPARE(dropped.count(), 0); // it is told from the event loop
    QTRY_COMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0).at(0).toInt(), 2);
    QCOMPARE(dropped.at(0).at(1).toLongLong(), 2048);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.receivedNumbers().size(), kept);
    QCOMPARE(pair.receivedNumbers().constLast(), kept - 1);
}

// The message that does not fit leaves what waits just below the mark, so that no sending
// was ever answered Full.
void TestBackPressure::aRefusedMessageIsFollowedByDrained()
{
    SlowPair pair(OutputPolicy::DropNew);
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy drained(pair.server, &WebSocketAdapterProtocol::drained);
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Dropped);
    QVERIFY(pair.server->bytesToWrite() < Mark);
    QCoreApplication::processEvents();
    QCOMPARE(drained.count(), 0);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(drained.count(), 1);
    QCOMPARE(pair.sendNumber(), SendResult::Queued);
}

void TestBackPressure::dropOldKeepsTheLast()
{
    SlowPair pair(OutputPolicy::DropOld);
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    for (int i = 0; i < 1000; ++i) {
        const SendResult result = pair.sendNumber();
        QVERIFY(isTaken(result));
        QVERIFY(pair.server->bytesToWrite() <= Mark + 64);
    }
    QTRY_COMPARE(dropped.count(), 1);
    const int lost = dropped.at(0).at(0).toInt();
    QCOMPARE(dropped.at(0).at(1).toLongLong(), lost * 1024);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.receivedNumbers().size(), 1000 - lost);
    const QList<int> numbers = pair.receivedNumbers();
    QCOMPARE(numbers.constFirst(), 0); // it had begun to leave
    QCOMPARE(numbers.constLast(), 999);
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    QCOMPARE(pair.server->bytesToWrite(), 0);
}

//! What is given up must not have been compressed: the window would miss it.
void TestBackPressure::dropOldKeepsDeflateWhole()
{
    SlowPair pair(OutputPolicy::DropOld, DeflateOptions{});
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    QByteArray noise(1024, '\0'); // what cannot be compressed
    quint32 state = 1;
    for (int i = 0; i < 500; ++i) {
        for (char &octet : noise)
            octet = char((state = state * 1664525 + 1013904223) >> 24);
        QVERIFY(isTaken(pair.server->sendMessage(QByteArray::number(i).rightJustified(8) + noise, true)));
    }
    QTRY_COMPARE(dropped.count(), 1);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.clientLog.count(u"message "), 500 - dropped.at(0).at(0).toInt());
    QVERIFY(!pair.clientLog.isClosed());
}

void TestBackPressure::dropOldRefusesWrongTextAtOnce()
{
    SlowPair pair(OutputPolicy::DropOld);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    while (pair.server->bytesToWrite() <= Mark / 2)
        QVERIFY(isTaken(pair.sendNumber()));
    const qint64 before = pair.server->bytesToWrite();
    QCOMPARE(pair.server->sendMessage("\xff"), SendResult::InvalidUtf8);
    QCOMPARE(pair.server->bytesToWrite(), before);
}

void TestBackPressure::aCloseSendsWhatIsHeldFirst()
{
    SlowPair pair(OutputPolicy::DropOld);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Full);
    pair.server->sendClose();
    pair.client->setReadingPaused(false);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.receivedNumbers().size(), pair.sent - 1); // the oldest made room for the last
    QCOMPARE(pair.receivedNumbers().constLast(), pair.sent - 1);
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestBackPressure::whatIsHeldGoesBeforeAnyOrderlyEnd_data()
{
    QTest::addColumn<bool>("byPeer");
    QTest::newRow("the transport is ended") << false;
    QTest::newRow("the peer closes") << true;
}

void TestBackPressure::whatIsHeldGoesBeforeAnyOrderlyEnd()
{
    QFETCH(const bool, byPeer);
    class Ending : public WebSocketServerProtocol
    {
    public:
        void endInOrder() { closeConnection(false); }
    };
    SlowPair pair(OutputPolicy::DropOld, {}, [] { return new Ending; });
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    while (pair.server->bytesToWrite() <= Mark * 3 / 4) // half is framed, the rest is held
        QCOMPARE(pair.sendNumber(), SendResult::Queued);
    if (byPeer)
        pair.client->sendClose(); // which reads on, for the answer
    else
        static_cast<Ending *>(pair.server.data())->endInOrder();
    if (pair.client)
        pair.client->setReadingPaused(false);
    QTRY_VERIFY(pair.isOver());
    if (!byPeer) // a client that closes has no use for messages any more
        QCOMPARE(pair.receivedNumbers().size(), pair.sent);
    QCOMPARE(pair.serverLog.entries().constLast().endsWith(u" clean"_s), byPeer);
    QCOMPARE(dropped.count(), 0);
}

void TestBackPressure::anAbortWritesNothingAndDrainsNothing()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Full);
    QCoreApplication::processEvents();
    QSignalSpy written(pair.server, &WebSocketAdapterProtocol::bytesWritten);
    QSignalSpy drained(pair.server, &WebSocketAdapterProtocol::drained);
    pair.server->abort();
    QTRY_VERIFY(pair.serverLog.isClosed());
    QCOMPARE(written.count(), 0);
    QCOMPARE(drained.count(), 0);
}

void TestBackPressure::closePolicyCloses()
{
    SlowPair pair(OutputPolicy::Close);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Dropped);
    QCOMPARE(pair.server->state(), WebSocketAdapterProtocol::State::Closing);
    QCOMPARE(pair.sendNumber(), SendResult::NotOpen);
    // The close frame waits behind what is not read: the deadline ends it.
    QTRY_VERIFY(pair.serverLog.isClosed());
    QCOMPARE(pair.serverLog.closeInfo().localCode, quint16(1008));
}

void TestBackPressure::controlFramesPassTheMark()
{
    SlowPair pair(OutputPolicy::DropNew);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Dropped);
    QCOMPARE(pair.server->sendPing("p"), SendResult::Queued);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.clientLog.count(u"ping p"), 1);
}

void TestBackPressure::pausedReadingReportsNothing()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QVERIFY(pair.client->isReadingPaused());
    pair.server->sendMessage("one");
    pair.server->sendPing("p");
    QTRY_VERIFY(pair.server->bytesToWrite() > 0);
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(pair.clientLog.count(u"message "), 0);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.clientLog.count(u"message one"), 1);
    QTRY_COMPARE(pair.clientLog.count(u"ping p"), 1);
}

void TestBackPressure::pausedReadingLetsTheHandshakesPass()
{
    EchoServer server;
    connect(&server, &WebSocketServerFactory::protocolCreated, this,
            [](WebSocketServerProtocol *protocol) { protocol->setReadingPaused(true); });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("early");
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    QCoreApplication::processEvents();
    QCOMPARE(server.log().count(u"message "), 0);
    // Closing needs the peer's answer.
    server.protocols().constFirst()->sendClose();
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestBackPressure::pausedReadingKeepsWhatCameBeforeTheEnd()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    connect(pair.server, &WebSocketAdapterProtocol::onMessage, this,
            [&pair] { pair.server->setReadingPaused(true); });
    pair.client->sendMessage("one");
    pair.client->sendMessage("two");
    pair.client->sendMessage("three");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 1);
    pair.client->abort();
    QTRY_VERIFY(pair.serverLog.isClosed());
    QCOMPARE(pair.serverLog.count(u"message "), 3);
    QVERIFY(pair.serverLog.entries().constLast().startsWith(u"close "));
}

void TestBackPressure::aPeerThatIsNotReadIsNotGivenUp()
{
    using std::chrono::milliseconds;
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions(
        {.autoPingInterval = milliseconds(10), .autoPingTimeout = milliseconds(10)});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->setReadingPaused(true);
    // Several intervals and time-outs, told by the pings that still go out.
    QTRY_VERIFY(pair.clientLog.count(u"ping ") >= 5);
    QVERIFY(!pair.serverLog.isClosed());
    pair.server->setReadingPaused(false);
    pair.client->sendMessage("alive");
    QTRY_COMPARE(pair.serverLog.count(u"message alive"), 1);
}

void TestBackPressure::pausingInsideASlotStopsAtOnce()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    connect(protocol, &WebSocketAdapterProtocol::onMessage, this,
            [protocol] { protocol->setReadingPaused(true); });
    for (int i = 0; i < 5; ++i) // one packet
        client.protocol()->sendMessage(QByteArray::number(i));
    for (int i = 1; i <= 5; ++i) {
        QTRY_COMPARE(server.log().count(u"message "), i);
        QCoreApplication::processEvents();
        QCOMPARE(server.log().count(u"message "), i);
        protocol->setReadingPaused(false);
    }
}

QTEST_GUILESS_MAIN(TestBackPressure)
#include "tst_backpressure.moc"
