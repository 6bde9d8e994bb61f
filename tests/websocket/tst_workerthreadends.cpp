// SPDX-License-Identifier: MIT
// How a server with worker threads ends. Worth most under ThreadSanitizer.
#include "support/rawpeer.h"
#include "support/threadedserver.h"
#include "support/tlsfixture.h"
#include "support/workerthread.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <latch>
#include <thread>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestWorkerThreadEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shutdownSaysGoodbyeToAll();
    void shutdownDropsWhoDoesNotAnswer();
    void shutdownDropsThoseThatOpen();
    void shutdownTwiceIsOneEnd();
    void afterShutdownItListensAgain();
    void aPortThatOpensMeanwhileKeepsItsThreads();
    void endingTellsEachConnectionInItsThread_data();
    void endingTellsEachConnectionInItsThread();
    void deletingWithAHandshakePending_data();
    void deletingWithAHandshakePending();
    void deletingWithADecisionPending();
    void deletingFinishesTheShutdown();
    void deletingWhileConnectionsCome();
    void deletingWaitsForASlot();
    void aPortThatCannotBeHadStartsNothing();
    void aMovedFactoryKeepsItsThreads();
};

void TestWorkerThreadEnds::shutdownSaysGoodbyeToAll()
{
    ThreadedServer server(3);
    server.listen();
    const Crowd crowd(server.listener->url(), 8);
    QTRY_COMPARE(crowd.openCount(), 8);
    const QFuture<void> future = server.factory.shutdown();
    QVERIFY(!server.listener->isListening());
    QVERIFY(!future.isFinished());
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(server.count(u"close 1001 clean"_s), 8);
    QCOMPARE(server.count(u"deleted"_s), 8);
    QCOMPARE(server.factory.connectionCount(), 0);
    QVERIFY(server.eachHasItsThread());
    QTRY_COMPARE(crowd.count(u"close 1001 clean"), 8);
}

void TestWorkerThreadEnds::shutdownDropsWhoDoesNotAnswer()
{
    ThreadedServer server(2);
    server.factory.setProtocolOptions({.closeHandshakeTimeout = 0ms}); // or that would do it
    server.listen();
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const QFuture<void> future = server.factory.shutdown(50ms);
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(server.count(u"close 1006"_s), 1);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().contains(QByteArray::fromHex("03e9")));
}

void TestWorkerThreadEnds::shutdownDropsThoseThatOpen()
{
    ThreadedServer server(2);
    server.listen();
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\n");
    QTRY_COMPARE(server.count(u"created"_s), 1);
    const QFuture<void> future = server.factory.shutdown();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(server.count(u"deleted"_s), 1);
    QTRY_VERIFY(peer.isEnded());
}

void TestWorkerThreadEnds::shutdownTwiceIsOneEnd()
{
    ThreadedServer server(2);
    server.factory.setProtocolOptions({.closeHandshakeTimeout = 0ms});
    server.listen();
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_COMPARE(server.count(u"open"_s), 1);
    const QFuture<void> patient = server.factory.shutdown(1h);
    const QFuture<void> impatient = server.factory.shutdown(0ms);
    QTRY_VERIFY(patient.isFinished());
    QVERIFY(impatient.isFinished());
    QCOMPARE(server.count(u"close 1006"_s), 1);
}

void TestWorkerThreadEnds::afterShutdownItListensAgain()
{
    ThreadedServer server(2);
    for (int threads = 1; threads <= 3; ++threads) {
        QVERIFY(server.factory.setWorkerThreads(threads));
        server.listen();
        const Crowd crowd(server.listener->url(), threads);
        QTRY_COMPARE(crowd.openCount(), threads);
        const QFuture<void> future = server.factory.shutdown();
        QTRY_VERIFY(future.isFinished());
    }
    QCOMPARE(server.count(u"close 1001 clean"_s), 6);
}

void TestWorkerThreadEnds::aPortThatOpensMeanwhileKeepsItsThreads()
{
    ThreadedServer server(2);
    server.listen();
    const Crowd crowd(server.listener->url(), 2);
    QTRY_COMPARE(crowd.openCount(), 2);
    const QFuture<void> future = server.factory.shutdown();
    server.listen();
    QTRY_VERIFY(future.isFinished());
    const Crowd next(server.listener->url(), 2);
    QTRY_COMPARE(next.openCount(), 2);
    QCOMPARE(server.spread().size(), size_t(2));
}

void TestWorkerThreadEnds::endingTellsEachConnectionInItsThread_data()
{
    QTest::addColumn<bool>("byDeleting");
    QTest::newRow("endWorkerThreads()") << false;
    QTest::newRow("delete") << true;
}

void TestWorkerThreadEnds::endingTellsEachConnectionInItsThread()
{
    QFETCH(const bool, byDeleting);
    std::unique_ptr<Crowd> crowd;
    ThreadedServer notes(0); // outlives what it notes
    auto factory = std::make_unique<WebSocketServerFactory>(QUrl(u"ws://127.0.0.1:0"_s));
    const auto *made = factory.get();
    QVERIFY(factory->setWorkerThreads(3));
    connect(
        factory.get(), &WebSocketServerFactory::protocolCreated, factory.get(),
        [&](WebSocketServerProtocol *protocol) {
            notes.note(u"open"_s, protocol);
            connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&, protocol] {
                notes.note(protocol->factory() == made ? u"close"_s : u"orphan"_s, protocol);
            });
        },
        Qt::DirectConnection);
    crowd = std::make_unique<Crowd>(listenWS(factory.get())->url(), 7);
    QTRY_COMPARE(crowd->openCount(), 7);
    if (byDeleting) {
        factory.reset();
    } else {
        factory->endWorkerThreads();
        QCOMPARE(factory->connectionCount(), 0);
    }
    QCOMPARE(notes.count(u"close"_s), 7);
    QVERIFY(notes.eachHasItsThread());
    QTRY_COMPARE(crowd->count(u"close 1006"), 7);
}

