// SPDX-License-Identifier: MIT
// A session as a callee: what is registered.
#include "procedurescene.h"
#include "sessioncallstest.h"

#include <QtTest/QTest>

using namespace Gantry::Test;

void SessionCallsTest::registers()
{
    ProcedureScene scene;
    const RegisterOptions options{.match = MatchPolicy::Prefix, .invoke = InvocationPolicy::RoundRobin};
    const auto future = scene.session->registerProcedure(
        u"a.b."_s, [] {}, options);
    QCOMPARE(scene.wire.take<Register>(),
             (Register{.request = 1, .options = options, .procedure = u"a.b."_s}));
    scene.receive(Registered{.request = 1, .registration = 5});
    const RegisterOutcome outcome = outcomeOf(future);
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.registration.id(), Id(5));
    QCOMPARE(outcome.registration.procedure(), u"a.b."_s);
    QVERIFY(outcome.registration.isActive());

    const auto refused = scene.session->registerProcedure(u"a.b"_s, [] {});
    scene.receive(
        Error{.requestType = MessageType::Register, .request = 2, .error = Uris::procedureAlreadyExists});
    QCOMPARE(outcomeOf(refused).error.uri, QString(Uris::procedureAlreadyExists));
    QCOMPARE(outcomeOf(scene.session->registerProcedure(u"a.b."_s, [] {})).error.failure,
             Failure::InvalidUri);
    const auto twice = scene.session->registerProcedure(u"a.c"_s, [] {});
    scene.receive(Registered{.request = 3, .registration = 5});
    QVERIFY(scene.isAborted());
    QCOMPARE(outcomeOf(twice).error.failure, Failure::SessionLeft);
}

void SessionCallsTest::unregisters()
{
    ProcedureScene scene;
    Registration registration = scene.add([] { return 1; });
    const auto future = registration.unregister();
    QCOMPARE(scene.wire.take<Unregister>(),
             (Unregister{.request = 2, .registration = ProcedureScene::registration}));
    QVERIFY(!registration.isActive());
    QCOMPARE(outcomeOf(registration.unregister()).error.failure, Failure::SessionNotReady);
    scene.invoke(7); // it crossed UNREGISTER
    QCOMPARE(scene.wire.take<Error>().error, Utf8(Uris::noSuchProcedure));
    scene.receive(Error{.requestType = MessageType::Unregister, .request = 2, .error = Uris::notAuthorized});
    QCOMPARE(outcomeOf(future).error.uri, QString(Uris::notAuthorized));
    scene.invoke(8); // so it is still there
    QCOMPARE(scene.wire.take<Yield>().request, Id(8));
    const auto second = registration.unregister();
    scene.receive(Unregistered{.request = 3});
    QVERIFY(outcomeOf(second).isOk());
    scene.invoke(9);
    QVERIFY(scene.isAborted());
}

void SessionCallsTest::tellsThatARegistrationWasRevoked()
{
    ProcedureScene scene;
    Registration told;
    QString why;
    QObject::connect(scene.session.get(), &ApplicationSession::registrationRevoked,
                     [&](const Registration &registration, const QString &reason) {
                         told = registration;
                         why = reason;
                     });
    const Registration registration = scene.add([] {});
    scene.receive(Unregistered{
        .request = 0, .details = {.registration = ProcedureScene::registration, .reason = u"app.why"_s}});
    QCOMPARE(told, registration);
    QCOMPARE(why, u"app.why"_s);
    QVERIFY(!registration.isActive());
    scene.receive(Unregistered{.request = 0, .details = {.registration = 99}});
    QVERIFY(scene.session->isJoined());
}

void SessionCallsTest::watchesItsObjectNoLongerThanItIsRegistered()
{
    ProcedureScene scene;
    WatchedObject context;
    Registration registration = scene.add([] {}, &context);
    QCOMPARE(context.watchers(), 1);
    registration.unregister();
    scene.receive(Unregistered{.request = scene.wire.take<Unregister>().request});
    QCOMPARE(context.watchers(), 0);
    scene.add([] {}, &context);
    QCOMPARE(context.watchers(), 1);
    QVERIFY(scene.session->leave().isOk());
    scene.receive(Goodbye{.reason = Uris::goodbyeAndOut});
    QCOMPARE(context.watchers(), 0);
}

void SessionCallsTest::endsARegistrationWithItsObject()
{
    ProcedureScene scene;
    auto context = std::make_unique<QObject>();
    const Registration registration = scene.add([] {}, context.get());
    context.reset();
    QVERIFY(!registration.isActive());
    QCOMPARE(scene.wire.take<Unregister>().registration, ProcedureScene::registration);
}
