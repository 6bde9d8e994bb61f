// SPDX-License-Identifier: MIT
#include "websocket/looptasks.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <functional>
#include <memory>

using namespace Gantry;

namespace {

class Task : public LoopTask
{
public:
    void turnEnds() override
    {
        ++calls;
        if (then)
            then();
    }
    int calls = 0;
    std::function<void()> then;
};

} // namespace

class TestLoopTasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsOnceInTheNextTurn();
    void runsWhenEventsAreOnlyPolled();
    void runsInANestedLoop();
    void aTaskThatGoesIsNotRun();
    void aTaskMayAddTasks();
    void aTaskMaySpinALoop();
    void turnsAreCounted();
};

void TestLoopTasks::runsOnceInTheNextTurn()
{
    Task task;
    LoopTasks::add(&task);
    LoopTasks::add(&task);
    QCOMPARE(task.calls, 0);
    QTRY_COMPARE(task.calls, 1);
    QCoreApplication::processEvents();
    QCOMPARE(task.calls, 1);
}

void TestLoopTasks::runsWhenEventsAreOnlyPolled()
{
    Task task;
    LoopTasks::add(&task);
    QCoreApplication::processEvents();
    QCOMPARE(task.calls, 1);
}

void TestLoopTasks::runsInANestedLoop()
{
    Task task;
    bool ranInside = false;
    QEventLoop outer;
    QTimer::singleShot(0, &outer, [&] {
        LoopTasks::add(&task);
        QEventLoop inner;
        task.then = [&inner] { QTimer::singleShot(0, &inner, &QEventLoop::quit); };
        inner.exec();
        ranInside = task.calls == 1;
        outer.quit();
    });
    outer.exec();
    QVERIFY(ranInside);
}

void TestLoopTasks::aTaskThatGoesIsNotRun()
{
    int calls = 0;
    {
        Task task;
        task.then = [&calls] { ++calls; };
        LoopTasks::add(&task);
    }
    auto victim = std::make_unique<Task>();
    Task killer;
    killer.then = [&victim] { victim.reset(); };
    LoopTasks::add(&killer);
    LoopTasks::add(victim.get());
    QCoreApplication::processEvents();
    QCOMPARE(killer.calls, 1);
    QVERIFY(!victim);
    QCOMPARE(calls, 0);
}

void TestLoopTasks::aTaskMayAddTasks()
{
    Task first;
    Task second;
    first.then = [&] {
        if (first.calls == 1) {
            LoopTasks::add(&first);
            LoopTasks::add(&second);
        }
    };
    LoopTasks::add(&first);
    QCoreApplication::processEvents();
    QCOMPARE(first.calls, 2);
    QCOMPARE(second.calls, 1);
}

void TestLoopTasks::aTaskMaySpinALoop()
{
    Task first;
    Task second;
    Task third;
    first.then = [&] {
        QCoreApplication::processEvents(); // runs what is left of this turn
        LoopTasks::add(&third);
    };
    LoopTasks::add(&first);
    LoopTasks::add(&second);
    QCoreApplication::processEvents();
    QCOMPARE(first.calls, 1);
    QCOMPARE(second.calls, 1);
    QTRY_COMPARE(third.calls, 1);
}

void TestLoopTasks::turnsAreCounted()
{
    const quint64 before = LoopTasks::turn();
    QCOMPARE(LoopTasks::turn(), before);
    QCoreApplication::processEvents();
    QVERIFY(LoopTasks::turn() > before);
}

QTEST_GUILESS_MAIN(TestLoopTasks)
#include "tst_looptasks.moc"