void TestWorkerThreadEnds::deletingWithAHandshakePending_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("nothing was sent") << false << QByteArray();
    QTest::newRow("half a request") << false << QByteArray("GET / HTTP/1.1\r\nHost:");
    QTest::newRow("TLS, nothing was sent") << true << QByteArray();
    QTest::newRow("TLS, half a record") << true << QByteArray::fromHex("160301020001");
}

void TestWorkerThreadEnds::deletingWithAHandshakePending()
{
    QFETCH(const bool, isTls);
    QFETCH(const QByteArray, sent);
    const TlsFixture tls;
    if (isTls && !tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    auto server = std::make_unique<ThreadedServer>(
        2, isTls ? QUrl(u"wss://127.0.0.1:0"_s) : QUrl(u"ws://127.0.0.1:0"_s));
    QVERIFY(server->listen(isTls ? std::optional(tls.server()) : std::nullopt)->isListening());
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (int i = 0; i < 4; ++i) {
        peers.push_back(std::make_unique<RawPeer>(server->port()));
        peers.back()->send(sent);
    }
    for (const auto &peer : peers)
        QTRY_VERIFY(peer->isConnected());
    if (!isTls)
        QTRY_COMPARE(server->count(u"created"_s), 4);
    server.reset();
    for (const auto &peer : peers)
        QTRY_COMPARE(peer->socket().state(), QAbstractSocket::UnconnectedState);
}

void TestWorkerThreadEnds::deletingWithADecisionPending()
{
    auto server = std::make_unique<ThreadedServer>(2);
    std::mutex mutex;
    std::vector<PendingDecision> decisions;
    server->factory.setConnectHandler([&](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        const std::lock_guard lock(mutex);
        decisions.push_back(later.handle());
        return later;
    });
    server->listen();
    const Crowd crowd(server->listener->url(), 4);
    QTRY_COMPARE(server->count(u"connect"_s), 4);
    server.reset();
    QTRY_COMPARE(crowd.count(u"close 1006"), 4);
    for (const PendingDecision &decision : decisions)
        QVERIFY(!decision.isPending() && !decision.answer(ConnectDecision::accept()));
}

void TestWorkerThreadEnds::deletingFinishesTheShutdown()
{
    auto server = std::make_unique<ThreadedServer>(2);
    server->factory.setProtocolOptions({.closeHandshakeTimeout = 0ms});
    server->listen();
    RawPeer peer(server->port());
    peer.send(upgradeRequest());
    QTRY_COMPARE(server->count(u"open"_s), 1);
    const QFuture<void> future = server->factory.shutdown(1h);
    server.reset();
    QVERIFY(future.isFinished());
}

void TestWorkerThreadEnds::deletingWhileConnectionsCome()
{
    for (int round = 0; round < 20; ++round) {
        auto server = std::make_unique<ThreadedServer>(2);
        server->listen();
        const Crowd crowd(server->listener->url(), 10);
        QTRY_VERIFY(crowd.openCount() >= round % 10); // in the middle of it
        server.reset();
        QTRY_COMPARE(crowd.count(u"close"), 10);
    }
}

void TestWorkerThreadEnds::deletingWaitsForASlot()
{
    std::latch isInside(1);
    std::latch mayLeave(1);
    std::atomic<bool> hasLeft = false;
    auto server = std::make_unique<ThreadedServer>(1);
    connect(
        &server->factory, &WebSocketServerFactory::protocolCreated, &server->factory,
        [&](WebSocketServerProtocol *protocol) {
            connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [&] {
                isInside.count_down();
                mayLeave.wait();
                hasLeft = true;
            });
        },
        Qt::DirectConnection);
    server->listen();
    Client client(server->listener->url());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("x");
    QTRY_VERIFY(isInside.try_wait());
    std::thread other([&] { mayLeave.count_down(); });
    server.reset();
    QVERIFY(hasLeft);
    other.join();
}

void TestWorkerThreadEnds::aPortThatCannotBeHadStartsNothing()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    ThreadedServer server(2, QUrl(u"ws://127.0.0.1:%1"_s.arg(taken.serverPort())));
    QVERIFY(!server.listen()->isListening());
    QVERIFY(server.factory.setWorkerThreads(1));
}

void TestWorkerThreadEnds::aMovedFactoryKeepsItsThreads()
{
    ThreadedServer notes(0);
    auto *factory = new WebSocketServerFactory(QUrl(u"ws://127.0.0.1:0"_s));
    QVERIFY(factory->setWorkerThreads(2));
    connect(
        factory, &WebSocketServerFactory::protocolCreated, factory,
        [&](WebSocketServerProtocol *protocol) {
            connect(protocol, &WebSocketAdapterProtocol::onClose, protocol,
                    [&, protocol](bool, quint16 code) { notes.note(u"close %1"_s.arg(code), protocol); });
        },
        Qt::DirectConnection);
    const Crowd crowd(listenWS(factory)->url(), 4);
    QTRY_COMPARE(crowd.openCount(), 4);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"moved to another thread"_s));
    WorkerThread worker;
    factory->moveToThread(worker.thread());
    worker.start();
    QCOMPARE(crowd.openCount(), 4);
    QFuture<void> future;
    worker.call([&] { future = factory->shutdown(); });
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(notes.count(u"close 1001"_s), 4);
    worker.call([&] { delete factory; });
}

QTEST_GUILESS_MAIN(TestWorkerThreadEnds)
#include "tst_workerthreadends.moc"
