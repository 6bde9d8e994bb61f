// SPDX-License-Identifier: MIT
// Every way to the end of a connection, in both roles: who says what, what is
// reported, and how long it may take.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

class tst_ConnectionClosing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void ourCloseIsAnsweredAndClean();
    void theirCloseIsEchoedAndClean();
    void aCloseWithoutCodeIsAnsweredLikeIt();
    void reasonIsEchoedWhenAskedFor();
    void legalCodesAreAccepted();
    void messagesAfterOurCloseAreNotDelivered();
    void nothingIsSentAfterAClose();
    void anUnansweredCloseEndsAtTheDeadline();
    void aPeerThatStaysAfterTheHandshakeIsDropped();
    void endWithoutCloseFrameIsAbnormal();
    void aLostTransportIsAbnormal();
    void aViolationWhileClosingIsNotAnsweredAgain();
    void aViolationWhileClosingBuysNoTime();
    void failByDropSaysNothing();
    void abortIsReportedOnce();
    void tlsFailureHasItsOwnCode();
    void aLongReasonIsCutAtACodePoint();
};

void tst_ConnectionClosing::initTestCase_data()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

void tst_ConnectionClosing::ourCloseIsAnsweredAndClean()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.close(1001, "leaving", peer.now), SendResult::Ok);
    QCOMPARE(readFrames(peer.engine.takeOutput())[0].payload, closePayload(1001, "leaving"));
    QCOMPARE(peer.engine.transportAction(), TransportAction::None);
    peer.feed(peer.wire(Opcode::Close, closePayload(1001, "fine")));
    QVERIFY(!peer.engine.hasOutput());
    // Section 7.1.1: the server ends the transport, the client waits for that.
    QCOMPARE(peer.engine.transportAction(),
             role == Role::Server ? TransportAction::CloseGracefully : TransportAction::None);
    peer.engine.receiveEof(peer.now);
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1001 clean"});
    const CloseInfo &info = peer.engine.closeInfo();
    QCOMPARE(info.by, ClosedBy::Local);
    QCOMPARE(info.localCode, quint16(1001));
    QCOMPARE(info.remoteCode, quint16(1001));
    QCOMPARE(info.reason, QByteArray("fine"));
}

void tst_ConnectionClosing::theirCloseIsEchoedAndClean()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(3999, "Grüße")));
    QCOMPARE(readFrames(peer.engine.takeOutput())[0].payload, closePayload(3999));
    QCOMPARE(peer.engine.state(), ConnectionState::Closing);
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 3999 clean"});
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Remote);
    QCOMPARE(peer.sink.closeInfo.reason, QByteArray("Grüße"));
}

void tst_ConnectionClosing::aCloseWithoutCodeIsAnsweredLikeIt()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, ""));
    QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 0);
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1005 clean"});
}

void tst_ConnectionClosing::reasonIsEchoedWhenAskedFor()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .echoCloseCodeReason = true});
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1000, "bye")));
    QCOMPARE(readFrames(peer.engine.takeOutput())[0].payload, closePayload(1000, "bye"));
}

void tst_ConnectionClosing::legalCodesAreAccepted()
{
    QFETCH_GLOBAL(Role, role);
    for (const quint16 code :
         {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999}) {
        EnginePeer peer(role);
        peer.open();
        peer.feed(peer.wire(Opcode::Close, closePayload(code, QByteArray(123, 'r'))));
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), int(code));
    }
}

void tst_ConnectionClosing::messagesAfterOurCloseAreNotDelivered()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "half", false).chopped(2));
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.engine.takeOutput();
    QByteArray rest = peer.wire(Opcode::Text, "half", false).last(2);
    rest += peer.wire(Opcode::Ping, "p");
    rest += peer.wire(Opcode::Continuation, "\xff\xff");
    rest += peer.wire(Opcode::Binary, QByteArray(1000, 'x'));
    peer.feedBytewise(rest + peer.wire(Opcode::Close, closePayload(1000)));
    QVERIFY(!peer.engine.hasOutput());
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1000 clean"});
}

void tst_ConnectionClosing::nothingIsSentAfterAClose()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)) + peer.wire(Opcode::Ping, "late"));
    QCOMPARE(peer.engine.sendMessage("late", false, false), SendResult::NotOpen);
    QCOMPARE(peer.engine.sendPing("late", peer.now), SendResult::NotOpen);
    QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
}

void tst_ConnectionClosing::anUnansweredCloseEndsAtTheDeadline()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .closeHandshakeTimeout = 2s});
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.advance(1s);
    // Frames that are not a close frame do not buy time.
    peer.feed(peer.wire(Opcode::Text, "still talking"));
    peer.advance(999ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::None);
    peer.advance(1ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    QVERIFY(!peer.engine.nextDeadline());
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    QVERIFY(peer.sink.closeInfo.reason.contains("too long"));
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Local);
}

void tst_ConnectionClosing::aPeerThatStaysAfterTheHandshakeIsDropped()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.feed(peer.wire(Opcode::Close, closePayload(1000)));
    peer.advance(2s);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1000 clean"});
}

void tst_ConnectionClosing::endWithoutCloseFrameIsAbnormal()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.engine.receiveEof(peer.now);
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    QCOMPARE(peer.engine.sendMessage("x", false, false), SendResult::NotOpen);
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Remote);
}

void tst_ConnectionClosing::aLostTransportIsAbnormal()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.engine.transportClosed(TransportEnd::Lost, "connection reset", peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Transport);
    QCOMPARE(peer.sink.closeInfo.reason, QByteArray("connection reset"));
}

void tst_ConnectionClosing::aViolationWhileClosingIsNotAnsweredAgain()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.engine.takeOutput();
    peer.feed(peer.wire({.rsv = 7}, "x"));
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1002 unclean"});
}

void tst_ConnectionClosing::aViolationWhileClosingBuysNoTime()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.close(1000, {}, peer.now), SendResult::Ok);
    peer.advance(1900ms);
    peer.feed(peer.wire({.rsv = 7}, "x"));
    peer.advance(100ms);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
}

void tst_ConnectionClosing::failByDropSaysNothing()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .failByDrop = true});
    peer.open();
    peer.feed(peer.wire({.rsv = 7}, "x"));
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1002 unclean"});
}

void tst_ConnectionClosing::abortIsReportedOnce()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    peer.engine.abort(peer.now);
    QCOMPARE(peer.engine.state(), ConnectionState::Closed);
    QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
    peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
    peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Local);
}

void tst_ConnectionClosing::tlsFailureHasItsOwnCode()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.engine.transportClosed(TransportEnd::TlsError, "certificate not trusted", peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1015 unclean"});
    QCOMPARE(peer.sink.closeInfo.reason, QByteArray("certificate not trusted"));
    QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::Connecting);
}

void tst_ConnectionClosing::aLongReasonIsCutAtACodePoint()
{
    QFETCH_GLOBAL(Role, role);
    EnginePeer peer(role);
    peer.open();
    QCOMPARE(peer.engine.close(1000, QByteArray("€").repeated(100), peer.now), SendResult::Ok);
    QCOMPARE(readFrames(peer.engine.takeOutput())[0].payload,
             closePayload(1000, QByteArray("€").repeated(41)));
}

QTEST_APPLESS_MAIN(tst_ConnectionClosing)
#include "tst_connectionclosing.moc"
