// SPDX-License-Identifier: MIT
// The engine's opening handshake in both roles: what is asked, answered, refused,
// and what happens in the time between.
#include "support/enginepeer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

class tst_ConnectionOpening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverOpensHoweverTheRequestIsCut();
    void clientOpensHoweverTheResponseIsCut();
    void framesBehindTheHandshakeArriveAfterIt();
    void aLateDecisionKeepsWhatCameMeanwhile();
    void octetsFromInsideTheRequestComeAfterThoseBehindIt();
    void dataBeforeTheDecisionIsBounded();
    void aBadRequestGetsItsStatus_data();
    void aBadRequestGetsItsStatus();
    void aPlainGetGetsThePage();
    void anImproperAcceptanceBecomes500();
    void aRejectionTravelsWhole();
    void aDecisionComesOnlyOnce();
    void aDecisionAfterTheEndDecidesNothing();
    void aRefusalTellsTheClientItsStatus();
    void anEndHalfWayIsReported();
    void theDeadlineDropsASilentPeer();
    void aSlowApplicationCosts503();
};

void tst_ConnectionOpening::serverOpensHoweverTheRequestIsCut()
{
    const QByteArray request = upgradeRequest();
    for (qsizetype cut = 0; cut <= request.size(); ++cut) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(request.first(cut));
        peer.feed(request.sliced(cut));
        QCOMPARE(peer.sink.events, QByteArrayList{"request /chat"});
        QCOMPARE(peer.engine.state(), ConnectionState::Connecting);
        QVERIFY(peer.engine.accept({}, peer.now).isEmpty());
        QCOMPARE(peer.sink.events.last(), QByteArray("open"));
        QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 101 "));
    }
}

void tst_ConnectionOpening::clientOpensHoweverTheResponseIsCut()
{
    const QByteArray response = upgradeResponse();
    for (qsizetype cut = 0; cut <= response.size(); ++cut) {
        EnginePeer peer(Role::Client);
        peer.engine.startClient({.host = "example.com", .target = "/chat"}, SampleKey, peer.now);
        QVERIFY(peer.engine.takeOutput().startsWith("GET /chat HTTP/1.1\r\n"));
        peer.feed(response.first(cut));
        peer.feed(response.sliced(cut));
        QCOMPARE(peer.sink.events, (QByteArrayList{"response ", "open"}));
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
    }
}

void tst_ConnectionOpening::framesBehindTheHandshakeArriveAfterIt()
{
    EnginePeer client(Role::Client);
    client.engine.startClient({.host = "example.com"}, SampleKey, client.now);
    client.feed(upgradeResponse() + client.wire(Opcode::Text, "at once"));
    QCOMPARE(client.sink.events, (QByteArrayList{"response ", "open", "text at once"}));

    EnginePeer server(Role::Server);
    server.sink.during = [&](const QByteArray &event) {
        if (event.startsWith("request"))
            server.engine.accept({}, server.now);
        return true;
    };
    server.engine.startServer(server.now);
    server.feed(upgradeRequest() + server.wire(Opcode::Text, "at once"));
    QCOMPARE(server.sink.events, (QByteArrayList{"request /chat", "open", "text at once"}));
}

void tst_ConnectionOpening::aLateDecisionKeepsWhatCameMeanwhile()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest() + peer.wire(Opcode::Text, "one"));
    peer.feed(peer.wire(Opcode::Text, "two"));
    QCOMPARE(peer.sink.events, QByteArrayList{"request /chat"});
    QVERIFY(peer.engine.accept({}, peer.now).isEmpty());
    QCOMPARE(peer.sink.events, (QByteArrayList{"request /chat", "open", "text one", "text two"}));
}

void tst_ConnectionOpening::octetsFromInsideTheRequestComeAfterThoseBehindIt()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.sink.during = [&peer](const QByteArray &event) {
        if (event.startsWith("request ")) // a slot that spins an event loop
            peer.feed(peer.wire(Opcode::Text, "second"));
        return true;
    };
    peer.feed(upgradeRequest() + peer.wire(Opcode::Text, "first"));
    peer.engine.accept({}, peer.now);
    QCOMPARE(peer.sink.events, (QByteArrayList{"request /chat", "open", "text first", "text second"}));
}

void tst_ConnectionOpening::dataBeforeTheDecisionIsBounded()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest());
    const QByteArray flood(20'000, 'x');
    peer.feed(flood);
    QCOMPARE(peer.engine.state(), ConnectionState::Connecting);
    peer.feed(flood);
    QCOMPARE(peer.engine.state(), ConnectionState::Closing);
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 400 "));
    QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
}

