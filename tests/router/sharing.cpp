// SPDX-License-Identifier: MIT
// Several callees of one procedure.
#include "dealertest.h"

using namespace Gantry::Test;

void TestDealer::aProcedureIsRegisteredOnce()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(one.join() && two.join());
    QVERIFY(one.registerProcedure("p") != 0);
    QCOMPARE(two.registerProcedure("p"), Id(0));
    QCOMPARE(two.takeError(), "wamp.error.procedure_already_exists");
    QVERIFY(two.registerProcedure("p", {.match = MatchPolicy::Prefix}) != 0); // another procedure
}

void TestDealer::sharersHaveToAgreeOnThePolicy()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(one.join() && two.join());
    const Id registration = one.registerProcedure("p", {.invoke = InvocationPolicy::RoundRobin});
    QCOMPARE(two.registerProcedure("p", {.invoke = InvocationPolicy::Random}), Id(0));
    QCOMPARE(two.takeError(), "wamp.error.procedure_already_exists");
    QCOMPARE(two.registerProcedure("p"), Id(0));
    QCOMPARE(two.takeError(), "wamp.error.procedure_already_exists");
    QCOMPARE(two.registerProcedure("p", {.invoke = InvocationPolicy::RoundRobin}), registration);
    QCOMPARE(two.registerProcedure("p", {.invoke = InvocationPolicy::RoundRobin}), Id(0)); // twice
}

void TestDealer::policiesChooseTheCallee_data()
{
    QTest::addColumn<InvocationPolicy>("policy");
    QTest::addColumn<QList<int>>("order");
    QTest::newRow("roundrobin") << InvocationPolicy::RoundRobin << QList<int>{0, 1, 2, 0, 1};
    QTest::newRow("first") << InvocationPolicy::First << QList<int>{0, 0, 0};
    QTest::newRow("last") << InvocationPolicy::Last << QList<int>{2, 2, 2};
}

void TestDealer::policiesChooseTheCallee()
{
    QFETCH(InvocationPolicy, policy);
    QFETCH(QList<int>, order);
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callees[] = {RouterClient(scene.router), RouterClient(scene.router),
                              RouterClient(scene.router)};
    QVERIFY(caller.join());
    for (RouterClient &callee : callees) {
        QVERIFY(callee.join());
        QVERIFY(callee.registerProcedure("p", {.invoke = policy}) != 0);
    }
    for (const int expected : order) {
        caller.call("p");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(callees[i].take<Invocation>().request != 0, i == expected);
    }
}

void TestDealer::randomReachesAll()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callees[] = {RouterClient(scene.router), RouterClient(scene.router),
                              RouterClient(scene.router)};
    QVERIFY(caller.join());
    for (RouterClient &callee : callees) {
        QVERIFY(callee.join());
        QVERIFY(callee.registerProcedure("p", {.invoke = InvocationPolicy::Random}) != 0);
    }
    for (int i = 0; i < 300; ++i)
        caller.call("p");
    for (const RouterClient &callee : callees) // fewer than 30 of 300: once in 10^19
        QVERIFY(callee.wire.sent.size() >= 30);
}

void TestDealer::concurrencyIsLimited()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    const RegisterOptions options{.invoke = InvocationPolicy::First, .concurrency = 1};
    QVERIFY(one.registerProcedure("p", options) != 0);
    QVERIFY(two.registerProcedure("p", options) != 0);
    caller.call("p");
    caller.call("p");
    const Invocation first = one.take<Invocation>();
    QVERIFY(first.request != 0);
    QVERIFY(two.take<Invocation>().request != 0);
    caller.call("p");
    QCOMPARE(caller.takeError(), "wamp.error.no_available_callee");
    one.yield(first);
    QCOMPARE(caller.take<Result>().request, Id(1));
    caller.call("p");
    QVERIFY(one.take<Invocation>().request != 0);
}

