// SPDX-License-Identifier: MIT
#include "dealertest.h"

#include <QtCore/QtNumeric>

using namespace Gantry::Test;

void TestDealer::routesCallsAndResults()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    const Id registration = callee.registerProcedure("com.add");
    QVERIFY(registration != 0);
    const Id request = caller.call("com.add", {1, 2});
    const Invocation invocation = callee.take<Invocation>();
    QCOMPARE(invocation.registration, registration);
    QCOMPARE(invocation.details, InvocationDetails());
    QCOMPARE(invocation.payload, values({1, 2}));
    callee.yield(invocation, {3});
    const Result result = caller.take<Result>();
    QCOMPARE(result.request, request);
    QCOMPARE(result.payload, values({3}));
    QVERIFY(!result.details.progress);
    QVERIFY(caller.isSilent() && callee.isSilent());
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::routesErrors()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p");
    callee.receive(Error{.requestType = MessageType::Invocation,
                         .request = callee.take<Invocation>().request,
                         .details = {},
                         .error = QByteArray("com.no"),
                         .payload = values({u"why"_s})});
    const Error error = caller.take<Error>();
    QCOMPARE(error.requestType, MessageType::Call);
    QCOMPARE(error.request, request);
    QCOMPARE(error.error, QByteArrayView("com.no"));
    QCOMPARE(error.payload, values({u"why"_s}));
}

void TestDealer::refusesWhatNobodyRegistered()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    QVERIFY(caller.join());
    caller.call("p");
    QCOMPARE(caller.takeError(), "wamp.error.no_such_procedure");
    caller.call("p p");
    QCOMPARE(caller.takeError(), "wamp.error.invalid_uri");
}

void TestDealer::choosesTheBestRegistration()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const Id exact = client.registerProcedure("a.b.c");
    const Id prefix = client.registerProcedure("a.b", {.match = MatchPolicy::Prefix});
    const Id wildcard = client.registerProcedure("a..d", {.match = MatchPolicy::Wildcard});
    const auto takes = [&client](const char *uri) {
        client.call(uri);
        return client.take<Invocation>();
    };
    QCOMPARE(takes("a.b.c").registration, exact);
    QCOMPARE(takes("a.b.c").details.procedure, QByteArrayView());
    QCOMPARE(takes("a.b.d").registration, prefix);
    QCOMPARE(takes("a.c.d").registration, wildcard);
    QCOMPARE(takes("a.c.d").details.procedure, QByteArrayView("a.c.d"));
}

void TestDealer::tellsWhoCallsOnRequest()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    callee.registerProcedure("q", {.discloseCaller = true});
    caller.call("p", {}, {.discloseMe = true});
    const InvocationDetails details = callee.take<Invocation>().details;
    QCOMPARE(details.caller, caller.session);
    QCOMPARE(details.callerAuthrole, u"anonymous"_s);
    QVERIFY(!details.callerAuthid.isEmpty());
    caller.call("q");
    QCOMPARE(callee.take<Invocation>().details.caller, caller.session);
}

void TestDealer::realmDecidesAboutDisclosure()
{
    RouterScene never({.name = u"realm1"_s, .allowAnonymous = true, .callerDisclosure = Disclosure::Forbid});
    RouterClient client(never.router);
    QVERIFY(client.join());
    QVERIFY(client.registerProcedure("p") != 0);
    QCOMPARE(client.registerProcedure("q", {.discloseCaller = true}), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.option_disallowed.disclose_me");
    client.call("p", {}, {.discloseMe = true});
    QCOMPARE(client.takeError(), "wamp.error.option_disallowed.disclose_me");

    RouterScene always({.name = u"realm1"_s, .allowAnonymous = true, .callerDisclosure = Disclosure::Always});
    RouterClient known(always.router);
    QVERIFY(known.join());
    known.registerProcedure("p");
    known.call("p");
    QCOMPARE(known.take<Invocation>().details.caller, known.session);
}

void TestDealer::unregisters()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    const Id registration = callee.registerProcedure("p");
    caller.call("p");
    const Invocation underWay = callee.take<Invocation>();
    caller.receive(Unregister{.request = caller.ids.next(), .registration = registration});
    QCOMPARE(caller.takeError(), "wamp.error.no_such_registration");
    callee.receive(Unregister{.request = callee.ids.next(), .registration = registration});
    QCOMPARE(callee.take<Unregistered>().request, callee.ids.last());
    caller.call("p");
    QCOMPARE(caller.takeError(), "wamp.error.no_such_procedure");
    callee.yield(underWay, {1}); // what it was called for goes on
    QCOMPARE(caller.take<Result>().payload, values({1}));
}

