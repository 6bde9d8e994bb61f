// SPDX-License-Identifier: MIT
#include "websocket/deadlinequeue.h"

#include <QtCore/QEventLoop>
#include <QtTest/QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

using namespace Gantry;
using namespace std::chrono_literals;

namespace {

class Client : public DeadlineClient
{
public:
    void deadlineReached(Core::TimePoint now) override
    {
        ++calls;
        lastNow = now;
        if (then)
            then();
    }
    int calls = 0;
    Core::TimePoint lastNow;
    std::function<void()> then;
};

Core::TimePoint in(std::chrono::milliseconds delay)
{
    return std::chrono::steady_clock::now() + delay;
}

} // namespace

class TestDeadlineQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsOnceAndNotBefore();
    void anEarlierDeadlineReplacesALaterOne();
    void aLaterDeadlineDoesNotReplaceAnEarlierOne();
    void aClientThatGoesIsNotCalled();
    void aClientMayRemoveAnotherOne();
    void aClientMayScheduleItselfAgain();
    void anEventLoopInACallDoesNotStopTheOthers();
    void clientsAreCalledInTheOrderOfTheirDeadlines();
};

void TestDeadlineQueue::callsOnceAndNotBefore()
{
    Client client;
    const Core::TimePoint deadline = in(20ms);
    DeadlineQueue::schedule(&client, deadline);
    QTRY_COMPARE(client.calls, 1);
    QVERIFY(client.lastNow >= deadline);
    Client other; // a turn of the timer later nothing more has come
    DeadlineQueue::schedule(&other, in(20ms));
    QTRY_COMPARE(other.calls, 1);
    QCOMPARE(client.calls, 1);
}

void TestDeadlineQueue::anEarlierDeadlineReplacesALaterOne()
{
    Client client;
    DeadlineQueue::schedule(&client, in(1h));
    DeadlineQueue::schedule(&client, in(1ms));
    QTRY_COMPARE(client.calls, 1);
}

void TestDeadlineQueue::aLaterDeadlineDoesNotReplaceAnEarlierOne()
{
    Client client;
    DeadlineQueue::schedule(&client, in(1ms));
    DeadlineQueue::schedule(&client, in(1h));
    QTRY_COMPARE(client.calls, 1);
}

void TestDeadlineQueue::aClientThatGoesIsNotCalled()
{
    int calls = 0;
    {
        Client client;
        client.then = [&calls] { ++calls; };
        DeadlineQueue::schedule(&client, in(0ms));
    }
    Client other;
    DeadlineQueue::schedule(&other, in(5ms));
    QTRY_COMPARE(other.calls, 1);
    QCOMPARE(calls, 0);
}

void TestDeadlineQueue::aClientMayRemoveAnotherOne()
{
    const Core::TimePoint deadline = in(5ms);
    auto victim = std::make_unique<Client>();
    Client first;
    first.then = [&victim] { victim.reset(); };
    DeadlineQueue::schedule(&first, deadline);
    DeadlineQueue::schedule(victim.get(), deadline + 1us);
    QTRY_COMPARE(first.calls, 1);
    QVERIFY(!victim);
    Client last;
    DeadlineQueue::schedule(&last, in(1ms));
    QTRY_COMPARE(last.calls, 1);
}

void TestDeadlineQueue::aClientMayScheduleItselfAgain()
{
    Client client;
    client.then = [&client] {
        if (client.calls < 3)
            DeadlineQueue::schedule(&client, in(-1ms)); // due already
    };
    DeadlineQueue::schedule(&client, in(1ms));
    QTRY_COMPARE(client.calls, 3);
}

void TestDeadlineQueue::anEventLoopInACallDoesNotStopTheOthers()
{
    Client first;
    Client second;
    QEventLoop loop;
    first.then = [&] {
        QTimer::singleShot(5000, &loop, &QEventLoop::quit); // in case the other never comes
        loop.exec();
        QCOMPARE(second.calls, 1);
    };
    second.then = [&loop] { loop.quit(); };
    DeadlineQueue::schedule(&first, in(1ms));
    DeadlineQueue::schedule(&second, in(30ms));
    QTRY_COMPARE(second.calls, 1);
}

void TestDeadlineQueue::clientsAreCalledInTheOrderOfTheirDeadlines()
{
    constexpr int Count = 300;
    const Core::TimePoint now = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<Client>> clients(Count);
    QList<int> order;
    for (int i = 0; i < Count; ++i) {
        clients[size_t(i)] = std::make_unique<Client>();
        clients[size_t(i)]->then = [&order, i] { order.append(i); };
    }
    // 7 and 300 have no common factor: each rank comes once. Every second one comes at
    // first much later, and every fifth goes before its time, from anywhere in the queue.
    const auto rankOf = [](int i) { return i * 7 % Count; };
    for (int i = 0; i < Count; ++i) {
        if (i % 2 == 0)
            DeadlineQueue::schedule(clients[size_t(i)].get(), now + std::chrono::hours(1 + rankOf(i)));
    }
    for (int i = 0; i < Count; ++i)
        DeadlineQueue::schedule(clients[size_t(i)].get(), now - 1h + std::chrono::seconds(rankOf(i)));
    for (int i = 0; i < Count; i += 5)
        clients[size_t(i)].reset();
    QTRY_COMPARE(order.size(), Count - Count / 5);
    QVERIFY(std::ranges::is_sorted(order, {}, rankOf));
}

QTEST_GUILESS_MAIN(TestDeadlineQueue)
#include "tst_deadlinequeue.moc"
