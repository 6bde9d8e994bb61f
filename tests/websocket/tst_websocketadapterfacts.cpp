// SPDX-License-Identifier: MIT
// What a protocol object knows and tells about its connection besides messages.
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestWebSocketAdapterFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothEndsCountTheSame();
    void statisticsCanBeReadInOnClose();
    void statisticsCanBeReset();
    void beforeAConnectionThereIsNothingToKnow();
    void timingsAreOffUntilAskedFor();
    void timingsTellTheOrderOfThings();
    void messagesInPartsHaveTimesToo();
    void ownTimesCanBeAdded();
    void timingsCanBeSwitchedOnLater();
    void roundTripsAreMeasured();
    void pongsOfOthersAreNotMeasured();
    void aCloseFrameIsToldBeforeItsAnswer();
    void aBrokenLimitCanBeTold();
};

void TestWebSocketAdapterFacts::bothEndsCountTheSame()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage(QByteArray(5000, 'x'));
    client.protocol()->sendMessage("short", true);
    QTRY_COMPARE(client.log().count(u"message "), 2);

    const TrafficStats here = client.protocol()->trafficStats();
    const TrafficStats there = server.protocols().constFirst()->trafficStats();
    QCOMPARE(here.outgoingOctetsWireLevel, there.incomingOctetsWireLevel);
    QCOMPARE(here.outgoingOctetsWebSocketLevel, there.incomingOctetsWebSocketLevel);
    QCOMPARE(here.incomingOctetsWireLevel, there.outgoingOctetsWireLevel);
    QCOMPARE(here.preopenOutgoingOctetsWireLevel, there.preopenIncomingOctetsWireLevel);
    QCOMPARE(here.preopenIncomingOctetsWireLevel, there.preopenOutgoingOctetsWireLevel);
    QCOMPARE(here.outgoingOctetsAppLevel, quint64(5005));
    QCOMPARE(here.incomingOctetsAppLevel, quint64(5005));
    QCOMPARE(here.incomingWebSocketMessages, quint64(2));
    QVERIFY(here.outgoingCompressionRatio() < 0.1);
    QVERIFY(here.outgoingWebSocketOverhead() > 0);
    QCOMPARE(here.toJson()[u"outgoingOctetsAppLevel"_s].toInteger(), qint64(5005));
}

void TestWebSocketAdapterFacts::statisticsCanBeReadInOnClose()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    TrafficStats inSlot;
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair,
            [&, protocol = pair.client.data()] { inSlot = protocol->trafficStats(); });
    pair.server->sendMessage("hello");
    pair.server->sendClose();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(inSlot.incomingOctetsAppLevel, quint64(5));
    QCOMPARE(inSlot.incomingControlFrames, quint64(1));
    QCOMPARE(inSlot.outgoingControlFrames, quint64(1));
}

void TestWebSocketAdapterFacts::statisticsCanBeReset()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("hello");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 1);
    pair.server->resetTrafficStats();
    QCOMPARE(pair.server->trafficStats(), TrafficStats());
}

void TestWebSocketAdapterFacts::beforeAConnectionThereIsNothingToKnow()
{
    WebSocketClientProtocol protocol;
    protocol.resetTrafficStats();
    QCOMPARE(protocol.trafficStats(), TrafficStats());
    QVERIFY(protocol.roundTripTimes().isEmpty() && !protocol.lastRoundTripTime());
    protocol.setTrackTimings(true);
    protocol.doTrack(u"too early"_s);
    QVERIFY(protocol.trackedTimings().isEmpty());
}

void TestWebSocketAdapterFacts::timingsAreOffUntilAskedFor()
{
    MemoryPair pair;
    QVERIFY(!pair.clientFactory.trackTimings());
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QVERIFY(!pair.client->trackTimings());
    QVERIFY(pair.client->trackedTimings().isEmpty());
}

void TestWebSocketAdapterFacts::timingsTellTheOrderOfThings()
{
    MemoryPair pair({.chunkSize = 1});
    pair.clientFactory.setTrackTimings(true);
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("there");
    pair.server->sendMessage("and back");
    QTRY_COMPARE(pair.clientLog.count(u"message "), 1);
    Timings timings;
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair,
            [&, protocol = pair.client.data()] { timings = protocol->trackedTimings(); });
    pair.server->sendClose();
    QTRY_VERIFY(pair.isOver());

    QCOMPARE(
        timings.keys(),
        (QStringList{u"connectionMade"_s, u"onConnecting"_s, u"onConnect"_s, u"onOpen"_s, u"sendMessage"_s,
                     u"onMessageBegin"_s, u"onMessage"_s, u"onCloseFrame"_s, u"onClose"_s}));
    std::chrono::nanoseconds last = 0ns;
    for (const QString &key : timings.keys()) {
        QVERIFY2(timings.at(key) >= last, qPrintable(key));
        last = *timings.at(key);
    }
    QVERIFY(last < 60s);
    // Octet by octet, the end of a message comes later than its beginning.
    QVERIFY(timings.diff(u"onMessageBegin"_s, u"onMessage"_s) > 0ns);
}