void TestDealer::keepsOrderForEachPair()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    callee.registerProcedure("q");
    for (int i = 0; i < 50; ++i)
        caller.call(i % 2 == 0 ? "p" : "q", {i});
    for (int i = 0; i < 50; ++i)
        QCOMPARE(callee.take<Invocation>().payload, values({i}));
}

void TestDealer::invocationIdsAreInSequence()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(caller.join() && one.join() && two.join());
    one.registerProcedure("p");
    two.registerProcedure("q");
    for (const Id expected : {1, 2, 3}) {
        caller.call("p");
        QCOMPARE(one.take<Invocation>().request, expected);
        caller.call("q");
        QCOMPARE(two.take<Invocation>().request, expected);
    }
}

void TestDealer::tooBigResultsBecomeErrors()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    callee.wire.refusal = SendStatus::TooBig;
    caller.call("p");
    QCOMPARE(caller.takeError(), "wamp.error.payload_size_exceeded");
    caller.call("p");
    const Invocation invocation = callee.take<Invocation>();
    QCOMPARE(invocation.request, Id(1)); // the lost one took no id
    caller.wire.refusal = SendStatus::TooBig;
    callee.yield(invocation);
    QCOMPARE(caller.takeError(), "wamp.error.payload_size_exceeded");
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::errorsThatDoNotGetThroughLoseTheirPayload_data()
{
    QTest::addColumn<SendStatus>("status");
    QTest::addColumn<bool>("isErrorInTheWay"); // beside the payload
    QTest::addColumn<QByteArray>("error");
    const QByteArray original("com.no");
    const QByteArray tooBig("wamp.error.payload_size_exceeded");
    QTest::newRow("too big") << SendStatus::TooBig << false << original;
    QTest::newRow("not in the caller's encoding") << SendStatus::NotSerializable << false << original;
    QTest::newRow("too big without payload") << SendStatus::TooBig << true << tooBig;
}

void TestDealer::errorsThatDoNotGetThroughLoseTheirPayload()
{
    QFETCH(SendStatus, status);
    QFETCH(bool, isErrorInTheWay);
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    const Id request = caller.call("p");
    caller.wire.refuse = [&](const Message &message) -> std::optional<SendStatus> {
        const auto &error = std::get<Error>(message);
        const bool isOriginal = error.error == QByteArrayView("com.no");
        if (isOriginal && (isErrorInTheWay || !error.payload.isEmpty()))
            return status;
        return std::nullopt;
    };
    callee.receive(Error{.requestType = MessageType::Invocation,
                         .request = callee.take<Invocation>().request,
                         .details = {},
                         .error = QByteArray("com.no"),
                         .payload = values({qQNaN()})});
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, request);
    QTEST(error.error.toByteArray(), "error");
    QCOMPARE(scene.router.statistics().pendingCalls, 0);
}

void TestDealer::pendingCallsAreLimited()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true}, {.pendingCallsPerSession = 2});
    RouterClient caller(scene.router);
    RouterClient callee(scene.router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    for (int i = 0; i < 3; ++i)
        caller.call("p");
    const Error error = caller.take<Error>();
    QCOMPARE(error.request, Id(3));
    QCOMPARE(error.error, QByteArrayView("wamp.error.unavailable"));
    callee.yield(callee.take<Invocation>());
    QCOMPARE(caller.take<Result>().request, Id(1));
    caller.call("p");
    QVERIFY(caller.isSilent());
}

void TestDealer::registrationsAreLimited()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true}, {.registrationsPerSession = 1});
    RouterClient callee(scene.router);
    QVERIFY(callee.join());
    QVERIFY(callee.registerProcedure("p") != 0);
    QCOMPARE(callee.registerProcedure("q"), Id(0));
    QCOMPARE(callee.takeError(), "wamp.error.unavailable");
}

void TestDealer::opaquePayloadsNeedAWillingCallee()
{
    RouterScene scene;
    RouterClient caller(scene.router);
    RouterClient willing(scene.router);
    RouterClient plain(scene.router);
    QVERIFY(caller.join() && willing.join() && plain.join(plainRoles()));
    willing.registerProcedure("p");
    plain.registerProcedure("q");
    CallOptions options;
    options.rare = RareFields{.pptScheme = u"x_mine"_s};
    caller.call("p", {QByteArray("opaque")}, options);
    const Invocation invocation = willing.take<Invocation>();
    QCOMPARE(invocation.details.rare->pptScheme, u"x_mine"_s);
    caller.call("q", {QByteArray("opaque")}, options);
    QCOMPARE(caller.takeError(), "wamp.error.feature_not_supported");

    plain.call("p");
    Yield answer{.request = willing.take<Invocation>().request, .options = {}};
    answer.options.rare = options.rare;
    willing.receive(answer);
    QCOMPARE(plain.takeError(), "wamp.error.feature_not_supported");
}

QTEST_GUILESS_MAIN(TestDealer)
