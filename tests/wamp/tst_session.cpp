// SPDX-License-Identifier: MIT
// How a session begins and ends.
#include "sessiontest.h"

#include "sessionscene.h"

#include <QtTest/QTest>

using namespace Gantry::Test;
using State = ApplicationSession::State;

void SessionTest::joinsItsRealmWhenTheTransportOpens()
{
    SessionScene scene;
    QCOMPARE(scene.session->state(), State::Disconnected);
    scene.open();
    QCOMPARE(scene.log, QStringList{u"connect"_s});
    QCOMPARE(scene.session->state(), State::Joining);
    QCOMPARE(scene.wire.take<Hello>().realm, Utf8(u"realm1"_s));
    QVERIFY(scene.wire.sent.isEmpty());
    scene.welcome();
    QCOMPARE(scene.log, (QStringList{u"connect"_s, u"join 815"_s}));
    QVERIFY(scene.session->isJoined());
}

void SessionTest::announcesItsFeatures()
{
    SessionScene scene;
    scene.open();
    const HelloDetails details = scene.wire.take<Hello>().details;
    QVERIFY(details.roles.has(Role::Caller, Feature::ProgressiveCallInvocations));
    QVERIFY(details.roles.has(Role::Callee, Feature::CallCanceling));
    QVERIFY(details.roles.has(Role::Subscriber, Feature::PatternBasedSubscription));
    QVERIFY(details.roles.has(Role::Publisher, Feature::SubscriberBlackwhiteListing));
    QVERIFY(!details.roles.has(Role::Caller, Feature::PayloadPassthruMode));
    QVERIFY(!details.roles.has(Role::Dealer));
    QVERIFY(details.agent.startsWith("gantry-"_L1));
}

void SessionTest::tellsWhatTheRouterSaid()
{
    SessionScene scene;
    scene.wire.details.serializer = u"cbor"_s;
    scene.wire.details.peer = u"tcp4:127.0.0.1:8080"_s;
    scene.open();
    WelcomeDetails said{.roles = wholeRouter(),
                        .authid = u"anna"_s,
                        .authrole = u"user"_s,
                        .authmethod = u"ticket"_s,
                        .authprovider = u"static"_s,
                        .authextra = {{u"a"_s, 1}},
                        .agent = u"router-1"_s};
    said.rare.edit().custom = {{u"_site"_s, 7}};
    scene.receive(Welcome{.session = 4711, .details = said});
    const SessionDetails details = scene.session->sessionDetails();
    QCOMPARE(details.session, Id(4711));
    QCOMPARE(details.realm, u"realm1"_s);
    QCOMPARE(details.authid, u"anna"_s);
    QCOMPARE(details.authrole, u"user"_s);
    QCOMPARE(details.authmethod, u"ticket"_s);
    QCOMPARE(details.authprovider, u"static"_s);
    QCOMPARE(details.authextra, (QVariantMap{{u"a"_s, 1}}));
    QCOMPARE(details.roles, wholeRouter());
    QCOMPARE(details.agent, u"router-1"_s);
    QCOMPARE(details.custom, (QVariantMap{{u"_site"_s, 7}}));
    QCOMPARE(details.serializer, u"cbor"_s);
    QCOMPARE(details.transport, scene.session->transportDetails());
}

void SessionTest::joinsByHand()
{
    SessionScene scene;
    scene.session->setRealm({});
    scene.open();
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(scene.session
                ->join(u"other"_s,
                       {.authmethods = {u"ticket"_s},
                        .authid = u"anna"_s,
                        .authrole = u"user"_s,
                        .authextra = {{u"x"_s, 1}},
                        .custom = {{u"_site"_s, 7}}})
                .isOk());
    const Hello hello = scene.wire.take<Hello>();
    QCOMPARE(hello.realm, Utf8(u"other"_s));
    QCOMPARE(hello.details.authmethods, QStringList{u"ticket"_s});
    QCOMPARE(hello.details.authid, u"anna"_s);
    QCOMPARE(hello.details.authrole, u"user"_s);
    QCOMPARE(hello.details.authextra, (QVariantMap{{u"x"_s, 1}}));
    QCOMPARE(hello.details.rare->custom, (QVariantMap{{u"_site"_s, 7}}));
}

