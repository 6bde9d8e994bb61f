// SPDX-License-Identifier: MIT
// What a server's connectRequest() can say, at once or later, and what becomes of it.
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <algorithm>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestConnectDecision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstKnownSubprotocolOfTheClientIsTaken();
    void denyCarriesStatusHeadersAndBody();
    void laterIsAnsweredLater();
    void laterCanBeAnsweredBeforeItIsReturned();
    void laterOfADeadConnectionIsRefused();
    void laterForEverGets503();
    void anUnofferedSubprotocolIsABugAndGets500();
    void maxConnectionsHoldsForLateAnswersToo();
    void aDecisionAfterTheEndDecidesNothing_data();
    void aDecisionAfterTheEndDecidesNothing();
    void aHandleOfADeletedProtocolIsNotPending();
};

namespace {

QByteArray statusLine(const QByteArray &answer)
{
    return answer.left(answer.indexOf("\r\n"));
}

} // namespace

void TestConnectDecision::theFirstKnownSubprotocolOfTheClientIsTaken()
{
    EchoServer server;
    server.setSubprotocols({u"b"_s, u"a"_s});
    RawPeer peer(server.port());
    peer.send(upgradeRequest("Sec-WebSocket-Protocol: z, a, b\r\n"));
    QTRY_VERIFY(peer.received().contains("\r\n\r\n"));
    QVERIFY(peer.received().contains("Sec-WebSocket-Protocol: a\r\n"));

    RawPeer stranger(server.port());
    stranger.send(upgradeRequest("Sec-WebSocket-Protocol: z\r\n"));
    QTRY_VERIFY(stranger.received().startsWith("HTTP/1.1 101"));
    QVERIFY(!stranger.received().contains("Sec-WebSocket-Protocol"));
}

void TestConnectDecision::denyCarriesStatusHeadersAndBody()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) {
        return ConnectDecision::deny(401, u"Who are you"_s, {{"WWW-Authenticate", "Basic realm=\"x\""}},
                                     "log in first");
    });
    Client client(server.listeningUrl());
    client.connectTo();
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QCOMPARE(statusLine(peer.received()), QByteArray("HTTP/1.1 401 Who are you"));
    QVERIFY(peer.received().contains("WWW-Authenticate: Basic realm=\"x\"\r\n"));
    QVERIFY(peer.received().endsWith("\r\n\r\nlog in first"));

    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().httpStatus, 401);
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::OpeningHandshake);
    QCOMPARE(client.log().entries(), QStringList({u"connecting"_s, u"close 1006 unclean"_s}));
}

void TestConnectDecision::laterIsAnsweredLater()
{
    std::optional<PendingDecision> pending;
    EchoServer server;
    server.setConnectHandler([&pending](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    Client client(server.listeningUrl());
    client.setSubprotocols({u"x"_s});
    client.connectTo();
    QTRY_VERIFY(pending.has_value());
    QVERIFY(pending->isPending());
    QVERIFY(!client.isOpen());
    QVERIFY(!pending->answer(ConnectDecision::later()));
    QVERIFY(pending->answer(ConnectDecision::accept(u"x"_s)));
    QVERIFY(!pending->isPending());
    QVERIFY(!pending->answer(ConnectDecision::deny()));
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(client.protocol()->subprotocol(), u"x"_s);
}

void TestConnectDecision::laterCanBeAnsweredBeforeItIsReturned()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        later.handle().answer(ConnectDecision::accept());
        return later;
    });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
}

void TestConnectDecision::laterOfADeadConnectionIsRefused()
{
    std::optional<PendingDecision> pending;
    EchoServer server;
    server.setConnectHandler([&pending](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    {
        Client client(server.listeningUrl());
        client.connectTo();
        QTRY_VERIFY(pending.has_value());
    }
    QTRY_VERIFY(server.log().isClosed());
    QVERIFY(!pending->isPending());
    QVERIFY(!pending->answer(ConnectDecision::accept()));
    QVERIFY(!server.log().entries().contains(u"open"_s));
}

void TestConnectDecision::laterForEverGets503()
{
    EchoServer server;
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::later(); });
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(statusLine(peer.received()).startsWith("HTTP/1.1 503"));
}

