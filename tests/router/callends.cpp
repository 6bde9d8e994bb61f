// SPDX-License-Identifier: MIT
// Calls that end otherwise than by their callee's answer.
#include "dealertest.h"

using namespace Gantry::Test;

void TestDealer::cancelModes_data()
{
    QTest::addColumn<std::optional<CancelMode>>("mode");
    QTest::addColumn<bool>("isInterrupted");
    QTest::addColumn<bool>("isAnsweredAtOnce");
    using Mode = std::optional<CancelMode>;
    QTest::newRow("skip") << Mode(CancelMode::Skip) << false << true;
    QTest::newRow("kill") << Mode(CancelMode::Kill) << true << false;
    QTest::newRow("killnowait") << Mode(CancelMode::KillNoWait) << true << true;
    QTest::newRow("none") << Mode() << true << true;
}

void TestDealer::cancelModes()
{
    QFETCH(std::optional<CancelMode>, mode);
    QFETCH(bool, isInterrupted);
    QFETCH(bool, isAnsweredAtOnce);
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p");
    const Invocation invocation = callee.take<Invocation>();
    caller.receive(Cancel{.request = request, .options = {.mode = mode}});
    if (isInterrupted) {
        const Interrupt interrupt = callee.take<Interrupt>();
        QCOMPARE(interrupt.request, invocation.request);
        QCOMPARE(interrupt.options.mode, mode.value_or(CancelMode::KillNoWait));
    }
    QVERIFY(callee.isSilent());
    if (isAnsweredAtOnce)
        QCOMPARE(caller.takeError(), "wamp.error.canceled");
    QVERIFY(caller.isSilent());
    callee.fail(invocation, "wamp.error.canceled");
    if (!isAnsweredAtOnce)
        QCOMPARE(caller.takeError(), "wamp.error.canceled");
    QVERIFY(caller.isSilent());
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::killedCallMayStillSucceed()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p", {}, {.receiveProgress = true});
    const Invocation invocation = callee.take<Invocation>();
    caller.receive(Cancel{.request = request, .options = {.mode = CancelMode::Kill}});
    callee.yield(invocation, {1}, true); // no progress any more
    QVERIFY(caller.isSilent());
    callee.yield(invocation, {2});
    QCOMPARE(caller.take<Result>().payload, values({2}));
}

void TestDealer::cancelDegradesToSkip()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(caller.join() && plain.join(plainRoles()));
    plain.registerProcedure("p");
    const Id request = caller.call("p");
    const Invocation invocation = plain.take<Invocation>();
    caller.receive(Cancel{.request = request, .options = {.mode = CancelMode::Kill}});
    QCOMPARE(caller.takeError(), "wamp.error.canceled");
    QVERIFY(plain.isSilent());
    plain.yield(invocation);
    QVERIFY(caller.isSilent());
    QVERIFY(plain.wire.isOpen());
}

void TestDealer::lateCancelIsIgnored()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p");
    callee.yield(callee.take<Invocation>());
    QCOMPARE(caller.take<Result>().request, request);
    caller.receive(Cancel{.request = request, .options = {}});
    QVERIFY(caller.isSilent() && callee.isSilent());
    QVERIFY(caller.wire.isOpen());
}

void TestDealer::callerLeaves()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(caller.join() && callee.join() && plain.join(plainRoles()));
    callee.registerProcedure("p");
    plain.registerProcedure("q");
    caller.call("p");
    caller.call("q");
    const Invocation invocation = callee.take<Invocation>();
    const Invocation other = plain.take<Invocation>();
    caller.end();
    const Interrupt interrupt = callee.take<Interrupt>();
    QCOMPARE(interrupt.request, invocation.request);
    QCOMPARE(interrupt.options.mode, std::optional(CancelMode::KillNoWait));
    QVERIFY(plain.isSilent());
    callee.yield(invocation);
    plain.yield(other);
    QVERIFY(callee.wire.isOpen() && plain.wire.isOpen());
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::calleeLeaves()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p");
    callee.end();
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, request);
    QCOMPARE(error.error, QByteArrayView("wamp.error.canceled"));
    caller.call("p");
    QCOMPARE(caller.takeError(), "wamp.error.no_such_procedure"); // nothing stale is left
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::callTimesOut()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p", {}, {.timeout = 100ms});
    const Invocation invocation = callee.take<Invocation>();
    QCOMPARE(invocation.details.timeout, 0ms);
    scene.pass(99ms);
    QVERIFY(caller.isSilent());
    scene.pass(1ms);
    QCOMPARE(caller.takeError(), "wamp.error.timeout");
    const Interrupt interrupt = callee.take<Interrupt>();
    QCOMPARE(interrupt.options.mode, std::optional(CancelMode::KillNoWait));
    QCOMPARE(interrupt.options.reason, u"wamp.error.timeout"_s);

    caller.call("p", {}, {.timeout = 100ms});
    callee.yield(callee.take<Invocation>());
    caller.take<Result>();
    scene.pass(1s);
    QVERIFY(caller.isSilent() && callee.isSilent());
}

void TestDealer::progressMovesTheTimeout()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p", {}, {.timeout = 100ms, .receiveProgress = true});
    const Invocation invocation = callee.take<Invocation>();
    for (int i = 0; i < 5; ++i) {
        scene.pass(99ms);
        callee.yield(invocation, {i}, true);
        QCOMPARE(caller.take<Result>().payload, values({i}));
    }
    scene.pass(100ms);
    QCOMPARE(caller.takeError(), "wamp.error.timeout");
}

void TestDealer::timeoutIsForwardedOnRequest()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(caller.join() && callee.join() && plain.join(plainRoles()));
    callee.registerProcedure("p", {.forwardTimeout = true});
    plain.registerProcedure("q", {.forwardTimeout = true});
    caller.call("p", {}, {.timeout = 100ms});
    QCOMPARE(callee.take<Invocation>().details.timeout, 100ms);
    caller.call("q", {}, {.timeout = 100ms}); // it cannot mind it
    QCOMPARE(plain.take<Invocation>().details.timeout, 0ms);
    scene.pass(1s);
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, Id(2));
    QVERIFY(caller.isSilent());
}

void TestDealer::lateAnswersAreDiscarded()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p", {}, {.timeout = 1ms});
    const Invocation invocation = callee.take<Invocation>();
    scene.pass(1ms);
    QCOMPARE(caller.takeError(), "wamp.error.timeout");
    callee.take<Interrupt>();
    callee.yield(invocation, {1}, true);
    callee.yield(invocation, {2});
    callee.fail(invocation, "com.late");
    QVERIFY(caller.isSilent());
    QVERIFY(callee.wire.isOpen() && callee.isSilent());
}