void SessionTest::refusesToJoinAtTheWrongMoment()
{
    SessionScene scene;
    QCOMPARE(scene.session->join(u"realm1"_s).failure, Failure::SessionNotReady);
    QCOMPARE(scene.session->leave().failure, Failure::SessionNotReady);
    scene.session->setRealm({});
    scene.open();
    QCOMPARE(scene.session->join(u"two words"_s).failure, Failure::InvalidUri);
    QVERIFY(scene.session->join(u"realm1"_s).isOk());
    QCOMPARE(scene.session->join(u"realm1"_s).failure, Failure::SessionNotReady);
    scene.welcome();
    QCOMPARE(scene.session->join(u"realm1"_s).failure, Failure::SessionNotReady);
    QCOMPARE(scene.wire.sent.size(), 1);
}

void SessionTest::goesWhenTheRouterRefuses()
{
    SessionScene scene;
    scene.open();
    scene.forget();
    scene.receive(Abort{.details = {.message = u"unknown"_s}, .reason = Uris::noSuchRealm});
    QCOMPARE(scene.log, QStringList{u"leave wamp.error.no_such_realm"_s});
    QCOMPARE(scene.leaves.first(),
             (LeaveDetails{.reason = Uris::noSuchRealm, .message = u"unknown"_s, .byPeer = true}));
    QVERIFY(scene.wire.sent.isEmpty()); // ABORT is never answered
    QVERIFY(scene.wire.wasClosed);
    scene.wire.end();
    QCOMPARE(scene.log.last(), u"disconnect clean"_s);
    QCOMPARE(scene.log.size(), 2);
}

void SessionTest::goesWhenTheRouterSaysGoodbye()
{
    SessionScene scene;
    scene.join();
    const CallHandle call = scene.session->call(u"a.b"_s);
    scene.receive(Goodbye{.details = {.message = u"bye"_s}, .reason = Uris::systemShutdown});
    QCOMPARE(outcomeOf(call.future()).error.failure, Failure::SessionLeft);
    scene.wire.take<Call>();
    QCOMPARE(scene.wire.take<Goodbye>().reason, Utf8(Uris::goodbyeAndOut));
    QCOMPARE(scene.leaves.first(),
             (LeaveDetails{.reason = Uris::systemShutdown, .message = u"bye"_s, .byPeer = true}));
    QVERIFY(scene.wire.wasClosed);
}

void SessionTest::saysGoodbyeAndWaitsForTheAnswer()
{
    SessionScene scene;
    scene.join();
    const CallHandle call = scene.session->call(u"a.b"_s);
    const CallHandle lost = scene.session->call(u"a.c"_s);
    QVERIFY(scene.session->leave(u"app.tired"_s, u"good night"_s).isOk());
    QCOMPARE(scene.session->state(), State::Leaving);
    scene.forget();
    // What was on its way is answered, and nothing new begins.
    scene.receive(Result{.request = 1, .payload = Payload::fromValues({5})});
    QCOMPARE(outcomeOf(call.future()).value(), QVariant(5));
    QCOMPARE(scene.session->publish(u"a.b"_s).failure, Failure::SessionNotReady);
    scene.receive(Event{.subscription = 9, .publication = 1});
    QVERIFY(scene.log.isEmpty());
    scene.receive(Goodbye{.reason = Uris::goodbyeAndOut});
    QCOMPARE(outcomeOf(lost.future()).error.failure, Failure::SessionLeft);
    QCOMPARE(scene.leaves.first(), (LeaveDetails{.reason = u"app.tired"_s, .message = u"good night"_s}));
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(scene.wire.wasClosed);
}

void SessionTest::givesUpJoiningWithAbort()
{
    SessionScene scene;
    scene.open();
    scene.forget();
    QVERIFY(scene.session->leave().isOk());
    QCOMPARE(scene.wire.take<Abort>().reason, Utf8(Uris::normal));
    QCOMPARE(scene.log, QStringList{u"leave wamp.close.normal"_s});
    QVERIFY(scene.wire.wasClosed);
}

void SessionTest::doesNotWaitForeverForGoodbye()
{
    SessionScene scene;
    scene.session->setOptions({.leaveTimeout = std::chrono::milliseconds(1)});
    scene.join();
    QVERIFY(scene.session->leave().isOk());
    QTRY_COMPARE(scene.log, QStringList{u"leave wamp.close.normal"_s});
    QVERIFY(scene.wire.wasClosed);
    scene.receive(Goodbye{.reason = Uris::goodbyeAndOut});
    QCOMPARE(scene.log.size(), 1);
}

