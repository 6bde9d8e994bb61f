// SPDX-License-Identifier: MIT
// Factories that are moved to another thread: what works there, and how what cannot be
// moved ends.
#include "support/memorypair.h"
#include "support/servers.h"
#include "support/workerthread.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <atomic>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketAdapterThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMovedServerFactoryListens();
    void aMovedClientFactoryConnects();
    void aConnectThatHasNotBegunMovesAlong();
    void anAttemptDoesNotMove();
    void aListenerDoesNotMove();
    void anOpenConnectionDoesNotMove();
    void aConnectionTakenFromItsFactoryDoesNotMove();
    void movingInASlotIsNoCrash();
    void movingInADecisionIsNoCrash_data();
    void movingInADecisionIsNoCrash();
};

void TestWebSocketAdapterThreads::aMovedServerFactoryListens()
{
    WorkerThread worker;
    auto *factory = new WebSocketServerFactory(QUrl(u"ws://127.0.0.1:0"_s));
    std::atomic<bool> isRightThread = true;
    connect(factory, &WebSocketServerFactory::protocolCreated, factory,
            [&, thread = worker.thread()](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                        [&, thread, protocol](const QByteArray &payload, bool isBinary) {
                            isRightThread = isRightThread && QThread::currentThread() == thread;
                            protocol->sendMessage(payload, isBinary);
                        });
            });
    factory->moveToThread(worker.thread());
    worker.start();
    QUrl url;
    worker.call([&] { url = listenWS(factory)->url(); });

    Client client(url);
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("hello");
    QTRY_COMPARE(client.log().count(u"message hello"), 1);
    QVERIFY(isRightThread);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed());
    worker.call([&] { delete factory; });
}

void TestWebSocketAdapterThreads::aMovedClientFactoryConnects()
{
    EchoServer server;
    WorkerThread worker;
    auto *factory = new WebSocketClientFactory(server.listeningUrl());
    std::atomic<int> echoes = 0;
    std::atomic<bool> isClosed = false;
    connect(factory, &WebSocketClientFactory::protocolCreated, factory,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol] { protocol->sendMessage("hello"); });
                connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [&, protocol] {
                    ++echoes;
                    protocol->sendClose();
                });
                connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&] { isClosed = true; });
            });
    factory->moveToThread(worker.thread());
    worker.start();
    worker.call([&] { connectWS(factory); });
    QTRY_VERIFY(isClosed);
    QCOMPARE(echoes.load(), 1);
    worker.call([&] { delete factory; });
}

void TestWebSocketAdapterThreads::aConnectThatHasNotBegunMovesAlong()
{
    EchoServer server;
    WorkerThread worker;
    auto *factory = new WebSocketClientFactory(server.listeningUrl());
    std::atomic<QThread *> opened = nullptr;
    connect(factory, &WebSocketClientFactory::protocolCreated, factory,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [&] { opened = QThread::currentThread(); });
            });
    connectWS(factory);
    factory->moveToThread(worker.thread());
    worker.start();
    QTRY_VERIFY(opened.load());
    QCOMPARE(opened.load(), worker.thread());
    worker.call([&] { delete factory; });
}

void TestWebSocketAdapterThreads::anAttemptDoesNotMove()
{
    QTcpServer mute; // takes the connection, and TLS then waits for ever
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    WorkerThread worker;
    auto *factory = new WebSocketClientFactory(QUrl(u"wss://127.0.0.1:%1"_s.arg(mute.serverPort())));
    std::atomic<bool> isClosed = false;
    connect(factory, &WebSocketClientFactory::protocolCreated, factory,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&] { isClosed = true; });
            });
    connectWS(factory);
    QTRY_VERIFY(mute.hasPendingConnections());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"connecting ends: moved to another thread"_s));
    factory->moveToThread(worker.thread());
    worker.start();
    QTRY_VERIFY(isClosed);
    worker.call([&] { delete factory; });
}

void TestWebSocketAdapterThreads::aListenerDoesNotMove()
{
    WorkerThread worker;
    auto *factory = new WebSocketServerFactory(QUrl(u"ws://127.0.0.1:0"_s));
    auto *listener = listenWS(factory);
    QVERIFY(listener->isListening());
    std::atomic<bool> isStopped = false;
    connect(listener, &WebSocketListener::stopped, listener, [&] { isStopped = true; });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the listener was moved to another thread"_s));
    factory->moveToThread(worker.thread());
    worker.start();
    QTRY_VERIFY(isStopped);
    worker.call([&] {
        QVERIFY(!listener->isListening());
        QVERIFY(listener->errorString().contains(u"another thread"_s));
        QVERIFY(listenWS(factory)->isListening()); // but it can begin anew
        delete factory;
    });
}

