// SPDX-License-Identifier: MIT
// What a connection tells about itself: octets on three levels in both directions, and
// the round trips of the keepalive.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

class tst_ConnectionFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void theOpeningHandshakeIsCountedApart();
    void aRefusalIsPreopen();
    void messagesAreCountedOnEveryLevel();
    void countsDoNotDependOnHowOctetsArrive();
    void controlFramesAreNoMessages();
    void whatWasInflatedCountsForTheApplication();
    void messagesInPartsCountLikeWholeOnes();
    void preparedMessagesCountLikeOthers();
    void whatWaitsToBeTakenIsSent();
    void aResetStartsAnew();
    void statisticsOutliveTheEnd();
    void theAnswerToAPingIsMeasured();
    void otherPongsAreNotMeasured();
    void aSlotMayDropTheConnectionWhenAPongComes();
    void aLargeFrameThatArrivesSlowlyIsLife();
    void theBeginningOfAMessageIsRemembered();
};

void tst_ConnectionFacts::initTestCase_data()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

void tst_ConnectionFacts::theOpeningHandshakeIsCountedApart()
{
    EnginePeer server(Role::Server);
    server.engine.startServer(server.now);
    server.feed(upgradeRequest() + server.wire(Opcode::Text, "early"));
    QCOMPARE(server.engine.trafficStats().incomingOctetsWireLevel, quint64(0));
    server.engine.accept({}, server.now);
    TrafficStats stats = server.engine.trafficStats();
    QCOMPARE(stats.preopenIncomingOctetsWireLevel, quint64(upgradeRequest().size()));
    QCOMPARE(stats.incomingOctetsWireLevel, quint64(2 + 4 + 5));
    QCOMPARE(stats.preopenOutgoingOctetsWireLevel, quint64(server.engine.outputSize()));
    QCOMPARE(stats.outgoingOctetsWireLevel, quint64(0));

    EnginePeer client(Role::Client);
    client.engine.startClient({.host = "example.com", .target = "/chat"}, SampleKey, client.now);
    const QByteArray request = client.engine.takeOutput();
    client.feed(upgradeResponse() + client.wire(Opcode::Text, "early"));
    stats = client.engine.trafficStats();
    QCOMPARE(stats.preopenOutgoingOctetsWireLevel, quint64(request.size()));
    QCOMPARE(stats.preopenIncomingOctetsWireLevel, quint64(upgradeResponse().size()));
    QCOMPARE(stats.incomingOctetsWireLevel, quint64(2 + 5));
    QCOMPARE(stats.outgoingOctetsWireLevel, quint64(0));
}

void tst_ConnectionFacts::aRefusalIsPreopen()
{
    EnginePeer server(Role::Server);
    server.engine.startServer(server.now);
    server.feed("GET / HTTP/1.1\r\n\r\n");
    const QByteArray answer = server.engine.takeOutput();
    QVERIFY(answer.startsWith("HTTP/1.1 400"));
    QCOMPARE(server.engine.trafficStats().preopenOutgoingOctetsWireLevel, quint64(answer.size()));
    QCOMPARE(server.engine.trafficStats().outgoingOctetsWireLevel, quint64(0));
}

void tst_ConnectionFacts::messagesAreCountedOnEveryLevel()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    const QByteArray wire = peer.wire(Opcode::Text, "one", false) + peer.wire(Opcode::Continuation, "two")
        + peer.wire(Opcode::Binary, QByteArray(300, 'b'));
    peer.feed(wire);
    QCOMPARE(peer.engine.sendMessage("four", false, false), SendResult::Ok);
    const QByteArray output = peer.engine.takeOutput();

    const TrafficStats stats = peer.engine.trafficStats();
    QCOMPARE(stats.incomingOctetsWireLevel, quint64(wire.size()));
    QCOMPARE(stats.incomingOctetsWebSocketLevel, quint64(306));
    QCOMPARE(stats.incomingOctetsAppLevel, quint64(306));
    QCOMPARE(stats.incomingWebSocketFrames, quint64(3));
    QCOMPARE(stats.incomingWebSocketMessages, quint64(2));
    QCOMPARE(stats.outgoingOctetsWireLevel, quint64(output.size()));
    QCOMPARE(stats.outgoingOctetsWebSocketLevel, quint64(4));
    QCOMPARE(stats.outgoingOctetsAppLevel, quint64(4));
    QCOMPARE(stats.outgoingWebSocketFrames, quint64(1));
    QCOMPARE(stats.outgoingWebSocketMessages, quint64(1));
    QCOMPARE(stats.incomingControlFrames + stats.outgoingControlFrames, quint64(0));
}

