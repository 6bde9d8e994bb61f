// SPDX-License-Identifier: MIT
// An application that wants to hear nothing for a while.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

class TestConnectionPausing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsReportedWhilePaused();
    void pausingInsideAnEventKeepsTheRest();
    void theEndBringsWhatAPauseKept();
    void aPausedPeerIsPingedAndNotGivenUp();
};

void TestConnectionPausing::nothingIsReportedWhilePaused()
{
    EnginePeer peer(Role::Server);
    peer.engine.setPaused(true, peer.now);
    peer.open(); // the handshake is not held up
    peer.feedBytewise(peer.wire(Opcode::Text, "one") + peer.wire(Opcode::Ping, "p"));
    QVERIFY(peer.sink.events.isEmpty());
    QVERIFY(!peer.engine.hasOutput());
    peer.engine.setPaused(false, peer.now);
    QCOMPARE(peer.sink.events, (QByteArrayList{"text one", "ping p"}));
    QVERIFY(peer.engine.hasOutput());
}

void TestConnectionPausing::pausingInsideAnEventKeepsTheRest()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.sink.during = [&peer](const QByteArray &) {
        peer.engine.setPaused(true, peer.now);
        return true;
    };
    peer.feed(peer.wire(Opcode::Text, "one") + peer.wire(Opcode::Text, "two") + peer.wire(Opcode::Text, "3"));
    QCOMPARE(peer.sink.events, QByteArrayList{"text one"});
    peer.feed(peer.wire(Opcode::Text, "four"));
    QCOMPARE(peer.sink.events.size(), 1);
    peer.engine.setPaused(false, peer.now);
    QCOMPARE(peer.sink.events, (QByteArrayList{"text one", "text two"}));
    peer.sink.during = [](const QByteArray &) { return true; };
    peer.engine.setPaused(false, peer.now);
    QCOMPARE(peer.sink.events, (QByteArrayList{"text one", "text two", "text 3", "text four"}));
}

void TestConnectionPausing::theEndBringsWhatAPauseKept()
{
    for (const bool isOrderly : {true, false}) {
        EnginePeer peer(Role::Client);
        peer.open();
        peer.engine.setPaused(true, peer.now);
        peer.feed(peer.wire(Opcode::Text, "one") + peer.wire(Opcode::Close, closePayload(1001)));
        QVERIFY(peer.sink.events.isEmpty());
        if (isOrderly)
            peer.engine.receiveEof(peer.now);
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.events, (QByteArrayList{"text one", "closed 1001 clean"}));
    }
}

void TestConnectionPausing::aPausedPeerIsPingedAndNotGivenUp()
{
    EnginePeer peer({.role = Role::Server, .keepalive = {.interval = 10s, .timeout = 5s}});
    peer.open();
    peer.engine.setPaused(true, peer.now);
    peer.advance(100s);
    QCOMPARE(peer.engine.state(), ConnectionState::Open);
    QVERIFY(readFrames(peer.engine.takeOutput()).size() >= 5);
    peer.engine.setPaused(false, peer.now);
    peer.advance(100s);
    QCOMPARE(peer.engine.state(), ConnectionState::Closed);
}

QTEST_APPLESS_MAIN(TestConnectionPausing)
#include "tst_connectionpausing.moc"
