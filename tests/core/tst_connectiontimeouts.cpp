// SPDX-License-Identifier: MIT
// Deadlines that pass and close frames that come: what is told, and in which order.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

namespace {

QByteArray told(CloseTimeout timeout)
{
    return "timeout " + QByteArray::number(int(timeout));
}

} // namespace

class tst_ConnectionTimeouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void anOpeningHandshakeThatTakesTooLong();
    void aDecisionThatTakesTooLong();
    void aRefusedPeerThatStaysIsNoTimeout();
    void aClosingHandshakeThatTakesTooLong();
    void aPeerThatAnswersNoPing();
    void aTimeoutIsToldOnceItsConsequencesAreDrawn();
    void aTimeoutMayBeTheLastThatIsTold();
    void aServerThatKeepsTheConnectionIsDropped();
    void theCloseDeadlineCountsWhereItComesFirst();
    void withoutAServerDropTimeoutTheCloseDeadlineCounts();
    void aServerWaitsForTheClientsEndByTheCloseDeadline();
    void aCloseFrameIsToldBeforeItsAnswer();
    void aCloseFrameWithoutACodeIsTold();
    void anInvalidCloseFrameIsNotTold();
    void theApplicationMayCloseOnACloseFrame();
    void theApplicationMayAbortOnACloseFrame();
    void aSinkThatGoesOnACloseFrameHearsNoMore();
    void theBrokenRuleIsInTheEnd();
};

void tst_ConnectionTimeouts::initTestCase_data()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

void tst_ConnectionTimeouts::anOpeningHandshakeThatTakesTooLong()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    if (role == Role::Server)
        peer.engine.startServer(peer.now);
    else
        peer.engine.startClient({.host = "example.com", .target = "/"}, SampleKey, peer.now);
    peer.advance(5s);
    QCOMPARE(peer.sink.everything, QByteArrayList{told(CloseTimeout::OpeningHandshake)});
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.everything,
             (QByteArrayList{told(CloseTimeout::OpeningHandshake), "closed 1006 unclean"}));
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::OpeningHandshake);
}

void tst_ConnectionTimeouts::aDecisionThatTakesTooLong()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest());
    peer.sink.everything.clear();
    peer.advance(5s);
    QCOMPARE(peer.sink.everything, QByteArrayList{told(CloseTimeout::OpeningHandshake)});
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 503"));
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::OpeningHandshake);
    QCOMPARE(peer.sink.closeInfo.httpStatus, 503);
}

void tst_ConnectionTimeouts::aRefusedPeerThatStaysIsNoTimeout()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed("GET / HTTP/1.1\r\n\r\n");
    peer.advance(2s);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    QVERIFY(peer.sink.everything.isEmpty());
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::None);
    QCOMPARE(peer.sink.closeInfo.httpStatus, 400);
}

void tst_ConnectionTimeouts::aClosingHandshakeThatTakesTooLong()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.advance(2s);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.everything,
             (QByteArrayList{told(CloseTimeout::ClosingHandshake), "closed 1006 unclean"}));
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::ClosingHandshake);
}

void tst_ConnectionTimeouts::aPeerThatAnswersNoPing()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.advance(50s);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.everything, (QByteArrayList{told(CloseTimeout::AutoPing), "closed 1006 unclean"}));
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::AutoPing);
}

void tst_ConnectionTimeouts::aTimeoutIsToldOnceItsConsequencesAreDrawn()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [&](const QByteArray &event) {
        if (event.startsWith("timeout")) {
            [&] {
                QCOMPARE(peer.engine.state(), ConnectionState::Closed);
                QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
                QCOMPARE(peer.engine.sendMessage("late", false, false), SendResult::NotOpen);
            }();
        }
        return true;
    };
    peer.engine.takeOutput();
    peer.advance(50s);
    QCOMPARE(peer.sink.everything.size(), qsizetype(1));
}

void tst_ConnectionTimeouts::aTimeoutMayBeTheLastThatIsTold()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [](const QByteArray &) { return false; };
    peer.advance(50s);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.everything, QByteArrayList{told(CloseTimeout::AutoPing)});
}