void TestConnectDecision::anUnofferedSubprotocolIsABugAndGets500()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::accept(u"never"_s); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"did not offer"_s));
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(statusLine(peer.received()).startsWith("HTTP/1.1 500"));
    QTRY_COMPARE(server.connectionCount(), 0);
}

void TestConnectDecision::maxConnectionsHoldsForLateAnswersToo()
{
    QList<PendingDecision> pending;
    EchoServer server;
    server.setProtocolOptions({.maxConnections = 1});
    server.setConnectHandler([&pending](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending.append(later.handle());
        return later;
    });
    RawPeer first(server.port());
    RawPeer second(server.port());
    first.send(upgradeRequest());
    second.send(upgradeRequest());
    QTRY_COMPARE(pending.size(), 2);
    for (const PendingDecision &decision : std::as_const(pending))
        decision.answer(ConnectDecision::accept());
    QCOMPARE(server.connectionCount(), 1);
    QTRY_VERIFY(first.received().contains("\r\n\r\n") && second.received().contains("\r\n\r\n"));
    QList<QByteArray> statuses{statusLine(first.received()).mid(9, 3),
                               statusLine(second.received()).mid(9, 3)};
    std::sort(statuses.begin(), statuses.end());
    QCOMPARE(statuses, QList<QByteArray>({"101", "503"}));
}

void TestConnectDecision::aDecisionAfterTheEndDecidesNothing_data()
{
    QTest::addColumn<bool>("inSlot");
    QTest::addColumn<bool>("isAbort");
    QTest::addColumn<bool>("isLate");
    for (const bool inSlot : {true, false}) {
        for (const bool isAbort : {true, false}) {
            for (const bool isLate : {true, false}) {
                QTest::addRow("%s in %s, then accept%s", isAbort ? "abort" : "close",
                              inSlot ? "onConnect" : "connectRequest", isLate ? " later" : "")
                    << inSlot << isAbort << isLate;
            }
        }
    }
}

void TestConnectDecision::aDecisionAfterTheEndDecidesNothing()
{
    QFETCH(const bool, inSlot);
    QFETCH(const bool, isAbort);
    QFETCH(const bool, isLate);
    EchoServer server;
    std::optional<bool> wasTaken;
    int counted = -1;
    const auto end = [&] {
        WebSocketServerProtocol *protocol = server.protocols().constLast();
        // After the decision, but before the end is told.
        QMetaObject::invokeMethod(
            this, [&] { counted = server.connectionCount(); }, Qt::QueuedConnection);
        if (isAbort)
            protocol->abort();
        else
            protocol->sendClose();
        QVERIFY(protocol->state() != WebSocketAdapterProtocol::State::Connecting);
    };
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketServerProtocol::onConnect, protocol, [&] {
            if (inSlot)
                end();
        });
    });
    std::optional<PendingDecision> pending;
    server.setConnectHandler([&](const ConnectionRequest &) {
        end();
        if (!isLate)
            return ConnectDecision::accept();
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        QTimer::singleShot(0, this, [&] { wasTaken = pending->answer(ConnectDecision::accept()); });
        return later;
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries(), QStringList({u"connecting"_s, u"connect"_s, u"close 1006 unclean"_s}));
    QCOMPARE(counted, 0);
    QCOMPARE(pending.has_value(), !inSlot && isLate);
    QVERIFY(!pending || !pending->isPending());
    QTRY_COMPARE(wasTaken.has_value(), pending.has_value());
    QVERIFY(!wasTaken.value_or(false));
    QVERIFY(!peer.received().contains("101"));
}

void TestConnectDecision::aHandleOfADeletedProtocolIsNotPending()
{
    EchoServer server;
    std::optional<PendingDecision> pending;
    server.setConnectHandler([&](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        delete server.protocols().constLast();
        return later;
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(pending.has_value());
    QVERIFY(!pending->isPending());
    QVERIFY(!pending->answer(ConnectDecision::accept()));
}

QTEST_GUILESS_MAIN(TestConnectDecision)
#include "tst_connectdecision.moc"
