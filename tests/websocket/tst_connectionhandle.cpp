// SPDX-License-Identifier: MIT
// Connections used from other threads than their own. Worth most under ThreadSanitizer.
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestConnectionHandle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tasksRunInTheConnectionsThreadInOrder();
    void messagesFromManyThreadsKeepEachThreadsOrder();
    void messagesAndTasksKeepTheirOrder();
    void theResultOfSendingIsTold();
    void aHandleOutlivesItsConnection();
    void whatCouldNotBeSentIsTold();
    void whatIsPostedInATaskRunsLater();
    void aTaskMayDeleteTheConnection();
    void aTaskMaySpinAnEventLoop();
    void postingRacesWithTheEnd();
    void anEmptyHandleIsOfNoConnection();
    void handlesOfOneConnectionAreEqual();
    void afterTheEndThereIsNoLivingHandle();
    void whatATaskCapturedIsReleased();
};

void TestConnectionHandle::tasksRunInTheConnectionsThreadInOrder()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    QCOMPARE(handle.connectionNumber(), pair.client->connectionNumber());
    QList<int> ran;
    bool isRightThread = true;
    std::thread other([&, handle, here = QThread::currentThread(), client = pair.client.data()] {
        for (int i = 0; i < 1000; ++i) {
            handle.post([&, here, client, i](WebSocketAdapterProtocol *protocol) {
                isRightThread &= QThread::currentThread() == here && protocol == client;
                ran.append(i);
            });
        }
    });
    QTRY_COMPARE(ran.size(), qsizetype(1000));
    other.join();
    QVERIFY(isRightThread);
    QVERIFY(std::is_sorted(ran.begin(), ran.end()));
}

void TestConnectionHandle::messagesFromManyThreadsKeepEachThreadsOrder()
{
    constexpr int threadCount = 4;
    constexpr int messageCount = 500;
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QList<QByteArray> echoes;
    connect(client.protocol(), &WebSocketAdapterProtocol::onMessage, this,
            [&](const QByteArray &payload) { echoes.append(payload); });

    std::vector<std::thread> threads;
    for (int thread = 0; thread < threadCount; ++thread) {
        threads.emplace_back([handle = client.protocol()->handle(), thread] {
            for (int i = 0; i < messageCount; ++i)
                handle.postMessage(QByteArray::number(thread) + ' ' + QByteArray::number(i));
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(echoes.size(), qsizetype(threadCount * messageCount), 30'000);
    for (std::thread &thread : threads)
        thread.join();
    std::array<int, threadCount> next{};
    for (const QByteArray &echo : std::as_const(echoes)) {
        const int thread = echo.first(1).toInt();
        QCOMPARE(echo.sliced(2).toInt(), next[size_t(thread)]++);
    }
}

void TestConnectionHandle::messagesAndTasksKeepTheirOrder()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    std::thread([handle] {
        handle.postMessage("first");
        handle.post([](WebSocketAdapterProtocol *protocol) { protocol->sendMessage("second"); });
        handle.postMessage("third", true);
        handle.post([](WebSocketAdapterProtocol *protocol) { protocol->sendClose(); });
    }).join();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.serverLog.entries().filter(u"message"_s),
             (QStringList{u"message first"_s, u"message second"_s, u"message third"_s}));
}

void TestConnectionHandle::theResultOfSendingIsTold()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    std::atomic<int> sent = -1;
    std::atomic<int> invalid = -1;
    std::thread other([&, handle] {
        sent = int(handle.postMessage("text").result()); // waits
        invalid = int(handle.postMessage("\xff").result());
    });
    QTRY_VERIFY(invalid != -1);
    other.join();
    QCOMPARE(SendResult(sent.load()), SendResult::Queued);
    QCOMPARE(SendResult(invalid.load()), SendResult::InvalidUtf8);
}

void TestConnectionHandle::aHandleOutlivesItsConnection()
{
    ConnectionHandle handle;
    {
        MemoryPair pair;
        pair.start();
        QTRY_VERIFY(pair.isOpen());
        handle = pair.client->handle();
        QVERIFY(handle.isAlive());
        pair.server->sendClose();
        QTRY_VERIFY(pair.isOver());
        QVERIFY(!handle.isAlive());
    }
    QVERIFY(handle.connectionNumber() > 0);
    QVERIFY(!handle.post([](WebSocketAdapterProtocol *) { QFAIL("there is none"); }));
    const QFuture<SendResult> result = handle.postMessage("late");
    QVERIFY(result.isFinished());
    QCOMPARE(result.result(), SendResult::NotOpen);
}

void TestConnectionHandle::whatCouldNotBeSentIsTold()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    const QFuture<SendResult> result = handle.postMessage("too late");
    bool ran = false;
    QVERIFY(handle.post([&](WebSocketAdapterProtocol *) { ran = true; }));
    delete pair.client;
    QVERIFY(result.isFinished());
    QCOMPARE(result.result(), SendResult::NotOpen);
    QTRY_VERIFY(pair.serverLog.isClosed());
    QVERIFY(!ran);
    QCOMPARE(pair.serverLog.count(u"message"), 0);
}

