// SPDX-License-Identifier: MIT
// What else wants to be sent while a message is sent in parts: between its frames it may,
// inside a frame it waits or ends the connection, and never lands in the payload.
#include "support/enginepair.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

class tst_InterruptedParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void controlFramesWaitForTheEndOfAFrame_data();
    void controlFramesWaitForTheEndOfAFrame();
    void ofPongsTheLatestIsEnough();
    void aHeldPongStillWaitsForCongestionToEnd();
    void aKeepalivePingWaitsAndKillsNobody();
    void closingWaitsForTheEndOfAFrame();
    void betweenFramesTheConnectionCanBeClosed();
    void noCloseFrameIsPutIntoAFrame_data();
    void noCloseFrameIsPutIntoAFrame();
    void callsOutOfOrderSendNothing();
    void nothingIsSentInPartsUnlessOpen();
};

namespace {

void addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

//! Opened, inside a frame of 10 octets of which 4 are sent.
void beginFrame(EnginePeer &peer)
{
    QCOMPARE(peer.engine.beginMessage(false, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessageFrame(10, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessageFrameData("0123", peer.now).remaining, 6);
}

} // namespace

void tst_InterruptedParts::controlFramesWaitForTheEndOfAFrame_data()
{
    addRoles();
}

void tst_InterruptedParts::controlFramesWaitForTheEndOfAFrame()
{
    QFETCH(Role, role);
    EnginePeer peer(role);
    peer.open();
    beginFrame(peer);
    const QByteArray begun = peer.engine.takeOutput();
    peer.feed(peer.wire(Opcode::Ping, "theirs"));
    QCOMPARE(peer.engine.sendPing("ours", peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendPong("unasked", peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendPing(QByteArray(126, 'p'), peer.now), SendResult::TooBig);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.sink.events, QByteArrayList{"ping theirs"});
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
    const auto frames = readFrames(begun + peer.engine.takeOutput());
    QByteArrayList payloads;
    for (const SentFrame &frame : frames)
        payloads.append(frame.payload);
    QCOMPARE(payloads, (QByteArrayList{"0123456789", "theirs", "ours", "unasked", ""}));
    QCOMPARE(frames[1].header.opcode, quint8(Opcode::Pong));
    QCOMPARE(frames[2].header.opcode, quint8(Opcode::Ping));
    QCOMPARE(frames[3].header.opcode, quint8(Opcode::Pong));
}

void tst_InterruptedParts::ofPongsTheLatestIsEnough()
{
    EnginePeer peer(Role::Server);
    peer.open();
    beginFrame(peer);
    for (int i = 0; i < 1000; ++i) {
        peer.feed(peer.wire(Opcode::Ping, QByteArray::number(i)));
        QCOMPARE(peer.engine.sendPing(QByteArray::number(i), peer.now), SendResult::Ok);
    }
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    const auto frames = readFrames(peer.engine.takeOutput());
    QCOMPARE(frames.size(), 3);
    QCOMPARE(frames[1].payload, QByteArray("999"));
    QCOMPARE(frames[2].payload, QByteArray("999"));
}

void tst_InterruptedParts::aHeldPongStillWaitsForCongestionToEnd()
{
    EnginePeer peer(Role::Server);
    peer.open();
    beginFrame(peer);
    peer.engine.setCongested(true);
    peer.feed(peer.wire(Opcode::Ping, "p"));
    peer.engine.setCongested(false); // not yet: the frame is unfinished
    peer.engine.setCongested(true);
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
    peer.engine.setCongested(false);
    QCOMPARE(readFrames(peer.engine.takeOutput())[0].payload, QByteArray("p"));
}

void tst_InterruptedParts::aKeepalivePingWaitsAndKillsNobody()
{
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .keepalive = {.interval = 30s, .timeout = 20s}});
    peer.open();
    beginFrame(peer);
    peer.engine.takeOutput();
    peer.advance(1h);
    QCOMPARE(peer.engine.state(), ConnectionState::Open);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    peer.engine.takeOutput();
    peer.advance(0s);
    const auto frames = readFrames(peer.engine.takeOutput());
    QCOMPARE(frames.size(), 1);
    QCOMPARE(frames[0].header.opcode, quint8(Opcode::Ping));
    peer.advance(20s);
    QCOMPARE(peer.engine.state(), ConnectionState::Closed);
}

void tst_InterruptedParts::closingWaitsForTheEndOfAFrame()
{
    EnginePeer peer(Role::Client);
    peer.open();
    beginFrame(peer);
    QCOMPARE(peer.engine.close(1000, "", peer.now), SendResult::OutOfOrder);
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    QCOMPARE(peer.engine.close(1000, "", peer.now), SendResult::Ok);
    QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 2);
}

void tst_InterruptedParts::betweenFramesTheConnectionCanBeClosed()
{
    EnginePair pair({}, {});
    auto &client = pair.client;
    QCOMPARE(client.engine.beginMessage(false, false, client.now), SendResult::Ok);
    QCOMPARE(client.engine.sendMessageFrame("part", client.now), SendResult::Ok);
    QCOMPARE(client.engine.close(1001, "", client.now), SendResult::Ok);
    EnginePair::carry(client, pair.server);
    EnginePair::carry(pair.server, client);
    client.engine.transportClosed(TransportEnd::Clean, {}, client.now);
    QCOMPARE(client.sink.events, QByteArrayList{"closed 1001 clean"});
}