void SessionTest::doesNotWaitForeverForWelcome()
{
    SessionScene scene;
    scene.session->setOptions({.joinTimeout = std::chrono::milliseconds(1)});
    scene.open();
    scene.forget();
    QTRY_COMPARE(scene.log, QStringList{u"leave wamp.error.timeout"_s});
    QCOMPARE(scene.wire.take<Abort>().reason, Utf8(Uris::timeout));
    QVERIFY(scene.wire.wasClosed);
}

void SessionTest::tellsThatTheTransportIsGone_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("joining") << 0;
    QTest::newRow("joined") << 1;
    QTest::newRow("leaving") << 2;
    QTest::newRow("disconnect()") << 3;
}

void SessionTest::tellsThatTheTransportIsGone()
{
    QFETCH(int, how);
    SessionScene scene;
    scene.open();
    if (how > 0)
        scene.welcome();
    QList<QFuture<CallOutcome>> calls;
    if (how > 0)
        calls << scene.session->call(u"a.b"_s).future();
    if (how == 2)
        QVERIFY(scene.session->leave().isOk());
    if (how == 3)
        scene.session->disconnect();
    scene.forget();
    scene.wire.end({.wasClean = how == 3, .reason = u"reset"_s});
    for (const auto &call : calls)
        QCOMPARE(outcomeOf(call).error.failure, Failure::TransportLost);
    QCOMPARE(scene.log.value(0),
             how < 2 ? u"leave wamp.close.transport_lost"_s : u"leave wamp.close.normal"_s);
    QCOMPARE(scene.log.value(1), how == 3 ? u"disconnect clean"_s : u"disconnect unclean"_s);
    QCOMPARE(scene.session->state(), State::Disconnected);
    QVERIFY(!scene.session->transport());
}

void SessionTest::joinsAgainOnTheSameTransport()
{
    SessionScene scene;
    QObject::connect(scene.session.get(), &ApplicationSession::onLeave, scene.session.get(), [&] {
        if (scene.leaves.size() == 1)
            QVERIFY(scene.session->join(u"second"_s).isOk());
    });
    scene.join();
    const CallHandle old = scene.session->call(u"a.b"_s);
    scene.receive(Goodbye{.reason = Uris::closeRealm});
    QVERIFY(!scene.wire.wasClosed);
    scene.welcome();
    QCOMPARE(scene.session->sessionDetails().realm, u"second"_s);
    scene.forget();
    // Requests are counted anew, and handles of the first session do not reach the second.
    const CallHandle fresh = scene.session->call(u"a.b"_s);
    QCOMPARE(scene.wire.take<Call>().request, Id(1));
    old.cancel();
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(!fresh.isFinished());
}

void SessionTest::lastsForSeveralTransports()
{
    SessionScene scene;
    scene.join();
    scene.wire.end();
    for (int i = 0; i < 2; ++i) {
        MessageRecorder wire;
        wire.open(scene.session.get());
        QCOMPARE(wire.take<Hello>().realm, Utf8(u"realm1"_s));
        wire.receive(Welcome{.session = 1, .details = {}});
        QVERIFY(scene.session->isJoined());
        wire.end();
        QCOMPARE(scene.session->state(), State::Disconnected);
    }
    QCOMPARE(scene.log.count(u"connect"_s), 2);
}

void SessionTest::abortsOnWhatIsOutOfPlace_data()
{
    QTest::addColumn<bool>("isJoined");
    QTest::addColumn<QVariant>("message");
    const auto row = [](const char *name, bool isJoined, const Message &message) {
        QTest::newRow(name) << isJoined << QVariant::fromValue(message);
    };
    row("RESULT before WELCOME", false, Result{.request = 1});
    row("GOODBYE before WELCOME", false, Goodbye{.reason = Uris::normal});
    row("a second WELCOME", true, Welcome{.session = 1});
    row("CHALLENGE after WELCOME", true, Challenge{.method = u"ticket"_s});
    row("HELLO", true, Hello{.realm = u"realm1"_s});
    row("CALL", true, Call{.request = 1, .procedure = u"a.b"_s});
    row("RESULT of no call", true, Result{.request = 1});
    row("PUBLISHED of no request", true, Published{.request = 1, .publication = 1});
    row("SUBSCRIBED of no request", true, Subscribed{.request = 1, .subscription = 1});
    row("UNSUBSCRIBED of no request", true, Unsubscribed{.request = 1});
    row("REGISTERED of no request", true, Registered{.request = 1, .registration = 1});
    row("UNREGISTERED of no request", true, Unregistered{.request = 1});
    row("EVENT of no subscription", true, Event{.subscription = 1, .publication = 1});
    row("INVOCATION of no registration", true, Invocation{.request = 1, .registration = 1});
    for (const MessageType type :
         {MessageType::Call, MessageType::Publish, MessageType::Subscribe, MessageType::Unsubscribe,
          MessageType::Register, MessageType::Unregister, MessageType::Invocation})
        row(QByteArray("ERROR " + messageRule(type).name.toByteArray()).constData(), true,
            Error{.requestType = type, .request = 1, .error = Uris::canceled});
}