void TestWebSocketAdapterFacts::messagesInPartsHaveTimesToo()
{
    MemoryPair pair;
    pair.clientFactory.setProtocolOptions({.delivery = Delivery::Streaming});
    pair.clientFactory.setTrackTimings(true);
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->sendMessage("streamed");
    QTRY_VERIFY(pair.client->trackedTimings().at(u"onMessageEnd"_s));
    QVERIFY(pair.client->trackedTimings().diff(u"onMessageBegin"_s, u"onMessageEnd"_s) >= 0ns);
    QVERIFY(!pair.client->trackedTimings().at(u"onMessage"_s));
    QCOMPARE(pair.client->trafficStats().incomingWebSocketMessages, quint64(1));
    QCOMPARE(pair.client->trafficStats().incomingOctetsAppLevel, quint64(8));
}

void TestWebSocketAdapterFacts::ownTimesCanBeAdded()
{
    MemoryPair pair;
    pair.serverFactory.setTrackTimings(true);
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->doTrack(u"mine"_s);
    QVERIFY(pair.server->trackedTimings().diff(u"onOpen"_s, u"mine"_s) > 0ns);
    pair.server->setTrackTimings(false);
    QVERIFY(pair.server->trackedTimings().isEmpty());
}

void TestWebSocketAdapterFacts::timingsCanBeSwitchedOnLater()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->setTrackTimings(true);
    pair.client->sendMessage("x");
    QCOMPARE(pair.client->trackedTimings().keys(), QStringList{u"sendMessage"_s});
    QVERIFY(pair.client->trackedTimings().at(u"sendMessage"_s) > 0ns);
}

void TestWebSocketAdapterFacts::roundTripsAreMeasured()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 10ms, .autoPingTimeout = 10s});
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QList<quint64> sequences;
    QList<std::chrono::nanoseconds> told;
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    connect(protocol, &WebSocketAdapterProtocol::onAutoPong, this,
            [&](quint64 sequence, std::chrono::nanoseconds roundTrip) {
                sequences.append(sequence);
                told.append(roundTrip);
            });
    QTRY_VERIFY(sequences.size() >= 3);
    QCOMPARE(protocol->roundTripTimes().last(told.size()), told);
    QVERIFY(protocol->lastRoundTripTime() == told.constLast());
    for (qsizetype i = 1; i < sequences.size(); ++i)
        QCOMPARE(sequences[i], sequences[i - 1] + 1);
    QVERIFY(told.constFirst() > 0ns && told.constFirst() < 10s);
    // Each of them was a ping to the client and a pong to the server too.
    QVERIFY(client.log().count(u"ping ") >= 3);
    QVERIFY(server.log().count(u"pong ") >= 3);
}

void TestWebSocketAdapterFacts::pongsOfOthersAreNotMeasured()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    bool wasTold = false;
    connect(pair.server, &WebSocketAdapterProtocol::onAutoPong, &pair, [&] { wasTold = true; });
    pair.client->sendPong("unasked for");
    pair.server->sendPing("asked for by hand");
    QTRY_COMPARE(pair.serverLog.count(u"pong "), 2);
    QVERIFY(!wasTold);
    QVERIFY(pair.server->isOpen() && pair.server->roundTripTimes().isEmpty());
}

void TestWebSocketAdapterFacts::aCloseFrameIsToldBeforeItsAnswer()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QStringList order;
    connect(pair.server, &WebSocketAdapterProtocol::onCloseFrame, &pair,
            [&](quint16 code, const QString &reason) {
                order += u"%1 %2"_s.arg(code).arg(reason);
                QVERIFY(pair.server->isOpen());
                QCOMPARE(pair.server->sendMessage("last word"), SendResult::Queued);
                QCOMPARE(pair.server->sendClose(3001, u"my answer"_s), SendResult::Queued);
            });
    pair.client->sendClose(3000, u"enough"_s);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(order, QStringList{u"3000 enough"_s});
    const CloseInfo info = pair.clientLog.closeInfo();
    QVERIFY(info.wasClean);
    QCOMPARE(info.code, quint16(3001));
    QCOMPARE(info.remoteReason, "my answer");
    QCOMPARE(info.localReason, "enough");
}

void TestWebSocketAdapterFacts::aBrokenLimitCanBeTold()
{
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions({.maxMessageBytes = 10});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("eleven octs");
    QTRY_VERIFY(pair.isOver());
    QVERIFY(pair.serverLog.closeInfo().wasMaxMessagePayloadSizeExceeded());
    QVERIFY(!pair.clientLog.closeInfo().wasMaxMessagePayloadSizeExceeded()); // it broke no rule of ours
    QCOMPARE(pair.clientLog.closeInfo().remoteCode, quint16(1009));
    QVERIFY(pair.clientLog.closeInfo().remoteReason.contains("maxMessageBytes 10"));
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterFacts)
#include "tst_websocketadapterfacts.moc"