void tst_InterruptedParts::noCloseFrameIsPutIntoAFrame_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<int>("code");
    for (const Role role : {Role::Server, Role::Client}) {
        const char *name = role == Role::Server ? "server" : "client";
        QTest::addRow("%s: the peer closes", name) << role << QByteArray("close") << 1006;
        QTest::addRow("%s: the peer breaks a rule", name) << role << QByteArray("violation") << 1002;
        QTest::addRow("%s: the peer ends", name) << role << QByteArray("eof") << 1006;
        QTest::addRow("%s: the peer falls silent", name) << role << QByteArray("deadline") << 1006;
    }
}

void tst_InterruptedParts::noCloseFrameIsPutIntoAFrame()
{
    QFETCH(Role, role);
    QFETCH(QByteArray, cause);
    QFETCH(int, code);
    EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 30s, .timeout = 20s}});
    peer.open();
    if (cause == "deadline")
        peer.advance(30s); // the ping is out
    beginFrame(peer);
    peer.engine.takeOutput();
    if (cause == "close")
        peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    else if (cause == "violation")
        peer.feed(peer.wire({.rsv = 1}, "bad"));
    else if (cause == "eof")
        peer.engine.receiveEof(peer.now);
    else
        peer.advance(20s);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.transportAction(),
             cause == "deadline" ? TransportAction::Abort : TransportAction::CloseGracefully);
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).result, SendResult::NotOpen);
    peer.engine.setCongested(false);
    QVERIFY(!peer.engine.hasOutput());
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.closeInfo.code, quint16(code));
    QVERIFY(!peer.sink.closeInfo.wasClean);
    QCOMPARE(peer.sink.closeInfo.localCode, quint16(0));
    QCOMPARE(peer.sink.closeInfo.remoteCode, quint16(cause == "close" ? 1000 : 0));
}

void tst_InterruptedParts::callsOutOfOrderSendNothing()
{
    EnginePeer peer(Role::Server);
    peer.open();
    auto &engine = peer.engine;
    PreparedMessage prepared("prepared", false, false);
    constexpr auto no = SendResult::OutOfOrder;
    QCOMPARE(engine.sendMessageFrame("x", peer.now), no);
    QCOMPARE(engine.beginMessageFrame(1, peer.now), no);
    QCOMPARE(engine.sendMessageFrameData("x", peer.now).result, no);
    QCOMPARE(engine.endMessage(peer.now), no);

    QCOMPARE(engine.beginMessage(true, false, peer.now), SendResult::Ok);
    QCOMPARE(engine.beginMessage(true, false, peer.now), no);
    QCOMPARE(engine.sendMessage("x", true, false), no);
    QCOMPARE(engine.sendPreparedMessage(prepared), no);
    QCOMPARE(engine.sendMessageFrameData("x", peer.now).result, no);
    QVERIFY(!engine.hasOutput());

    QCOMPARE(engine.beginMessageFrame(1, peer.now), SendResult::Ok);
    engine.takeOutput();
    QCOMPARE(engine.beginMessage(true, false, peer.now), no);
    QCOMPARE(engine.sendMessage("x", true, false), no);
    QCOMPARE(engine.sendPreparedMessage(prepared), no);
    QCOMPARE(engine.sendMessageFrame("x", peer.now), no);
    QCOMPARE(engine.beginMessageFrame(1, peer.now), no);
    QCOMPARE(engine.endMessage(peer.now), no);
    QCOMPARE(engine.close(1000, "", peer.now), no);
    QVERIFY(!engine.hasOutput());

    // Nothing of that did any harm.
    QCOMPARE(engine.sendMessageFrameData("1", peer.now).remaining, 0);
    QCOMPARE(engine.endMessage(peer.now), SendResult::Ok);
    QCOMPARE(engine.sendMessage("whole", true, false), SendResult::Ok);
}

void tst_InterruptedParts::nothingIsSentInPartsUnlessOpen()
{
    EnginePeer peer(Role::Server);
    QCOMPARE(peer.engine.beginMessage(true, false, peer.now), SendResult::NotOpen);
    peer.open();
    QCOMPARE(peer.engine.beginMessage(true, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.close(1000, "", peer.now), SendResult::Ok);
    peer.engine.takeOutput();
    QCOMPARE(peer.engine.beginMessage(true, false, peer.now), SendResult::NotOpen);
    QCOMPARE(peer.engine.sendMessageFrame("x", peer.now), SendResult::NotOpen);
    QCOMPARE(peer.engine.beginMessageFrame(1, peer.now), SendResult::NotOpen);
    QCOMPARE(peer.engine.sendMessageFrameData("x", peer.now).result, SendResult::NotOpen);
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::NotOpen);
    QVERIFY(!peer.engine.hasOutput());
}

QTEST_APPLESS_MAIN(tst_InterruptedParts)
#include "tst_interruptedparts.moc"