void tst_ConnectionTimeouts::aServerThatKeepsTheConnectionIsDropped()
{
    EnginePeer peer(ConnectionOptions{.role = Role::Client, .closeHandshakeTimeout = 20s});
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.advance(10s);
    QVERIFY(peer.sink.everything.isEmpty());
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    peer.advance(999ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::None);
    peer.advance(1ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(
        peer.sink.everything,
        (QByteArrayList{"closeframe 1000 ", told(CloseTimeout::ServerConnectionDrop), "closed 1000 clean"}));
    QVERIFY(peer.sink.closeInfo.wasClean);
    QCOMPARE(peer.sink.closeInfo.timeout, CloseTimeout::ServerConnectionDrop);
}

void tst_ConnectionTimeouts::theCloseDeadlineCountsWhereItComesFirst()
{
    EnginePeer peer(ConnectionOptions{.role = Role::Client, .closeHandshakeTimeout = 2s});
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.advance(1500ms);
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    peer.advance(500ms);
    QCOMPARE(peer.sink.everything.constLast(), told(CloseTimeout::ClosingHandshake));
}

void tst_ConnectionTimeouts::withoutAServerDropTimeoutTheCloseDeadlineCounts()
{
    EnginePeer peer(ConnectionOptions{
        .role = Role::Client, .closeHandshakeTimeout = 2s, .serverConnectionDropTimeout = 0s});
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    peer.advance(1999ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::None);
    peer.advance(1ms);
    QCOMPARE(peer.sink.everything.constLast(), told(CloseTimeout::ClosingHandshake));
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QVERIFY(peer.sink.closeInfo.wasClean);
}

void tst_ConnectionTimeouts::aServerWaitsForTheClientsEndByTheCloseDeadline()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    peer.advance(1999ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    peer.advance(1ms);
    QCOMPARE(peer.sink.everything.constLast(), told(CloseTimeout::ClosingHandshake));
}

void tst_ConnectionTimeouts::aCloseFrameIsToldBeforeItsAnswer()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [&](const QByteArray &event) {
        if (event.startsWith("closeframe")) {
            [&] {
                QVERIFY(!peer.engine.hasOutput());
                QCOMPARE(peer.engine.state(), ConnectionState::Open);
                // Section 5.5.1 lets an endpoint finish what it is saying first.
                QCOMPARE(peer.engine.sendMessage("last word", false, false), SendResult::Ok);
            }();
        }
        return true;
    };
    peer.feed(peer.wire(Opcode::Close, closePayload(3000, "enough")));
    QCOMPARE(peer.sink.everything, QByteArrayList{"closeframe 3000 enough"});
    const auto frames = readFrames(peer.engine.takeOutput());
    QCOMPARE(frames.size(), qsizetype(2));
    QCOMPARE(frames[0].payload, QByteArray("last word"));
    QCOMPARE(frames[1].payload, closePayload(3000));
}

void tst_ConnectionTimeouts::aCloseFrameWithoutACodeIsTold()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, ""));
    QCOMPARE(peer.sink.everything, QByteArrayList{"closeframe 1005 "});
}

void tst_ConnectionTimeouts::anInvalidCloseFrameIsNotTold()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1006)));
    QVERIFY(peer.sink.everything.isEmpty());
    QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1002);
}

void tst_ConnectionTimeouts::theApplicationMayCloseOnACloseFrame()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [&](const QByteArray &) {
        return peer.engine.close(4000, "ours", peer.now) == SendResult::Ok;
    };
    peer.feed(peer.wire(Opcode::Close, closePayload(3000, "theirs")));
    const auto frames = readFrames(peer.engine.takeOutput());
    QCOMPARE(frames.size(), qsizetype(1));
    QCOMPARE(frames[0].payload, closePayload(4000, "ours"));
    peer.sink.during = [](const QByteArray &) { return true; };
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    const CloseInfo &info = peer.sink.closeInfo;
    QVERIFY(info.wasClean);
    QCOMPARE(info.localCode, quint16(4000));
    QCOMPARE(info.localReason, QByteArray("ours"));
    QCOMPARE(info.remoteCode, quint16(3000));
    QCOMPARE(info.remoteReason, QByteArray("theirs"));
    QCOMPARE(info.by, ClosedBy::Remote);
}

void tst_ConnectionTimeouts::theApplicationMayAbortOnACloseFrame()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [&](const QByteArray &) {
        peer.engine.abort(peer.now);
        return true;
    };
    peer.feed(peer.wire(Opcode::Close, closePayload(3000)));
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    QVERIFY(!peer.engine.nextDeadline());
}

void tst_ConnectionTimeouts::aSinkThatGoesOnACloseFrameHearsNoMore()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.sink.during = [](const QByteArray &) { return false; };
    peer.feed(peer.wire(Opcode::Close, closePayload(3000)));
    QVERIFY(!peer.engine.hasOutput());
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.everything.size(), qsizetype(1));
}

void tst_ConnectionTimeouts::theBrokenRuleIsInTheEnd()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 10, .maxMessageBytes = 12}});
    peer.open();
    peer.feed(peer.wire(Opcode::Text, QByteArray(11, 'x')));
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QVERIFY(peer.sink.closeInfo.wasMaxFramePayloadSizeExceeded());
    QCOMPARE(peer.sink.closeInfo.localReason, peer.sink.closeInfo.reason);

    EnginePeer other(ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 10, .maxMessageBytes = 12}});
    other.open();
    other.feed(other.wire(Opcode::Text, QByteArray(8, 'x'), false)
               + other.wire(Opcode::Continuation, QByteArray(8, 'x')));
    other.engine.transportClosed(TransportEnd::Clean, {}, other.now);
    QVERIFY(other.sink.closeInfo.wasMaxMessagePayloadSizeExceeded());
}

QTEST_APPLESS_MAIN(tst_ConnectionTimeouts)
#include "tst_connectiontimeouts.moc"