void TestDealer::unavailableCalleesArePassedOver()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    for (RouterClient *callee : {&one, &two})
        QVERIFY(callee->registerProcedure("p", {.invoke = InvocationPolicy::First}) != 0);
    const Id request = caller.call("p", {5});
    one.fail(one.take<Invocation>(), "wamp.error.unavailable");
    const Invocation second = two.take<Invocation>();
    QCOMPARE(second.payload, values({5}));
    two.yield(second, {6});
    const Result result = caller.take<Result>();
    QCOMPARE(result.request, request);
    QCOMPARE(result.payload, values({6}));

    caller.call("p");
    one.fail(one.take<Invocation>(), "wamp.error.unavailable");
    two.fail(two.take<Invocation>(), "wamp.error.unavailable");
    QCOMPARE(caller.takeError(), "wamp.error.no_available_callee");
    QVERIFY(one.isSilent() && two.isSilent());
}

void TestDealer::fewLargeCallsAreKeptForAnotherCallee()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true}, {.sessionQueueBytes = 10'000});
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    for (RouterClient *callee : {&one, &two})
        QVERIFY(callee->registerProcedure("p", {.invoke = InvocationPolicy::First}) != 0);
    const QVariantList large{QByteArray(6000, 'x')};
    for (int round = 0; round < 3; ++round) { // what was kept is given back
        const Id first = caller.call("p", large);
        const Id second = caller.call("p", large);
        for (int i = 0; i < 2; ++i)
            one.fail(one.take<Invocation>(), "wamp.error.unavailable");
        const Error error = caller.take<Error>();
        QCOMPARE(error.request, second);
        QCOMPARE(error.error, QByteArrayView("wamp.error.no_available_callee"));
        const Invocation moved = two.take<Invocation>();
        QCOMPARE(moved.payload, values(large));
        two.yield(moved);
        QCOMPARE(caller.take<Result>().request, first);
    }
    caller.call("p", large);
    one.yield(one.take<Invocation>());
    caller.take<Result>();
    caller.call("p", large);
    one.fail(one.take<Invocation>(), "wamp.error.unavailable");
    QVERIFY(two.take<Invocation>().request != 0);
}

void TestDealer::singleUnavailableCalleeIsAnError()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(caller.join() && callee.join() && plain.join(plainRoles()));
    callee.registerProcedure("p");
    plain.registerProcedure("q");
    caller.call("p");
    callee.fail(callee.take<Invocation>(), "wamp.error.unavailable");
    QCOMPARE(caller.takeError(), "wamp.error.no_available_callee");
    caller.call("q"); // who did not announce it means something else by that
    plain.fail(plain.take<Invocation>(), "wamp.error.unavailable");
    QCOMPARE(caller.takeError(), "wamp.error.unavailable");
}

void TestDealer::registrationIsTakenOver()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient before(scene.router);
    RouterClient after(scene.router);
    QVERIFY(caller.join() && before.join() && after.join());
    const Id old = before.registerProcedure("p");
    const Id registration = after.registerProcedure("p", {.forceReregister = true});
    QVERIFY(registration != 0 && registration != old);
    const Unregistered told = before.take<Unregistered>();
    QCOMPARE(told.request, Id(0));
    QCOMPARE(told.details.registration, old);
    caller.call("p");
    QVERIFY(before.isSilent());
    QCOMPARE(after.take<Invocation>().registration, registration);
    after.receive(Register{.request = after.ids.next(), // from oneself
                           .options = {.forceReregister = true},
                           .procedure = QByteArray("p")});
    QCOMPARE(after.take<Unregistered>().details.registration, registration);
    QVERIFY(after.take<Registered>().registration != 0);
}

void TestDealer::revokesRegistrations()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(one.join() && plain.join(plainRoles()));
    const Id registration = one.registerProcedure("p", {.invoke = InvocationPolicy::Last});
    plain.registerProcedure("p", {.invoke = InvocationPolicy::Last});
    QVERIFY(scene.realm->revokeRegistration(registration, u"com.moved"_s));
    QCOMPARE(one.take<Unregistered>().details,
             (RevocationDetails{.registration = registration, .reason = u"com.moved"_s}));
    QVERIFY(plain.isSilent());
    QCOMPARE(scene.router.statistics().registrations, 0);
    QVERIFY(!scene.realm->revokeRegistration(registration));
}
