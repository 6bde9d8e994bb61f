// SPDX-License-Identifier: MIT
// What a protocol object knows and tells about its connection besides messages.
#include "support/memorypair.h"
#include "support/rawpeer.h"
#include "support/rawserver.h"
#include "support/servers.h"

#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Writes down hooks and signals in the order in which they are called.
class NotingServer : public WebSocketServerProtocol
{
public:
    inline static QStringList notes;

    NotingServer()
    {
        connect(this, &WebSocketAdapterProtocol::onOpenHandshakeTimeout, this,
                [] { notes += u"onOpenHandshakeTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onAutoPingTimeout, this,
                [] { notes += u"onAutoPingTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onCloseHandshakeTimeout, this,
                [] { notes += u"onCloseHandshakeTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onClose, this, [] { notes += u"onClose"_s; });
    }

protected:
    void handleOpenHandshakeTimeout() override
    {
        note(u"handleOpenHandshakeTimeout"_s);
        WebSocketServerProtocol::handleOpenHandshakeTimeout();
    }
    void handleAutoPingTimeout() override
    {
        note(u"handleAutoPingTimeout"_s);
        WebSocketServerProtocol::handleAutoPingTimeout();
    }
    void handleCloseHandshakeTimeout() override
    {
        note(u"handleCloseHandshakeTimeout"_s);
        WebSocketServerProtocol::handleCloseHandshakeTimeout();
    }
    void connectionLost(const ConnectionLostReason &reason) override
    {
        notes += reason.kind == ConnectionLostReason::Kind::Timeout ? u"connectionLost: timeout"_s
                                                                    : u"connectionLost"_s;
    }
    void handleClose(bool wasClean, quint16 code, const QString &reason) override
    {
        notes += u"handleClose"_s;
        WebSocketServerProtocol::handleClose(wasClean, code, reason);
    }

private:
    void note(const QString &name) { notes += state() == State::Closed ? name : name + u" too early"_s; }
};

QStringList timeoutOrder(const QString &name)
{
    return {u"handle"_s + name, u"on"_s + name, u"connectionLost: timeout"_s, u"handleClose"_s, u"onClose"_s};
}

} // namespace

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
    void ownTimesCanBeAdded();
    void timingsCanBeSwitchedOnLater();
    void roundTripsAreMeasured();
    void pongsOfOthersAreNotMeasured();
    void onlyPongsCountWhereAskedFor();
    void anOpeningHandshakeTimesOut();
    void aPeerThatAnswersNoPingTimesOut();
    void aClosingHandshakeTimesOut();
    void aServerThatKeepsTcpIsDropped();
    void aClientsOpeningHandshakeTimesOut();
    void aConnectThatTimesOutSaysSo();
    void aCloseFrameIsToldBeforeItsAnswer();
    void aBrokenLimitCanBeTold();
    void deletingInATimeoutIsLegal();
    void aPeerThatTakesMuchSlowlyIsNotGivenUp();
    void aPeerThatIsSentToAndNeverAnswersIsGivenUp();
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

void TestWebSocketAdapterFacts::onlyPongsCountWhereAskedFor()
{
    EchoServer server;
    server.setProtocolOptions(
        {.autoPingInterval = 20ms, .autoPingTimeout = 200ms, .autoPingRestartOnAnyTraffic = false});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    // It talks all the time, and answers no ping.
    QTimer chatter;
    connect(&chatter, &QTimer::timeout, &peer, [&] { peer.send(clientFrame(0x81, "x")); });
    chatter.start(5ms);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
    QVERIFY(server.log().count(u"message ") > 0);
}

void TestWebSocketAdapterFacts::anOpeningHandshakeTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.openHandshakeTimeout = 30ms});
    RawPeer peer(server.port());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"OpenHandshakeTimeout"_s));
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::OpeningHandshake);
}

void TestWebSocketAdapterFacts::aPeerThatAnswersNoPingTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.autoPingInterval = 30ms, .autoPingTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"AutoPingTimeout"_s));
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
}