void tst_ConnectionFacts::countsDoNotDependOnHowOctetsArrive()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer whole(role);
    whole.open();
    EnginePeer bytewise(role);
    bytewise.open();
    const QByteArray wire = whole.wire(Opcode::Ping, "p") + whole.wire(Opcode::Text, "x", false)
        + whole.wire(Opcode::Pong, "") + whole.wire(Opcode::Continuation, QByteArray(200, 'y'))
        + whole.wire(Opcode::Close, closePayload(1000));
    whole.feed(wire);
    bytewise.feedBytewise(wire);
    QVERIFY(whole.engine.trafficStats() == bytewise.engine.trafficStats());
    QCOMPARE(whole.engine.trafficStats().incomingOctetsWireLevel, quint64(wire.size()));
}

void tst_ConnectionFacts::controlFramesAreNoMessages()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Ping, "p") + peer.wire(Opcode::Close, closePayload(1000)));
    const TrafficStats stats = peer.engine.trafficStats();
    QCOMPARE(stats.incomingControlFrames, quint64(2));
    QCOMPARE(stats.outgoingControlFrames, quint64(2));
    QCOMPARE(stats.incomingWebSocketFrames + stats.outgoingWebSocketFrames, quint64(0));
    QCOMPARE(stats.incomingOctetsWebSocketLevel + stats.outgoingOctetsWebSocketLevel, quint64(0));
    QVERIFY(stats.incomingOctetsWireLevel > 0 && stats.outgoingOctetsWireLevel > 0);
}

void tst_ConnectionFacts::whatWasInflatedCountsForTheApplication()
{
    EnginePeer sender(Role::Client);
    sender.open("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12\r\n");
    EnginePeer receiver(Role::Server);
    receiver.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    QVERIFY(receiver.engine.deflateParameters());
    QCOMPARE(sender.engine.sendMessage(QByteArray(10'000, 'a'), true, false), SendResult::Ok);
    receiver.feed(sender.engine.takeOutput());
    QCOMPARE(receiver.sink.messages.size(), qsizetype(1));

    const TrafficStats sent = sender.engine.trafficStats();
    const TrafficStats got = receiver.engine.trafficStats();
    QCOMPARE(sent.outgoingOctetsAppLevel, quint64(10'000));
    QCOMPARE(got.incomingOctetsAppLevel, quint64(10'000));
    QVERIFY(sent.outgoingOctetsWebSocketLevel < 200);
    QCOMPARE(got.incomingOctetsWebSocketLevel, sent.outgoingOctetsWebSocketLevel);
    QCOMPARE(got.incomingOctetsWireLevel, sent.outgoingOctetsWireLevel);
    QVERIFY(got.incomingCompressionRatio() < 0.02);
}

void tst_ConnectionFacts::messagesInPartsCountLikeWholeOnes()
{
    QFETCH_GLOBAL(Role, role);
    const Role other = role == Role::Server ? Role::Client : Role::Server;
    EnginePeer sender(other);
    sender.open();
    QCOMPARE(sender.engine.beginMessage(true, false, sender.now), SendResult::Ok);
    QCOMPARE(sender.engine.beginMessageFrame(6, sender.now), SendResult::Ok);
    QCOMPARE(sender.engine.sendMessageFrameData("abcd", sender.now).remaining, qint64(2));
    QCOMPARE(sender.engine.sendMessageFrameData("ef", sender.now).remaining, qint64(0));
    QCOMPARE(sender.engine.sendMessageFrame("ghi", sender.now), SendResult::Ok);
    QCOMPARE(sender.engine.endMessage(sender.now), SendResult::Ok);
    const QByteArray wire = sender.engine.takeOutput();
    const TrafficStats sent = sender.engine.trafficStats();
    QCOMPARE(sent.outgoingOctetsWireLevel, quint64(wire.size()));
    QCOMPARE(sent.outgoingOctetsWebSocketLevel, quint64(9));
    QCOMPARE(sent.outgoingOctetsAppLevel, quint64(9));
    QCOMPARE(sent.outgoingWebSocketFrames, quint64(3));
    QCOMPARE(sent.outgoingWebSocketMessages, quint64(1));

    EnginePeer whole(role);
    whole.open();
    whole.feed(wire);
    for (const Delivery delivery : {Delivery::Frame, Delivery::Streaming}) {
        EnginePeer parts(ConnectionOptions{.role = role, .delivery = delivery});
        parts.open();
        parts.feedBytewise(wire);
        QVERIFY(parts.engine.trafficStats() == whole.engine.trafficStats());
    }
    QCOMPARE(whole.engine.trafficStats().incomingOctetsAppLevel, quint64(9));
    QCOMPARE(whole.engine.trafficStats().incomingWebSocketFrames, quint64(3));
}

void tst_ConnectionFacts::preparedMessagesCountLikeOthers()
{
    QFETCH_GLOBAL(Role, role);
    const ConnectionOptions options{.role = role, .autoFragmentSize = 4};
    PreparedMessage message("ten octets", true, false);
    for (int i = 0; i < 2; ++i) { // the second time its frames are known
        EnginePeer prepared(options);
        prepared.open();
        QCOMPARE(prepared.engine.sendPreparedMessage(message), SendResult::Ok);
        EnginePeer usual(options);
        usual.open();
        QCOMPARE(usual.engine.sendMessage("ten octets", true, false), SendResult::Ok);
        QVERIFY(prepared.engine.trafficStats() == usual.engine.trafficStats());
        QCOMPARE(usual.engine.trafficStats().outgoingWebSocketFrames, quint64(3));
    }
}

void tst_ConnectionFacts::whatWaitsToBeTakenIsSent()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.sendMessage("waiting", false, false), SendResult::Ok);
    const TrafficStats before = peer.engine.trafficStats();
    QCOMPARE(before.outgoingOctetsWireLevel, quint64(peer.engine.outputSize()));
    peer.engine.takeOutput();
    QVERIFY(peer.engine.trafficStats() == before);
}

void tst_ConnectionFacts::aResetStartsAnew()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "x"));
    QCOMPARE(peer.engine.sendMessage("waiting", false, false), SendResult::Ok);
    peer.engine.resetTrafficStats();
    peer.engine.takeOutput();
    QVERIFY(peer.engine.trafficStats() == TrafficStats());
    peer.feed(peer.wire(Opcode::Text, "y"));
    QCOMPARE(peer.engine.trafficStats().incomingWebSocketMessages, quint64(1));
}

void tst_ConnectionFacts::statisticsOutliveTheEnd()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "x") + peer.wire(Opcode::Close, closePayload(1000)));
    peer.engine.takeOutput();
    const TrafficStats before = peer.engine.trafficStats();
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QVERIFY(peer.engine.trafficStats() == before);
    QCOMPARE(before.incomingWebSocketMessages, quint64(1));
}