void tst_ConnectionOpening::aBadRequestGetsItsStatus_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("status");

    const auto changed = [](const char *from, const char *to) { return upgradeRequest().replace(from, to); };
    QTest::newRow("wrong version") << changed("Version: 13", "Version: 12") << QByteArray("426");
    QTest::newRow("no key") << changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")
                            << QByteArray("400");
    QTest::newRow("bad key") << changed("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=") << QByteArray("400");
    QTest::newRow("300 kB header line")
        << upgradeRequest("X: " + QByteArray(300'000, 'x') + "\r\n") << QByteArray("431");
    QTest::newRow("20,000 headers") << upgradeRequest(QByteArray("X: y\r\n").repeated(20'000))
                                    << QByteArray("431");
    QTest::newRow("blank in the target") << changed("/chat", "/cha t") << QByteArray("400");
    QTest::newRow("HTTP/1.0") << changed("HTTP/1.1", "HTTP/1.0") << QByteArray("505");
    QTest::newRow("POST") << changed("GET ", "POST ") << QByteArray("405");
    QTest::newRow("TLS on a plain port")
        << QByteArray::fromHex("16030100c8010000c40303") << QByteArray("400");
}

void tst_ConnectionOpening::aBadRequestGetsItsStatus()
{
    QFETCH(QByteArray, octets);
    QFETCH(QByteArray, status);
    for (const bool bytewise : {false, true}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        if (bytewise)
            peer.feedBytewise(octets);
        else
            peer.feed(octets);
        const QByteArray answer = peer.engine.takeOutput();
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status + ' '), answer.constData());
        QVERIFY(answer.contains("\r\nConnection: close")
                || answer.contains("\r\nConnection: Upgrade, close"));
        QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
        QCOMPARE(peer.sink.events, QByteArrayList());
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.closeInfo.httpStatus, status.toInt());
        QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::OpeningHandshake);
        QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    }
}

void tst_ConnectionOpening::aPlainGetGetsThePage()
{
    for (const bool webStatus : {true, false}) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server, .webStatus = webStatus});
        peer.engine.startServer(peer.now);
        peer.feed("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        QVERIFY(peer.engine.takeOutput().startsWith(webStatus ? "HTTP/1.1 200 " : "HTTP/1.1 426 "));
        QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    }
}

void tst_ConnectionOpening::anImproperAcceptanceBecomes500()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest());
    QVERIFY(!peer.engine.accept({.fields = {{"X-A", "1\r\nX-Evil: yes"}}}, peer.now).isEmpty());
    const QByteArray answer = peer.engine.takeOutput();
    QVERIFY(answer.startsWith("HTTP/1.1 500 "));
    QVERIFY(!answer.contains("Evil"));
}

void tst_ConnectionOpening::aRejectionTravelsWhole()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest());
    QVERIFY(
        peer.engine
            .reject({.status = 401, .fields = {{"WWW-Authenticate", "Basic realm=\"x\""}}, .body = "who?"},
                    peer.now)
            .isEmpty());
    const QByteArray answer = peer.engine.takeOutput();
    QVERIFY(answer.startsWith("HTTP/1.1 401 Unauthorized\r\n"));
    QVERIFY(answer.contains("\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"));
    QVERIFY(answer.endsWith("\r\n\r\nwho?"));
}

void tst_ConnectionOpening::aDecisionComesOnlyOnce()
{
    EnginePeer peer(Role::Server);
    QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
    peer.engine.startServer(peer.now);
    QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
    peer.feed(upgradeRequest());
    QVERIFY(peer.engine.accept({}, peer.now).isEmpty());
    QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
    QVERIFY(!peer.engine.reject({}, peer.now).isEmpty());
    QCOMPARE(peer.sink.events, (QByteArrayList{"request /chat", "open"}));
}

void tst_ConnectionOpening::aDecisionAfterTheEndDecidesNothing()
{
    for (const bool lost : {false, true}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(upgradeRequest());
        if (lost)
            peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
        else
            peer.engine.abort(peer.now);
        peer.sink.events.clear();
        QVERIFY(!peer.engine.accept({}, peer.now).isEmpty());
        QCOMPARE(peer.sink.events, QByteArrayList());
        QVERIFY(!peer.engine.hasOutput());
        QCOMPARE(peer.engine.state(), ConnectionState::Closed);
    }
}

void tst_ConnectionOpening::aRefusalTellsTheClientItsStatus()
{
    EnginePeer peer(Role::Client);
    peer.engine.startClient({.host = "example.com"}, SampleKey, peer.now);
    peer.feed("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    QCOMPARE(peer.sink.closeInfo.httpStatus, 403);
    QVERIFY(peer.sink.closeInfo.reason.contains("403"));
    QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Remote);
    QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::OpeningHandshake);
}

void tst_ConnectionOpening::anEndHalfWayIsReported()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        if (role == Role::Server)
            peer.engine.startServer(peer.now);
        else
            peer.engine.startClient({.host = "example.com"}, SampleKey, peer.now);
        peer.engine.takeOutput();
        peer.feed("HTT");
        peer.engine.receiveEof(peer.now);
        QVERIFY(peer.engine.transportAction() != TransportAction::None);
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.closeInfo.code, quint16(1006));
        QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::OpeningHandshake);
    }
}

void tst_ConnectionOpening::theDeadlineDropsASilentPeer()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(ConnectionOptions{.role = role, .openHandshakeTimeout = 5s});
        if (role == Role::Server)
            peer.engine.startServer(peer.now);
        else
            peer.engine.startClient({.host = "example.com"}, SampleKey, peer.now);
        // Trickling octets do not buy time.
        for (int i = 0; i < 4; ++i) {
            peer.advance(1s);
            peer.feed(role == Role::Server ? "G" : "");
        }
        QCOMPARE(peer.engine.transportAction(), TransportAction::None);
        peer.advance(1s);
        QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
        peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
        QVERIFY(peer.sink.closeInfo.reason.contains("too long"));
    }
}

void tst_ConnectionOpening::aSlowApplicationCosts503()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest());
    peer.advance(5s);
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 503 "));
    QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
}

QTEST_APPLESS_MAIN(tst_ConnectionOpening)
#include "tst_connectionopening.moc"