void SessionTest::abortsOnWhatIsOutOfPlace()
{
    QFETCH(bool, isJoined);
    QFETCH(QVariant, message);
    SessionScene scene;
    scene.open();
    if (isJoined)
        scene.welcome();
    scene.receive(message.value<Message>());
    QVERIFY(scene.isAborted());
    const qsizetype sent = scene.wire.sent.size();
    scene.receive(message.value<Message>()); // nobody listens any more
    QCOMPARE(scene.wire.sent.size(), sent);
    scene.wire.end();
    QCOMPARE(scene.log.last(), u"disconnect clean"_s);
}

void SessionTest::abortsOnWhatCannotBeRead()
{
    SessionScene scene;
    scene.join();
    const CallHandle call = scene.session->call(u"a.b"_s);
    scene.wire.receiveInvalid(u"RESULT.Request: not an id"_s);
    QVERIFY(scene.isAborted());
    QCOMPARE(std::get<Abort>(scene.wire.sent.last()).details.message, u"RESULT.Request: not an id"_s);
    QCOMPARE(outcomeOf(call.future()).error.failure, Failure::SessionLeft);
}

void SessionTest::mayBeDeletedInEverySignal_data()
{
    QTest::addColumn<QString>("when");
    for (const char *when : {"connect", "challenge", "join", "leave", "disconnect", "state", "call"})
        QTest::newRow(when) << QString::fromLatin1(when);
}

void SessionTest::mayBeDeletedInEverySignal()
{
    QFETCH(QString, when);
    using S = ApplicationSession;
    SessionScene scene;
    S *session = scene.session.get();
    const auto deletion = scene.deletion();
    if (when == "connect"_L1)
        QObject::connect(session, &S::onConnect, session, deletion);
    else if (when == "challenge"_L1)
        QObject::connect(session, &S::onChallenge, session, deletion);
    else if (when == "join"_L1)
        QObject::connect(session, &S::onJoin, session, deletion);
    else if (when == "leave"_L1)
        QObject::connect(session, &S::onLeave, session, deletion);
    else if (when == "disconnect"_L1)
        QObject::connect(session, &S::onDisconnect, session, deletion);
    else if (when == "state"_L1)
        QObject::connect(session, &S::stateChanged, session, deletion);
    scene.open();
    if (scene.session && when == "challenge"_L1)
        scene.receive(Challenge{.method = u"ticket"_s});
    if (scene.session)
        scene.welcome();
    if (scene.session) {
        auto future = scene.session->call(u"a.b"_s).future();
        if (when == "call"_L1)
            future.then([deletion](const CallOutcome &) { deletion(); });
        scene.receive(Goodbye{.reason = Uris::closeRealm});
    }
    if (scene.session)
        scene.wire.end();
    QVERIFY(!scene.session);
    QVERIFY(when == "disconnect"_L1 || scene.wire.wasAborted);
}

void SessionTest::refusesRequestsBeforeItJoined()
{
    SessionScene scene;
    scene.open();
    scene.forget();
    ApplicationSession &s = *scene.session;
    QCOMPARE(outcomeOf(s.call(u"a.b"_s).future()).error.failure, Failure::SessionNotReady);
    QCOMPARE(s.publish(u"a.b"_s).failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(s.publishAcknowledged(u"a.b"_s)).error.failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(s.subscribe(u"a.b"_s, [] {})).error.failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(s.registerProcedure(u"a.b"_s, [] {})).error.failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(Subscription().unsubscribe()).error.failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(Registration().unregister()).error.failure, Failure::SessionNotReady);
    QCOMPARE(outcomeOf(CallHandle().future()).error.failure, Failure::SessionNotReady);
    QVERIFY(scene.wire.sent.isEmpty());
}

QTEST_GUILESS_MAIN(SessionTest)
