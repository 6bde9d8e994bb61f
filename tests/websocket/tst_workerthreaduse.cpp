// SPDX-License-Identifier: MIT
// Worker threads and the other ways to a connection: handles, sockets that change hands,
// routers. Worth most under ThreadSanitizer.
#include "support/rawpeer.h"
#include "support/threadedserver.h"
#include "websocket/websocketresourcerouter.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWorkerThreadUse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maxConnectionsIsExactInTheLastMoment();
    void handlesReachThemFromAnyThread();
    void releasedSocketsComeInTheirThread();
    void adoptedSocketsStayInTheFactorysThread();
    void theNumberIsFixedWhileItListens();
    void aRouterHasNone();
};

void TestWorkerThreadUse::maxConnectionsIsExactInTheLastMoment()
{
    constexpr int ThreadCount = 4;
    ThreadedServer server(ThreadCount);
    server.factory.setProtocolOptions({.maxConnections = 1});
    std::mutex mutex;
    std::condition_variable changed;
    int asked = 0;
    // Each thread has seen that there is room for one when the first is let in.
    server.factory.setCompressionHandler([&](const QList<DeflateOffer> &, const ConnectionRequest &) {
        std::unique_lock lock(mutex);
        ++asked;
        changed.notify_all();
        changed.wait_for(lock, std::chrono::seconds(10), [&] { return asked == ThreadCount; });
        return std::optional<DeflateOptions>();
    });
    server.listen();
    const Crowd crowd(server.listener->url(), ThreadCount);
    QTRY_COMPARE(crowd.openCount() + crowd.count(u"close"), ThreadCount);
    QCOMPARE(crowd.openCount(), 1);
    QCOMPARE(server.factory.connectionCount(), 1);
    const std::lock_guard lock(mutex);
    QCOMPARE(asked, ThreadCount);
}

void TestWorkerThreadUse::handlesReachThemFromAnyThread()
{
    ThreadedServer server(3);
    std::mutex mutex;
    std::vector<ConnectionHandle> handles;
    QObject::connect(
        &server.factory, &WebSocketServerFactory::protocolCreated, &server.factory,
        [&](WebSocketServerProtocol *protocol) {
            const std::lock_guard lock(mutex);
            handles.push_back(protocol->handle());
        },
        Qt::DirectConnection);
    server.listen();
    const Crowd crowd(server.listener->url(), 6);
    QTRY_COMPARE(server.count(u"open"_s), 6);
    std::vector<ConnectionHandle> everybody;
    {
        const std::lock_guard lock(mutex);
        everybody = handles;
    }
    const PreparedMessage hello = server.factory.prepareMessage("hello to all");
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&] {
            for (const ConnectionHandle &handle : everybody) {
                handle.post([&right, hello](WebSocketAdapterProtocol *protocol) {
                    protocol->sendPreparedMessage(hello);
                    right += protocol->thread() == QThread::currentThread();
                });
                handle.postMessage("hello to one");
            }
        });
    }
    QTRY_COMPARE(crowd.count(u"message hello to all"), 18);
    QTRY_COMPARE(crowd.count(u"message hello to one"), 18);
    QTRY_COMPARE(right.load(), 18);
    for (std::thread &thread : threads)
        thread.join();
    // From one of the threads to connections of the others.
    everybody[0].post([everybody](WebSocketAdapterProtocol *) {
        for (const ConnectionHandle &handle : everybody)
            handle.postMessage("from a colleague");
    });
    QTRY_COMPARE(crowd.count(u"message from a colleague"), 6);
}

void TestWorkerThreadUse::releasedSocketsComeInTheirThread()
{
    QTest::failOnWarning(QRegularExpression(u"different thread"_s));
    ThreadedServer server(2);
    server.factory.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    server.factory.setSocketHandler([&](std::unique_ptr<QIODevice> device, const QByteArray &octets) {
        const bool isHere = device->thread() == QThread::currentThread();
        server.note(isHere && octets.startsWith("GET /page") ? u"released"_s : u"wrong"_s, nullptr);
        QIODevice *kept = device.release();
        kept->write("HTTP/1.0 200 OK\r\n\r\nhere");
        QObject::connect(kept, &QIODevice::bytesWritten, kept, &QObject::deleteLater);
    });
    server.listen();
    RawPeer peer(server.port());
    peer.send("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(peer.received().endsWith("here"));
    QTRY_VERIFY(peer.isEnded());
    QCOMPARE(server.count(u"released"_s), 1);
    QVERIFY(server.events().back().thread != QThread::currentThread());
}

void TestWorkerThreadUse::adoptedSocketsStayInTheFactorysThread()
{
    ThreadedServer server(2);
    server.listen();
    QTcpServer port;
    QVERIFY(port.listen(QHostAddress::LocalHost));
    connect(&port, &QTcpServer::newConnection, this,
            [&] { QVERIFY(server.factory.adopt(port.nextPendingConnection()).error.isEmpty()); });
    Client client(QUrl(u"ws://127.0.0.1:%1"_s.arg(port.serverPort())));
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("x");
    QTRY_COMPARE(client.log().count(u"message x"), 1);
    for (const auto &event : server.events())
        QCOMPARE(event.thread, QThread::currentThread());
    QCOMPARE(server.factory.connectionCount(), 1);
}

void TestWorkerThreadUse::theNumberIsFixedWhileItListens()
{
    ThreadedServer server(2);
    QVERIFY(!server.factory.setWorkerThreads(-1));
    QCOMPARE(server.factory.workerThreads(), 2);
    QVERIFY(server.factory.setWorkerThreads(1));
    server.listen();
    QVERIFY(!server.factory.setWorkerThreads(0));
    QCOMPARE(server.factory.workerThreads(), 1);
    server.listener->stopListening(); // connections may go on
    QVERIFY(!server.factory.setWorkerThreads(3));
    server.factory.endWorkerThreads();
    QVERIFY(server.factory.setWorkerThreads(0));
    server.listen();
    Client client(server.listener->url());
    client.connectTo();
    QTRY_COMPARE(server.count(u"open"_s), 1);
    QCOMPARE(server.events().back().thread, QThread::currentThread());
}

void TestWorkerThreadUse::aRouterHasNone()
{
    WebSocketResourceRouter router(QUrl(u"ws://127.0.0.1:0"_s));
    QVERIFY(!router.setWorkerThreads(2));
    QVERIFY(router.setWorkerThreads(0));
    // A route's threads are for the route's own ports.
    ThreadedServer route(2);
    QVERIFY(router.addRoute(u"/here"_s, &route.factory));
    QUrl url = listenWS(&router)->url();
    url.setPath(u"/here"_s);
    Client client(url);
    client.connectTo();
    QTRY_COMPARE(route.count(u"open"_s), 1);
    QCOMPARE(route.events().back().thread, QThread::currentThread());
    const WebSocketListener *own = route.listen();
    const Crowd crowd(own->url(), 2);
    QTRY_COMPARE(route.count(u"open"_s), 3);
    QCOMPARE(route.spread().size(), size_t(3));
}

QTEST_GUILESS_MAIN(TestWorkerThreadUse)
#include "tst_workerthreaduse.moc"