void TestConnectionHandle::whatIsPostedInATaskRunsLater()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    QStringList order;
    handle.post([&](WebSocketAdapterProtocol *) {
        handle.post([&](WebSocketAdapterProtocol *) { order += u"second"_s; });
        order += u"first"_s;
    });
    QVERIFY(order.isEmpty());
    QTRY_COMPARE(order, (QStringList{u"first"_s, u"second"_s}));

    // Somebody who posts without end does not keep the event loop from its other work.
    bool isEnough = false;
    std::function<void(WebSocketAdapterProtocol *)> again = [&](WebSocketAdapterProtocol *) {
        if (!isEnough)
            handle.post(again);
    };
    handle.post(again);
    QTimer::singleShot(0, this, [&] { isEnough = true; });
    QTRY_VERIFY(isEnough);
    QCoreApplication::processEvents(); // the last of them uses this frame
}

void TestConnectionHandle::aTaskMayDeleteTheConnection()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    bool ran = false;
    handle.post([](WebSocketAdapterProtocol *protocol) { delete protocol; });
    handle.post([&](WebSocketAdapterProtocol *) { ran = true; });
    const QFuture<SendResult> result = handle.postMessage("after that");
    QTRY_VERIFY(!pair.client);
    QCOMPARE(result.result(), SendResult::NotOpen);
    QTRY_VERIFY(pair.serverLog.isClosed());
    QVERIFY(!ran && !handle.isAlive());
}

void TestConnectionHandle::aTaskMaySpinAnEventLoop()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    QStringList order;
    handle.post([&](WebSocketAdapterProtocol *) {
        order += u"outer begins"_s;
        handle.post([&](WebSocketAdapterProtocol *) { order += u"third"_s; });
        QEventLoop loop;
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
        loop.exec();
        order += u"outer ends"_s;
    });
    handle.post([&](WebSocketAdapterProtocol *) { order += u"second"_s; });
    QTRY_COMPARE(order.size(), qsizetype(4));
    QCOMPARE(order, (QStringList{u"outer begins"_s, u"second"_s, u"third"_s, u"outer ends"_s}));
}

void TestConnectionHandle::postingRacesWithTheEnd()
{
    for (int round = 0; round < 20; ++round) {
        MemoryPair pair;
        pair.start();
        QTRY_VERIFY(pair.isOpen());
        std::atomic<bool> isStarted = false;
        std::atomic<int> sent = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, handle = pair.client->handle()] {
                while (handle.isAlive()) {
                    handle.post([](WebSocketAdapterProtocol *protocol) { protocol->bytesToWrite(); });
                    const SendResult result = handle.postMessage("x").result(); // waits, and never for ever
                    sent += result == SendResult::Queued;
                    isStarted = true;
                }
            });
        }
        QTRY_VERIFY(isStarted);
        if (round % 2)
            delete pair.client;
        else
            pair.client->abort();
        QTRY_VERIFY(!pair.client);
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(sent > 0);
    }
}

void TestConnectionHandle::anEmptyHandleIsOfNoConnection()
{
    const ConnectionHandle handle;
    QVERIFY(!handle.isAlive());
    QCOMPARE(handle.connectionNumber(), quint64(0));
    QVERIFY(!handle.post([](WebSocketAdapterProtocol *) {}));
    QCOMPARE(handle.postMessage("x").result(), SendResult::NotOpen);
}

void TestConnectionHandle::handlesOfOneConnectionAreEqual()
{
    MemoryPair pair;
    pair.start();
    QVERIFY(pair.client->handle() == pair.client->handle());
    QVERIFY(pair.client->handle() != pair.server->handle());
    QVERIFY(!pair.client->handle().post({}));
}

void TestConnectionHandle::afterTheEndThereIsNoLivingHandle()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    bool isAlive = true;
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair,
            [&, protocol = pair.client.data()] { isAlive = protocol->handle().isAlive(); });
    pair.client->abort();
    QTRY_VERIFY(pair.isOver());
    QVERIFY(!isAlive);
}

void TestConnectionHandle::whatATaskCapturedIsReleased()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const ConnectionHandle handle = pair.client->handle();
    const auto captured = std::make_shared<int>(1);
    handle.post([captured](WebSocketAdapterProtocol *) {});
    QTRY_COMPARE(captured.use_count(), 1L);
    handle.post([captured](WebSocketAdapterProtocol *) {});
    delete pair.client;
    QCOMPARE(captured.use_count(), 1L);
}

QTEST_GUILESS_MAIN(TestConnectionHandle)
#include "tst_connectionhandle.moc"