void tst_ConnectionFacts::theAnswerToAPingIsMeasured()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 10s, .timeout = 5s}});
    peer.open();
    for (int i = 1; i <= 3; ++i) {
        peer.advance(10s);
        const auto frames = readFrames(peer.engine.takeOutput());
        QCOMPARE(frames.size(), qsizetype(1));
        QCOMPARE(frames[0].payload.size(), qsizetype(12));
        peer.now += 40ms * i;
        peer.feedBytewise(peer.wire(Opcode::Pong, frames[0].payload));
        QCOMPARE(peer.sink.everything.size(), qsizetype(2 * i));
        QVERIFY(peer.sink.everything[2 * i - 2].startsWith("pong "));
        QCOMPARE(peer.sink.everything[2 * i - 1],
                 "autopong " + QByteArray::number(i) + ' ' + QByteArray::number(40 * i));
    }
    QVERIFY((peer.engine.roundTrips() == QList<std::chrono::nanoseconds>{40ms, 80ms, 120ms}));
}

void tst_ConnectionFacts::otherPongsAreNotMeasured()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 10s, .timeout = 5s}});
    peer.open();
    QCOMPARE(peer.engine.sendPing("mine", peer.now), SendResult::Ok);
    peer.feed(peer.wire(Opcode::Pong, "mine") + peer.wire(Opcode::Pong, ""));
    peer.advance(10s);
    peer.feed(peer.wire(Opcode::Pong, QByteArray(12, 'x')));
    QCOMPARE(peer.sink.everything, (QByteArrayList{"pong mine", "pong ", "pong xxxxxxxxxxxx"}));
    QVERIFY(peer.engine.roundTrips().isEmpty());
    QCOMPARE(peer.engine.state(), ConnectionState::Open);
}

void tst_ConnectionFacts::aSlotMayDropTheConnectionWhenAPongComes()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 10s, .timeout = 5s}});
    peer.open();
    peer.advance(10s);
    const QByteArray ping = readFrames(peer.engine.takeOutput())[0].payload;
    peer.sink.during = [](const QByteArray &event) { return !event.startsWith("pong"); };
    peer.feed(peer.wire(Opcode::Pong, ping) + peer.wire(Opcode::Text, "more"));
    QCOMPARE(peer.sink.everything.size(), qsizetype(1));
}

void tst_ConnectionFacts::aLargeFrameThatArrivesSlowlyIsLife()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 10s, .timeout = 5s}});
    peer.open();
    const QByteArray frame = peer.wire(Opcode::Binary, QByteArray(100, 'x'));
    for (const char octet : frame) {
        peer.feed({&octet, 1});
        peer.advance(4s);
    }
    QCOMPARE(peer.engine.state(), ConnectionState::Open);
    QCOMPARE(peer.sink.messages.size(), qsizetype(1));
}

void tst_ConnectionFacts::theBeginningOfAMessageIsRemembered()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    const TimePoint start = peer.now;
    peer.feed(peer.wire(Opcode::Text, "first", false));
    peer.now += 1s;
    peer.feed(peer.wire(Opcode::Ping, ""));
    peer.feed(peer.wire(Opcode::Continuation, "last"));
    QVERIFY(peer.engine.messageBegan() == start);
    peer.feed(peer.wire(Opcode::Text, "next"));
    QVERIFY(peer.engine.messageBegan() == start + 1s);
}

QTEST_APPLESS_MAIN(tst_ConnectionFacts)
#include "tst_connectionfacts.moc"
