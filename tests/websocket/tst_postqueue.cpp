// SPDX-License-Identifier: MIT
// Tasks posted from many threads to one. Worth most under ThreadSanitizer.
#include "support/workerthread.h"
#include "websocket/postqueue.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

using namespace Gantry;
using namespace Gantry::Testing;

class TestPostQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostAndEachThreadKeepsItsOrder();
    void tasksRunInTheQueuesThread();
    void tasksNeedNotBeCopyable();
    void whatATaskHoldsGoesBeforeTheNextOne();
    void whoPostsWithoutEndDoesNotKeepTheLoop();
    void anEventLoopInATaskDeliversTheOthers();
    void whatWaitsIsDroppedWithTheQueue();
    void aTaskMayDeleteTheQueue_data();
    void aTaskMayDeleteTheQueue();
    void aQueueFollowsItsOwner();
};

void TestPostQueue::nothingIsLostAndEachThreadKeepsItsOrder()
{
    constexpr int ThreadCount = 4;
    constexpr int TaskCount = 20'000;
    PostQueue queue;
    std::array<int, ThreadCount> next{};
    bool isInOrder = true;
    std::vector<std::thread> threads;
    for (size_t thread = 0; thread < ThreadCount; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < TaskCount; ++i)
                queue.post([&, thread, i] { isInOrder &= next[thread]++ == i; });
        });
    }
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::all_of(next, [](int count) { return count == TaskCount; }), 60'000);
    QVERIFY(isInOrder);
    for (std::thread &thread : threads)
        thread.join();
}

void TestPostQueue::tasksRunInTheQueuesThread()
{
    PostQueue queue;
    QThread *ran = nullptr;
    std::thread([&] { queue.post([&] { ran = QThread::currentThread(); }); }).join();
    QVERIFY(!ran);
    QTRY_VERIFY(ran);
    QCOMPARE(ran, QThread::currentThread());
}

void TestPostQueue::tasksNeedNotBeCopyable()
{
    PostQueue queue;
    int value = 0;
    queue.post([&, held = std::make_unique<int>(3)] { value = *held; });
    QTRY_COMPARE(value, 3);
}

void TestPostQueue::whatATaskHoldsGoesBeforeTheNextOne()
{
    PostQueue queue;
    const auto held = std::make_shared<int>(0);
    long count = 0;
    queue.post([held] {});
    queue.post([&] { count = held.use_count(); });
    QTRY_VERIFY(count > 0);
    QCOMPARE(count, 1L);
}

void TestPostQueue::whoPostsWithoutEndDoesNotKeepTheLoop()
{
    PostQueue queue;
    bool isEnough = false;
    std::function<void()> again = [&] {
        if (!isEnough)
            queue.post([&] { again(); });
    };
    again();
    QTimer::singleShot(0, this, [&] { isEnough = true; });
    QTRY_VERIFY(isEnough);
}

void TestPostQueue::anEventLoopInATaskDeliversTheOthers()
{
    PostQueue queue;
    QStringList order;
    queue.post([&] {
        order += QStringLiteral("outer begins");
        QEventLoop loop;
        queue.post([&] { loop.quit(); });
        loop.exec();
        order += QStringLiteral("outer ends");
    });
    queue.post([&] {
        order += QStringLiteral("second begins");
        // Nobody posts from here on: what is ready has to come by itself.
        QEventLoop loop;
        bool isLate = false;
        QTimer::singleShot(std::chrono::seconds(10), &loop, [&] { isLate = true; });
        while (order.size() < 3 && !isLate)
            loop.processEvents(QEventLoop::WaitForMoreEvents);
        order += QStringLiteral("second ends");
    });
    queue.post([&] { order += QStringLiteral("third"); });
    QTRY_COMPARE(order.size(), qsizetype(5));
    QCOMPARE(
        order,
        (QStringList{QStringLiteral("outer begins"), QStringLiteral("second begins"), QStringLiteral("third"),
                     QStringLiteral("second ends"), QStringLiteral("outer ends")}));
}

void TestPostQueue::whatWaitsIsDroppedWithTheQueue()
{
    const auto held = std::make_shared<int>(0);
    bool ran = false;
    {
        PostQueue queue;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, held] {
                for (int task = 0; task < 100; ++task)
                    queue.post([&, held] { ran = true; });
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(held.use_count(), 301L);
    }
    QCOMPARE(held.use_count(), 1L);
    QVERIFY(!ran);
}

void TestPostQueue::aTaskMayDeleteTheQueue_data()
{
    QTest::addColumn<bool>("isNested");
    QTest::newRow("at once") << false;
    QTest::newRow("in an event loop inside a task") << true;
}

void TestPostQueue::aTaskMayDeleteTheQueue()
{
    QFETCH(const bool, isNested);
    auto queue = std::make_unique<PostQueue>();
    const auto held = std::make_shared<int>(0);
    bool ran = false;
    bool isOver = false;
    if (isNested) {
        queue->post([&] {
            QEventLoop loop;
            bool isLate = false;
            QTimer::singleShot(std::chrono::seconds(10), &loop, [&] { isLate = true; });
            while (queue && !isLate)
                loop.processEvents(QEventLoop::WaitForMoreEvents);
            isOver = true;
        });
    }
    queue->post([&] { queue.reset(); });
    queue->post([&, held] { ran = true; });
    QTRY_VERIFY(!queue && isOver == isNested);
    QCOMPARE(held.use_count(), 1L);
    QVERIFY(!ran);
}

void TestPostQueue::aQueueFollowsItsOwner()
{
    WorkerThread worker;
    auto owner = std::make_unique<QObject>();
    auto queue = std::make_unique<PostQueue>(owner.get());
    std::atomic<QThread *> ran = nullptr;
    owner->moveToThread(worker.thread());
    queue->post([&] { ran = QThread::currentThread(); });
    worker.start();
    QTRY_VERIFY(ran.load());
    QCOMPARE(ran.load(), worker.thread());
    worker.call([&] {
        queue.reset();
        owner.reset();
    });
}

QTEST_GUILESS_MAIN(TestPostQueue)
#include "tst_postqueue.moc"