void TestWebSocketAdapterThreads::anOpenConnectionDoesNotMove()
{
    EchoServer server;
    WorkerThread worker;
    auto *factory = new WebSocketClientFactory(server.listeningUrl());
    QPointer<WebSocketClientProtocol> open;
    std::atomic<int> code = 0;
    std::atomic<QThread *> closedIn = nullptr;
    std::atomic<bool> couldSend = true;
    connect(factory, &WebSocketClientFactory::protocolCreated, factory,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [&, protocol] { open = protocol; });
                connect(protocol, &WebSocketAdapterProtocol::onClose, protocol,
                        [&, protocol](bool, quint16 closeCode) {
                            couldSend = protocol->sendMessage("x") != SendResult::NotOpen;
                            closedIn = QThread::currentThread();
                            code = closeCode;
                        });
            });
    connectWS(factory);
    QTRY_VERIFY(open);
    const ConnectionHandle handle = open->handle();
    const QFuture<CloseInfo> closed = open->whenClosed();
    open.clear();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the connection was moved to another thread"_s));
    factory->moveToThread(worker.thread());
    worker.start();
    QTRY_VERIFY(code.load());
    QCOMPARE(code.load(), 1006);
    QCOMPARE(closedIn.load(), worker.thread());
    QVERIFY(!couldSend);
    QTRY_VERIFY(!handle.isAlive());
    QTRY_VERIFY(closed.isFinished());
    QTRY_VERIFY(server.log().isClosed()); // the transport went with it
    worker.call([&] {
        QCOMPARE(factory->connectionCount(), 0);
        delete factory;
    });
}

void TestWebSocketAdapterThreads::aConnectionTakenFromItsFactoryDoesNotMove()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QCOMPARE(pair.serverFactory.connectionCount(), 1);
    WebSocketServerProtocol *protocol = pair.server;
    pair.server.clear();
    std::atomic<bool> isClosed = false;
    disconnect(protocol, nullptr, &pair.serverLog, nullptr);
    connect(protocol, &WebSocketAdapterProtocol::onClose, protocol,
            [&, protocol] { isClosed = protocol->factory() == nullptr; });
    WorkerThread worker;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the connection was moved to another thread"_s));
    protocol->setParent(nullptr);
    protocol->moveToThread(worker.thread());
    QCOMPARE(pair.serverFactory.connectionCount(), 0);
    worker.start();
    QTRY_VERIFY(isClosed);
    QTRY_VERIFY(pair.clientLog.isClosed());
}

void TestWebSocketAdapterThreads::movingInASlotIsNoCrash()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    WebSocketServerProtocol *protocol = pair.server;
    pair.server.clear();
    disconnect(protocol, nullptr, &pair.serverLog, nullptr);
    std::atomic<bool> isClosed = false;
    connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&] { isClosed = true; });
    WorkerThread worker;
    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [&, protocol] {
        protocol->setParent(nullptr);
        protocol->moveToThread(worker.thread());
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the connection was moved to another thread"_s));
    pair.client->sendMessage("move");
    QTRY_VERIFY(pair.clientLog.isClosed());
    worker.start();
    QTRY_VERIFY(isClosed);
}

void TestWebSocketAdapterThreads::movingInADecisionIsNoCrash_data()
{
    QTest::addColumn<bool>("atServer");
    QTest::newRow("server") << true;
    QTest::newRow("client") << false;
}

void TestWebSocketAdapterThreads::movingInADecisionIsNoCrash()
{
    QFETCH(const bool, atServer);
    WorkerThread worker;
    std::atomic<bool> isClosed = false;
    bool isMoved = false;
    MemoryPair pair;
    const auto move = [&](WebSocketAdapterProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onClose, protocol, [&] { isClosed = true; });
        protocol->setParent(nullptr);
        protocol->disconnect(atServer ? &pair.serverLog : &pair.clientLog); // which live here
        protocol->moveToThread(worker.thread());
        isMoved = true;
    };
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was moved to another thread"_s));
    if (atServer) {
        pair.serverFactory.setConnectHandler([&](const ConnectionRequest &) {
            move(pair.server);
            return ConnectDecision::accept();
        });
    } else {
        connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, this,
                [&](WebSocketClientProtocol *protocol) {
                    connect(protocol, &WebSocketAdapterProtocol::onConnecting, this,
                            [&, protocol] { move(protocol); });
                });
    }
    pair.start();
    QTRY_VERIFY(isMoved);
    worker.start(); // which ThreadSanitizer sees, unlike the calls that Qt has queued
    QTRY_VERIFY(isClosed);
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterThreads)
#include "tst_websocketadapterthreads.moc"
