// SPDX-License-Identifier: MIT
// What calls that are under way keep in memory.
#include "dealertest.h"

using namespace Gantry::Test;

namespace {

RouterScene sceneWithRoomFor(qint64 octets)
{
    return RouterScene({.name = u"realm1"_s, .allowAnonymous = true}, {.pendingBytesPerSession = octets});
}

} // namespace

void TestDealer::payloadsAreKeptWithinABound()
{
    RouterScene scene = sceneWithRoomFor(10000);
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    for (RouterClient *callee : {&one, &two})
        QVERIFY(callee->registerProcedure("p", {.invoke = InvocationPolicy::First}) != 0);
    for (int round = 0; round < 2; ++round) { // what is over takes no room any more
        for (int i = 0; i < 3; ++i)
            caller.call("p", {QByteArray(4000, 'x')});
        for (int i = 0; i < 3; ++i)
            one.fail(one.take<Invocation>(), "wamp.error.unavailable");
        const Error error = caller.take<Error>();
        QCOMPARE(error.request, caller.ids.last());
        QCOMPARE(error.error, QByteArrayView("wamp.error.no_available_callee"));
        for (int i = 0; i < 2; ++i) {
            const Invocation moved = two.take<Invocation>();
            QCOMPARE(moved.payload, values({QByteArray(4000, 'x')}));
            two.yield(moved);
            QVERIFY(caller.take<Result>().request != 0);
        }
    }
}

void TestDealer::progressMakesRoomForOtherPayloads()
{
    RouterScene scene = sceneWithRoomFor(5000);
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    for (RouterClient *callee : {&one, &two})
        QVERIFY(callee->registerProcedure("p", {.invoke = InvocationPolicy::First}) != 0);
    caller.call("p", {QByteArray(4000, 'x')}, {.receiveProgress = true});
    one.yield(one.take<Invocation>(), {}, true); // it stays here
    QVERIFY(caller.take<Result>().details.progress);
    caller.call("p", {QByteArray(4000, 'x')});
    one.fail(one.take<Invocation>(), "wamp.error.unavailable");
    QVERIFY(two.take<Invocation>().request != 0);
}

void TestDealer::optionsOfCallsAreKeptWithinABound()
{
    RouterScene scene = sceneWithRoomFor(10000);
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    CallOptions options;
    options.rare = RareFields{.encKey = QString(3000, u'x')};
    for (int round = 0; round < 2; ++round) {
        caller.call("p", {}, options);
        caller.call("p", {}, options);
        QCOMPARE(caller.takeError(), "wamp.error.unavailable");
        const Invocation invocation = callee.take<Invocation>();
        QCOMPARE(invocation.details.rare->encKey.size(), 3000);
        QVERIFY(callee.isSilent());
        caller.call("p"); // plain ones keep nothing
        callee.yield(callee.take<Invocation>());
        QVERIFY(caller.take<Result>().request != 0);
        callee.yield(invocation);
        QVERIFY(caller.take<Result>().request != 0);
    }
}

void TestDealer::namesKeepNoMessages()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p", {.match = MatchPolicy::Prefix});
    for (const bool isOpen : {false, true}) {
        const QByteArray message("pq and a payload that is much longer");
        caller.receive(Call{
            .request = caller.ids.next(), .options = {.progress = isOpen}, .procedure = Utf8(message, 0, 2)});
        QCOMPARE(callee.take<Invocation>().details.procedure, QByteArrayView("pq"));
        QVERIFY(message.isDetached()); // nobody else holds it
    }
    caller.receive(Call{.request = caller.ids.last(), .options = {}, .procedure = QByteArray("pq")});
    QCOMPARE(callee.take<Invocation>().details.procedure, QByteArrayView("pq"));
}
