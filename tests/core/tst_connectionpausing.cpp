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
    void anEndInsideAnEventWaitsForWhatCameBefore_data();
    void anEndInsideAnEventWaitsForWhatCameBefore();
    void nobodyPausesAfterTheEnd();
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

void TestConnectionPausing::anEndInsideAnEventWaitsForWhatCameBefore_data()
{
    QTest::addColumn<bool>("isEof");
    QTest::addColumn<bool>("isClosed");
    QTest::newRow("end of the peer's direction") << true << false;
    QTest::newRow("end of the transport") << false << true;
    QTest::newRow("one after the other") << true << true;
}

//! As from an event loop that a slot spins while the rest of a read waits.
void TestConnectionPausing::anEndInsideAnEventWaitsForWhatCameBefore()
{
    QFETCH(const bool, isEof);
    QFETCH(const bool, isClosed);
    EnginePeer peer(Role::Client);
    peer.open();
    peer.sink.during = [&](const QByteArray &event) {
        if (event == "text one") {
            if (isEof)
                peer.engine.receiveEof(peer.now);
            if (isClosed)
                peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        }
        return true;
    };
    peer.feed(peer.wire(Opcode::Text, "one") + peer.wire(Opcode::Text, "two")
              + peer.wire(Opcode::Close, closePayload(1001)));
    if (!isClosed)
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events.first(2), (QByteArrayList{"text one", "text two"}));
    QCOMPARE(peer.sink.events.constLast(), "closed 1001 clean");
    QCOMPARE(peer.sink.events.count("closed 1001 clean"), 1);

    // With nothing left to be told there is nothing to wait for.
    EnginePeer last(Role::Client);
    last.open();
    last.sink.during = [&last](const QByteArray &event) {
        if (event == "text one") {
            last.engine.transportClosed(TransportEnd::Clean, {}, last.now);
            return last.sink.events.constLast().startsWith("closed ");
        }
        return true;
    };
    last.feed(last.wire(Opcode::Text, "one"));
    QCOMPARE(last.sink.events, (QByteArrayList{"text one", "closed 1006 unclean"}));
}

void TestConnectionPausing::nobodyPausesAfterTheEnd()
{
    EnginePeer peer(Role::Client);
    peer.open();
    peer.engine.setPaused(true, peer.now);
    peer.feed(peer.wire(Opcode::Text, "one") + peer.wire(Opcode::Text, "two") + peer.wire(Opcode::Text, "3"));
    peer.sink.during = [&peer](const QByteArray &) {
        peer.engine.setPaused(false, peer.now);
        peer.engine.setPaused(true, peer.now);
        return true;
    };
    peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
    QCOMPARE(peer.sink.events, (QByteArrayList{"text one", "text two", "text 3", "closed 1006 unclean"}));
}

QTEST_APPLESS_MAIN(TestConnectionPausing)
#include "tst_connectionpausing.moc"
