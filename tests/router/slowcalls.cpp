// SPDX-License-Identifier: MIT
// Callers and callees that do not read what is sent to them.
#include "brokertest.h"
#include "slowscene.h"

using namespace Gantry::Test;

void TestBroker::drippingCallerHoldsUpNoCallee()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    QVERIFY(callee.registerProcedure("p") != 0);
    caller.call("p");
    stopReading(caller);
    callee.yield(callee.take<Invocation>());
    QVERIFY(callee.wire.isPaused);
    caller.wire.written += 1;
    scene.pass(2s);
    QVERIFY(!callee.wire.isPaused);
}

void TestBroker::callGoesToAnotherCalleeThanTheStalledOne()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    RouterClient stalled(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && stalled.join() && callee.join());
    for (RouterClient *client : {&stalled, &callee})
        QVERIFY(client->registerProcedure("p", {.invoke = InvocationPolicy::First}) != 0);
    stopReading(stalled);
    caller.call("p");
    QVERIFY(caller.wire.isPaused); // calls slow down like events
    QVERIFY(stalled.take<Invocation>().request != 0);
    scene.pass(2s);
    caller.call("p");
    QVERIFY(stalled.isSilent());
    QVERIFY(callee.take<Invocation>().request != 0);
}

void TestBroker::callOfAStalledCalleeFails()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    RouterClient stalled(scene.router);
    QVERIFY(caller.join() && stalled.join());
    QVERIFY(stalled.registerProcedure("p") != 0);
    stopReading(stalled);
    caller.call("p");
    scene.pass(2s);
    caller.call("p");
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, caller.ids.last());
    QCOMPARE(error.error, QByteArrayView("wamp.error.no_available_callee"));
}

void TestBroker::callerWithTooManyAnswersIsKilled()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    QVERIFY(caller.join());
    stopReading(caller);
    caller.call("nothing");
    QVERIFY(caller.wire.isPaused); // who asks and does not read
    scene.pass(2s);
    QVERIFY(!caller.wire.isPaused);
    caller.call("nothing");
    QCOMPARE(caller.wire.sent.size(), 2); // what somebody waits for is queued
    caller.wire.waiting = 2 * limit + 1;
    caller.call("nothing");
    scene.pass(0ms);
    QVERIFY(caller.wire.wasAborted);
    QCOMPARE(scene.router.statistics().slowSessionsKilled, 1U);
    QCOMPARE(scene.router.statistics().sessions, 0);
}

void TestBroker::calleeWaitsForASlowCaller()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    QVERIFY(callee.registerProcedure("p") != 0);
    caller.call("p", {}, {.receiveProgress = true});
    stopReading(caller);
    callee.yield(callee.take<Invocation>(), {1}, true);
    QVERIFY(callee.wire.isPaused);
    readAll(caller);
    QVERIFY(!callee.wire.isPaused);
}

void TestBroker::leavingCallerIsNotHeldUpByWhatItInterrupts()
{
    SlowScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    QVERIFY(callee.registerProcedure("p") != 0);
    caller.call("p");
    stopReading(callee);
    QVERIFY(scene.realm->closeSession(caller.session));
    QVERIFY(std::holds_alternative<Interrupt>(callee.wire.sent.last()));
    QVERIFY(!caller.wire.isPaused); // its GOODBYE is to be read
}
