// SPDX-License-Identifier: MIT
// Requests that want no WebSocket, as the engine hands them to its owner, and
// connections that are given to somebody else.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

class tst_ConnectionPlain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlainRequestIsToldHoweverItIsCut();
    void itIsAnsweredOnceWithAnyStatus();
    void itCannotBeAcceptedAsAWebSocket();
    void aLateAnswerHasADeadline();
    void aFloodBehindItIsBounded();
    void headGetsNoBody();
    void otherMethodsAndBodiesAreTold();
    void withoutAnOwnersInterestTheEngineAnswers_data();
    void withoutAnOwnersInterestTheEngineAnswers();
    void releaseGivesBackEveryOctet_data();
    void releaseGivesBackEveryOctet();
    void nothingIsReleasedWithoutARequest();
    void theOwnersTermsOfCompressionCount();
};

namespace {

const QByteArray PlainGet = QByteArrayLiteral("GET /a?b HTTP/1.1\r\nHost: example.com\r\n\r\n");

struct PlainPeer : EnginePeer
{
    PlainPeer()
        : EnginePeer(ConnectionOptions{.role = Role::Server, .reportPlainRequests = true})
    {
        engine.startServer(now);
    }
};

} // namespace

void tst_ConnectionPlain::aPlainRequestIsToldHoweverItIsCut()
{
    for (qsizetype cut = 0; cut <= PlainGet.size(); ++cut) {
        PlainPeer peer;
        peer.feed(PlainGet.first(cut));
        peer.feed(PlainGet.sliced(cut));
        QCOMPARE(peer.sink.events, QByteArrayList{"plain GET /a?b"});
        QCOMPARE(peer.engine.state(), ConnectionState::Connecting);
        QVERIFY(!peer.engine.hasOutput());
    }
}

void tst_ConnectionPlain::itIsAnsweredOnceWithAnyStatus()
{
    PlainPeer peer;
    peer.feed(PlainGet);
    const HandshakeRejection page{.status = 200, .body = "<p>", .contentType = "text/html"};
    QCOMPARE(peer.engine.reject(page, peer.now), QByteArray());
    const QByteArray answer = peer.engine.takeOutput();
    QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QVERIFY(answer.endsWith("\r\n\r\n<p>"));
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    QVERIFY(!peer.engine.reject(page, peer.now).isEmpty());
    QVERIFY(!peer.engine.release(peer.now));
    QVERIFY(!peer.engine.hasOutput());
}

void tst_ConnectionPlain::itCannotBeAcceptedAsAWebSocket()
{
    PlainPeer peer;
    peer.feed(PlainGet);
    QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 500 "));
}

void tst_ConnectionPlain::aLateAnswerHasADeadline()
{
    PlainPeer peer;
    peer.feed(PlainGet);
    peer.advance(5s);
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 503 "));
    QVERIFY(!peer.engine.reject({.status = 200}, peer.now).isEmpty());
}

void tst_ConnectionPlain::aFloodBehindItIsBounded()
{
    PlainPeer peer;
    peer.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    peer.feed(QByteArray(20'000, 'x'));
    QCOMPARE(peer.engine.state(), ConnectionState::Connecting);
    peer.feed(QByteArray(20'000, 'x'));
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 413 "));
}

void tst_ConnectionPlain::headGetsNoBody()
{
    PlainPeer peer;
    peer.feed(QByteArray(PlainGet).replace("GET", "HEAD"));
    peer.engine.reject({.status = 200, .body = "12345"}, peer.now);
    const QByteArray answer = peer.engine.takeOutput();
    QVERIFY(answer.contains("\r\nContent-Length: 5\r\n"));
    QVERIFY(answer.endsWith("\r\n\r\n"));
}

void tst_ConnectionPlain::otherMethodsAndBodiesAreTold()
{
    PlainPeer peer;
    peer.feed("PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    QCOMPARE(peer.sink.events, QByteArrayList{"plain PUT /x"});
}

void tst_ConnectionPlain::withoutAnOwnersInterestTheEngineAnswers_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\n") << QByteArray("200");
    QTest::newRow("HEAD") << QByteArray("HEAD / HTTP/1.1\r\n") << QByteArray("200");
    QTest::newRow("POST") << QByteArray("POST / HTTP/1.1\r\n") << QByteArray("405");
    QTest::newRow("body") << QByteArray("GET / HTTP/1.1\r\nContent-Length: 1\r\n") << QByteArray("400");
}

void tst_ConnectionPlain::withoutAnOwnersInterestTheEngineAnswers()
{
    QFETCH(const QByteArray, start);
    QFETCH(const QByteArray, status);
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(start + "Host: a\r\n\r\n");
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 " + status));
    QCOMPARE(peer.sink.events, QByteArrayList());
}

void tst_ConnectionPlain::releaseGivesBackEveryOctet_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("GET alone") << PlainGet;
    QTest::newRow("POST with a body") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n\r\nbody\0\xff");
    QTest::newRow("pipelined") << PlainGet + PlainGet;
    QTest::newRow("an empty line first") << "\r\n" + PlainGet;
    QTest::newRow("WebSocket with a frame behind it") << upgradeRequest() + "\x81\x80....";
}

void tst_ConnectionPlain::releaseGivesBackEveryOctet()
{
    QFETCH(const QByteArray, octets);
    // Inside the event, and later, with more having come meanwhile.
    for (const bool isLate : {false, true}) {
        PlainPeer peer;
        std::optional<QByteArray> released;
        peer.sink.during = [&](const QByteArray &event) {
            if (!isLate && (event.startsWith("plain") || event.startsWith("request")))
                released = peer.engine.release(peer.now);
            return true;
        };
        peer.feed(octets);
        if (isLate) {
            peer.feed("more");
            released = peer.engine.release(peer.now);
        }
        QVERIFY(released.has_value());
        QCOMPARE(*released, isLate ? octets + "more" : octets);
        QVERIFY(!peer.engine.hasOutput());
        QCOMPARE(peer.engine.transportAction(), TransportAction::None);
        QVERIFY(!peer.engine.nextDeadline());
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.events.last(), QByteArray("closed 1006 unclean"));
        QVERIFY(peer.sink.closeInfo.reason.contains("handed over"));
        QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::OpeningHandshake);
    }
}

void tst_ConnectionPlain::nothingIsReleasedWithoutARequest()
{
    PlainPeer peer;
    QVERIFY(!peer.engine.release(peer.now));
    peer.feed("GET / HT");
    QVERIFY(!peer.engine.release(peer.now));
    PlainPeer open;
    open.feed(upgradeRequest());
    open.engine.accept({}, open.now);
    QVERIFY(!open.engine.release(open.now));
    QCOMPARE(open.engine.state(), ConnectionState::Open);
}

void tst_ConnectionPlain::theOwnersTermsOfCompressionCount()
{
    const QByteArray offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    const auto answerTo = [&offer](const HandshakeAcceptance &acceptance) {
        PlainPeer peer;
        peer.feed(upgradeRequest(offer));
        peer.engine.accept(acceptance, peer.now);
        return peer.engine.deflateParameters();
    };
    QCOMPARE(answerTo({})->serverMaxWindowBits, 12); // the options' own
    QVERIFY(!answerTo({.decidesDeflate = true}));
    const HandshakeAcceptance terms{.decidesDeflate = true,
                                    .deflate = DeflateOptions{.serverMaxWindowBits = 10}};
    QCOMPARE(answerTo(terms)->serverMaxWindowBits, 10);
}

QTEST_APPLESS_MAIN(tst_ConnectionPlain)
#include "tst_connectionplain.moc"
