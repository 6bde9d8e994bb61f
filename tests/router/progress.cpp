// SPDX-License-Identifier: MIT
// Calls with several results, and calls with several parts.
#include "dealertest.h"

using namespace Gantry::Test;

namespace {

void continueCall(RouterClient &caller, Id request, const QVariantList &args, CallOptions options)
{
    caller.receive(
        Call{.request = request, .options = options, .procedure = QByteArray("p"), .payload = values(args)});
}

} // namespace

void TestDealer::progressiveResults()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p", {}, {.receiveProgress = true});
    const Invocation invocation = callee.take<Invocation>();
    QVERIFY(invocation.details.receiveProgress);
    for (int i = 0; i < 3; ++i) {
        callee.yield(invocation, {i}, i < 2);
        const Result result = caller.take<Result>();
        QCOMPARE(result.request, request);
        QCOMPARE(result.payload, values({i}));
        QCOMPARE(result.details.progress, i < 2);
    }
}

void TestDealer::progressIsDroppedWhenNotWanted()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p");
    const Invocation invocation = callee.take<Invocation>();
    QVERIFY(!invocation.details.receiveProgress);
    callee.yield(invocation, {1}, true);
    QVERIFY(caller.isSilent());
    callee.yield(invocation, {2});
    QCOMPARE(caller.take<Result>().payload, values({2}));
}

void TestDealer::calleeWithoutCancelingIsNotAskedForProgress()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    Roles roles;
    roles.add(Role::Callee, {Feature::ProgressiveCallResults});
    QVERIFY(caller.join() && callee.join(roles));
    callee.registerProcedure("p");
    caller.call("p", {}, {.receiveProgress = true});
    QVERIFY(!callee.take<Invocation>().details.receiveProgress);
}

void TestDealer::progressiveCallStaysWithItsCallee()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    for (RouterClient *callee : {&one, &two})
        QVERIFY(callee->registerProcedure("p", {.invoke = InvocationPolicy::RoundRobin}) != 0);
    const Id request = caller.call("p", {0}, {.progress = true});
    const Invocation first = one.take<Invocation>();
    QVERIFY(first.details.progress);
    caller.call("p"); // a call between does not disturb
    QVERIFY(two.take<Invocation>().request != 0);
    for (int i = 1; i < 4; ++i) {
        continueCall(caller, request, {i}, {.progress = i < 3});
        const Invocation next = one.take<Invocation>();
        QCOMPARE(next.request, first.request);
        QCOMPARE(next.registration, first.registration);
        QCOMPARE(next.payload, values({i}));
        QCOMPARE(next.details.progress, i < 3);
    }
    QVERIFY(two.isSilent());
    one.yield(first, {9});
    const Result result = caller.take<Result>();
    QCOMPARE(result.request, request);
    QCOMPARE(result.payload, values({9}));
}

void TestDealer::optionsAreFrozenByTheFirstCall()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    callee.registerProcedure("q");
    const Id open = caller.call("p", {}, {.receiveProgress = true, .progress = true, .discloseMe = true});
    callee.take<Invocation>();
    continueCall(caller, open, {}, {});
    const InvocationDetails details = callee.take<Invocation>().details;
    QCOMPARE(details.caller, caller.session);
    QVERIFY(details.receiveProgress);
    QVERIFY(!details.progress);

    const Id hidden = caller.call("p", {}, {.progress = true});
    callee.take<Invocation>();
    continueCall(caller, hidden, {}, {.receiveProgress = true, .discloseMe = true});
    QCOMPARE(callee.take<Invocation>().details, InvocationDetails());
}

void TestDealer::progressiveCallNeedsAWillingCallee()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    Roles withoutCanceling;
    withoutCanceling.add(Role::Callee, {Feature::ProgressiveCallInvocations});
    QVERIFY(caller.join() && callee.join(withoutCanceling));
    callee.registerProcedure("p");
    const Id request = caller.call("p", {}, {.progress = true});
    QCOMPARE(caller.takeError(), "wamp.error.feature_not_supported");
    QVERIFY(callee.isSilent());
    continueCall(caller, request, {}, {}); // it was under way
    QVERIFY(caller.isSilent() && caller.wire.isOpen());
}

void TestDealer::progressiveCallMayEndEarly()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p", {}, {.progress = true});
    callee.fail(callee.take<Invocation>(), "com.enough");
    QCOMPARE(caller.takeError(), "com.enough");
    continueCall(caller, request, {}, {.progress = true});
    continueCall(caller, request, {}, {});
    QVERIFY(callee.isSilent() && caller.isSilent() && caller.wire.isOpen());
    continueCall(caller, request, {}, {}); // but the last one came already
    QCOMPARE(caller.take<Abort>().reason, QByteArrayView("wamp.error.protocol_violation"));
}

void TestDealer::progressiveCallEndsWhenTheCalleeUnregisters()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    const Id registration = callee.registerProcedure("p");
    const Id request = caller.call("p", {0}, {.progress = true});
    const Invocation invocation = callee.take<Invocation>();
    callee.receive(Unregister{.request = callee.ids.next(), .registration = registration});
    QCOMPARE(callee.take<Unregistered>().request, callee.ids.last());
    QVERIFY(caller.isSilent()); // what it has may still be answered
    continueCall(caller, request, {1}, {.progress = true});
    const Interrupt interrupt = callee.take<Interrupt>();
    QCOMPARE(interrupt.request, invocation.request);
    QCOMPARE(interrupt.options.mode, std::optional(CancelMode::KillNoWait));
    QVERIFY(callee.isSilent());
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, request);
    QCOMPARE(error.error, QByteArrayView("wamp.error.canceled"));
    continueCall(caller, request, {2}, {}); // was under way
    QVERIFY(caller.isSilent() && caller.wire.isOpen());
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::newSessionKnowsNothingOfOldCalls()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id open = caller.call("p", {}, {.progress = true});
    caller.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.normal")});
    caller.take<Goodbye>();
    caller.ids = {};
    QVERIFY(caller.join());
    QVERIFY(caller.subscribe("a") != 0);
    QCOMPARE(caller.ids.last(), open);
    continueCall(caller, open, {}, {});
    QCOMPARE(caller.take<Abort>().reason, QByteArrayView("wamp.error.protocol_violation"));
}

void TestDealer::progressiveCallIsInterruptedWhenTheCallerLeaves()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p", {}, {.progress = true});
    const Invocation invocation = callee.take<Invocation>();
    caller.end();
    QCOMPARE(callee.take<Interrupt>().request, invocation.request);
}
