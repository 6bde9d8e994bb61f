// SPDX-License-Identifier: MIT
#include "tap/callgate.h"

#include <QtTest/QTest>

#include <thread>
#include <vector>

using Gantry::Tap::CallGate;

class tst_CallGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitingEndsAtOnceWhenNobodyCalls();
    void waitingLastsAsLongAsACall();
    void laterCallsDoNotProlongTheWait();
    void whatWasReplacedIsNeverUsedAfterTheWait();
};

void tst_CallGate::waitingEndsAtOnceWhenNobodyCalls()
{
    CallGate gate;
    for (int i = 0; i < 5; ++i)
        gate.waitForCalls();
}

void tst_CallGate::waitingLastsAsLongAsACall()
{
    CallGate gate;
    std::atomic<bool> hasPassed{false};
    auto pass = std::make_unique<CallGate::Pass>(gate);
    std::thread waiter([&] {
        gate.waitForCalls();
        hasPassed = true;
    });
    // Nothing can prove that somebody waits for ever; a thousand turns make a wrong
    // gate pass here.
    for (int i = 0; i < 1000; ++i)
        std::this_thread::yield();
    QVERIFY(!hasPassed);
    pass.reset();
    waiter.join();
    QVERIFY(hasPassed);
}

void tst_CallGate::laterCallsDoNotProlongTheWait()
{
    // Threads that call without a pause overlap all the time; the wait ends anyway.
    CallGate gate;
    std::atomic<bool> stop{false};
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
        callers.emplace_back([&] {
            while (!stop)
                const CallGate::Pass pass(gate);
        });
    }
    for (int i = 0; i < 50; ++i)
        gate.waitForCalls();
    stop = true;
    for (std::thread &caller : callers)
        caller.join();
}

void tst_CallGate::whatWasReplacedIsNeverUsedAfterTheWait()
{
    struct Value
    {
        std::atomic<bool> isGone{false};
    };
    CallGate gate;
    std::vector<Value> values(200);
    std::atomic<Value *> current{&values[0]};
    std::atomic<bool> stop{false};
    std::atomic<int> usesAfterTheWait{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
        callers.emplace_back([&] {
            while (!stop) {
                const CallGate::Pass pass(gate);
                Value *value = current.load();
                for (int n = 0; n < 3; ++n) {
                    if (value->isGone)
                        ++usesAfterTheWait;
                    std::this_thread::yield();
                }
            }
        });
    }
    for (size_t i = 1; i < values.size(); ++i) {
        Value *old = current.exchange(&values[i]);
        gate.waitForCalls();
        old->isGone = true;
    }
    stop = true;
    for (std::thread &caller : callers)
        caller.join();
    QCOMPARE(usesAfterTheWait.load(), 0);
}

QTEST_APPLESS_MAIN(tst_CallGate)
#include "tst_callgate.moc"
