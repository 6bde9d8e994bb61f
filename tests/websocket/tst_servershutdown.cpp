// SPDX-License-Identifier: MIT
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestServerShutdown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everybodyIsToldAndWaitedFor();
    void whoDoesNotAnswerIsDropped();
    void withoutPatienceAllAreDropped();
    void anEmptyServerIsDoneSoon();
    void thoseThatOpenAreDropped();
    void newcomersAreTurnedAwayAndLaterServedAgain();
    void anotherCallGivesTheSameEnd();
    void deletingTheFactoryFinishesIt_data();
    void deletingTheFactoryFinishesIt();
};

void TestServerShutdown::everybodyIsToldAndWaitedFor()
{
    EchoServer server;
    Client first(server.listeningUrl());
    Client second(server.listeningUrl());
    first.connectTo();
    second.connectTo();
    QTRY_VERIFY(first.isOpen() && second.isOpen());
    const QFuture<void> future = server.shutdown();
    QVERIFY(!server.listener()->isListening());
    QVERIFY(!future.isFinished());
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(server.log().count(u"close 1001 clean"), 2);
    QCOMPARE(server.connectionCount(), 0);
    QTRY_COMPARE(first.log().entries().constLast(), u"close 1001 clean"_s);
    QTRY_COMPARE(second.log().entries().constLast(), u"close 1001 clean"_s);
    QVERIFY(first.log().reason().contains(u"going down"_s));
}

void TestServerShutdown::whoDoesNotAnswerIsDropped()
{
    EchoServer server;
    server.setProtocolOptions({.closeHandshakeTimeout = 0ms}); // or that would do it
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const QFuture<void> future = server.shutdown(50ms);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().contains(QByteArray::fromHex("03e9")));
}

void TestServerShutdown::withoutPatienceAllAreDropped()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const QFuture<void> future = server.shutdown(0ms);
    QTRY_VERIFY(future.isFinished());
    QTRY_VERIFY(peer.isEnded());
}

void TestServerShutdown::anEmptyServerIsDoneSoon()
{
    EchoServer server;
    const QFuture<void> future = server.shutdown(1h);
    QTRY_VERIFY(future.isFinished());
}

void TestServerShutdown::thoseThatOpenAreDropped()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\n");
    QTRY_COMPARE(server.protocols().size(), 1);
    const QFuture<void> future = server.shutdown(1h);
    QTRY_VERIFY(future.isFinished());
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(server.log().isClosed());
}

void TestServerShutdown::newcomersAreTurnedAwayAndLaterServedAgain()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const QFuture<void> future = server.shutdown(1h);
    WebSocketListener *again = listenWS(&server);
    QTcpSocket late;
    late.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(again->url().port()));
    QTRY_COMPARE(late.state(), QAbstractSocket::UnconnectedState);
    QTcpSocket adopted;
    QVERIFY(server.adopt(&adopted).error.contains(u"going down"_s));
    QCOMPARE(server.protocols().size(), 1);

    peer.socket().abort();
    QTRY_VERIFY(future.isFinished());
    Client client(again->url());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
}

void TestServerShutdown::anotherCallGivesTheSameEnd()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const QFuture<void> first = server.shutdown(1h);
    const QFuture<void> second = server.shutdown(0ms); // impatient now
    QTRY_VERIFY(first.isFinished() && second.isFinished());
    QTRY_VERIFY(peer.isEnded());
}

void TestServerShutdown::deletingTheFactoryFinishesIt_data()
{
    QTest::addColumn<bool>("inASlot");
    QTest::newRow("outside") << false;
    QTest::newRow("in onClose()") << true;
}

void TestServerShutdown::deletingTheFactoryFinishesIt()
{
    QFETCH(const bool, inASlot);
    auto server = std::make_unique<EchoServer>();
    RawPeer peer(server->port());
    RawPeer other(server->port());
    peer.send(upgradeRequest());
    other.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101") && other.received().startsWith("HTTP/1.1 101"));
    if (inASlot) {
        const auto protocol = server->protocols().constFirst();
        connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&server] { server.reset(); });
    }
    const QFuture<void> future = server->shutdown(inASlot ? 0ms : 1h);
    if (!inASlot)
        server.reset();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(!future.isCanceled());
    QVERIFY(!server);
    QTRY_VERIFY(peer.isEnded() && other.isEnded());
}

QTEST_GUILESS_MAIN(TestServerShutdown)
#include "tst_servershutdown.moc"