void TestWebSocketAdapterFacts::aClosingHandshakeTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.closeHandshakeTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    server.protocols().constFirst()->sendClose(4000, u"bye"_s);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"CloseHandshakeTimeout"_s));
    const CloseInfo info = server.log().closeInfo();
    QCOMPARE(info.timeout, CloseTimeout::ClosingHandshake);
    QCOMPARE(info.localCode, quint16(4000));
    QCOMPARE(info.localReason, "bye");
    QVERIFY(!info.wasClean && info.remoteReason.isEmpty());
}

void TestWebSocketAdapterFacts::aServerThatKeepsTcpIsDropped()
{
    RawServer server;
    Client client(server.url());
    client.setProtocolOptions({.closeHandshakeTimeout = 60s, .serverConnectionDropTimeout = 30ms});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QStringList order;
    connect(client.protocol(), &WebSocketAdapterProtocol::onCloseFrame, this,
            [&](quint16 code, const QString &reason) { order += u"%1 %2"_s.arg(code).arg(reason); });
    connect(client.protocol(), &WebSocketAdapterProtocol::onServerConnectionDropTimeout, this,
            [&] { order += u"timeout"_s; });
    connect(client.protocol(), &WebSocketAdapterProtocol::onClose, this, [&] { order += u"onClose"_s; });
    server.send(QByteArray::fromHex("8804") + QByteArray::fromHex("0fa0") + "hi");
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(order, (QStringList{u"4000 hi"_s, u"timeout"_s, u"onClose"_s}));
    QCOMPARE(client.log().entries().constLast(), u"close 4000 clean"_s);
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::ServerConnectionDrop);
}

void TestWebSocketAdapterFacts::aClientsOpeningHandshakeTimesOut()
{
    RawServer server(false);
    Client client(server.url());
    client.setProtocolOptions({.openHandshakeTimeout = 30ms});
    QStringList order;
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpenHandshakeTimeout, this,
                [&] { order += u"timeout"_s; });
        connect(protocol, &WebSocketAdapterProtocol::onClose, this, [&] { order += u"onClose"_s; });
    });
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(order, (QStringList{u"timeout"_s, u"onClose"_s}));
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::OpeningHandshake);
}

void TestWebSocketAdapterFacts::aConnectThatTimesOutSaysSo()
{
    // Only its port is there: TLS waits for a hello that never comes.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Client client(QUrl(u"wss://127.0.0.1:%1"_s.arg(mute.serverPort())));
    connectWS(&client, {}, 50ms);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::Connect);
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

void TestWebSocketAdapterFacts::deletingInATimeoutIsLegal()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 20ms, .autoPingTimeout = 20ms});
    bool isDeleted = false;
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onAutoPingTimeout, protocol, [&, protocol] {
            isDeleted = true;
            delete protocol;
        });
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(isDeleted);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(!server.log().isClosed());
}

void TestWebSocketAdapterFacts::aPeerThatTakesMuchSlowlyIsNotGivenUp()
{
    constexpr qsizetype size = 48 * 1024 * 1024;
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 50ms, .autoPingTimeout = 1s, .perMessageDeflate = {}});
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                [protocol] { protocol->sendMessage(QByteArray(size, 'x'), true); });
    });
    // It says nothing, and needs more than twice the timeout to read.
    QTcpSocket peer;
    peer.setReadBufferSize(128 * 1024);
    QVERIFY(peer.bind(QHostAddress(QHostAddress::LocalHost))); // so that there is a socket to set this on
    peer.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 256 * 1024);
    peer.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    peer.write(upgradeRequest());
    qint64 read = 0;
    QTimer reader;
    connect(&reader, &QTimer::timeout, &peer, [&] { read += peer.readAll().size(); });
    reader.start(5ms);
    QTRY_VERIFY_WITH_TIMEOUT(read > size || server.log().isClosed(), 60'000);
    QVERIFY(!server.log().isClosed());
}

void TestWebSocketAdapterFacts::aPeerThatIsSentToAndNeverAnswersIsGivenUp()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 30ms, .autoPingTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    // The system takes what is sent, which says nothing about the peer.
    QTimer sender;
    connect(&sender, &QTimer::timeout, this, [&] {
        for (const auto &protocol : server.protocols()) {
            if (protocol)
                protocol->sendMessage("news");
        }
    });
    sender.start(5ms);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterFacts)
#include "tst_websocketadapterfacts.moc"
