// SPDX-License-Identifier: MIT
// A component keeps its session alive.
#include "componenttest.h"

#include "componentscene.h"
#include "wamp/run/runner.h"

#include <QtTest/QTest>

using namespace Gantry::Test;
using State = Component::State;

namespace {

class Sensor : public QObject
{
    Q_OBJECT

public:
    Q_INVOKABLE int value() const { return 21; }
};

} // namespace

void ComponentTest::joinsAndLeaves()
{
    ComponentScene scene;
    QCOMPARE(scene.component->state(), State::Stopped);
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    QCOMPARE(scene.component->state(), State::Joined);
    QVERIFY(scene.component->session());
    QCOMPARE(scene.router.log, QStringList{u"hello realm1"_s});
    QVERIFY(scene.component->session()->leave().isOk());
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.log,
             (QStringList{u"connect"_s, u"join"_s, u"ready"_s, u"leave wamp.close.normal"_s, u"disconnect"_s,
                          u"finished "_s}));
    QCOMPARE(scene.component->state(), State::Stopped);
    QVERIFY(!scene.component->session());
    QTRY_VERIFY(scene.router.ends.empty());
}

void ComponentTest::registersAgainAfterALoss()
{
    ComponentScene scene;
    int events = 0;
    scene.component->registerProcedure(u"a.b"_s, [] { return 1; });
    scene.component->subscribe(u"a.c"_s, [&] { ++events; });
    Sensor sensor;
    scene.component->registerObject(u"sensor"_s, &sensor);
    scene.component->start();
    const QStringList once{u"hello realm1"_s, u"register a.b"_s, u"subscribe a.c"_s,
                           u"register sensor.value"_s};
    for (int round = 1; round <= 3; ++round) {
        QTRY_COMPARE(scene.log.count(u"ready"_s), round);
        QCOMPARE(scene.router.log, once);
        scene.router.send(Event{.subscription = 2, .publication = 1});
        QTRY_COMPARE(events, round);
        scene.router.log.clear();
        scene.router.drop();
        QTRY_COMPARE(scene.log.count(u"leave wamp.close.transport_lost"_s), round);
    }
    QVERIFY(!scene.isFinished());
}

void ComponentTest::addsWhileJoined()
{
    ComponentScene scene;
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    scene.component->subscribe(u"a.b"_s, [] {});
    QTRY_COMPARE(scene.router.log, (QStringList{u"hello realm1"_s, u"subscribe a.b"_s}));
    scene.router.drop();
    QTRY_COMPARE(scene.router.log.count(u"subscribe a.b"_s), 2);
    QCOMPARE(scene.log.count(u"ready"_s), scene.log.count(u"join"_s));
}

void ComponentTest::removesWhatWasAdded()
{
    ComponentScene scene;
    const quint64 procedure = scene.component->registerProcedure(u"a.b"_s, [] {});
    const quint64 topic = scene.component->subscribe(u"a.c"_s, [] {});
    const quint64 early = scene.component->subscribe(u"a.d"_s, [] {});
    QVERIFY(scene.component->remove(early));
    QVERIFY(!scene.component->remove(early));
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    scene.router.log.clear();
    QVERIFY(scene.component->remove(procedure));
    QVERIFY(scene.component->remove(topic));
    // Before the answer.
    QVERIFY(scene.component->remove(scene.component->subscribe(u"a.e"_s, [] {})));
    QTRY_COMPARE(scene.router.log,
                 (QStringList{u"UNREGISTER"_s, u"UNSUBSCRIBE"_s, u"subscribe a.e"_s, u"UNSUBSCRIBE"_s}));
    scene.router.log.clear();
    scene.router.drop();
    QTRY_COMPARE(scene.log.count(u"ready"_s), 2);
    QCOMPARE(scene.router.log, QStringList{u"hello realm1"_s});
}

void ComponentTest::forgetsWhatBelongedToAnObject()
{
    ComponentScene scene;
    auto sensor = std::make_unique<Sensor>();
    scene.component->registerObject(u"sensor"_s, sensor.get());
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    sensor.reset();
    QTRY_VERIFY(scene.router.log.contains(u"UNREGISTER"_s));
    scene.router.log.clear();
    scene.router.drop();
    QTRY_COMPARE(scene.log.count(u"ready"_s), 2);
    QCOMPARE(scene.router.log, QStringList{u"hello realm1"_s});
}

void ComponentTest::tellsWhatTheRouterRefused()
{
    ComponentScene scene;
    scene.router.taken = u"a.b"_s;
    scene.component->registerProcedure(u"a.b"_s, [] {});
    scene.component->registerProcedure(u"not an uri"_s, [] {}); // nothing is sent
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    QVERIFY(scene.log.contains(u"refused a.b wamp.error.procedure_already_exists"_s));
    QVERIFY(scene.log.contains(u"refused not an uri "_s));
}

void ComponentTest::triesTransportsInTurn()
{
    ScriptedRouter first;
    ScriptedRouter second;
    first.isFull = true;
    ComponentScene scene(
        QList<ComponentTransport>{{.reconnect = impatient(), .router = first.sessionCreator()},
                                  {.reconnect = impatient(), .router = second.sessionCreator()}});
    scene.component->start();
    QTRY_COMPARE(second.joins, 1);
    QCOMPARE(scene.log.first(), u"failure"_s);
    first.isFull = false;
    // The first takes no sessions for good: it is given up.
    second.drop();
    QTRY_COMPARE(second.joins, 2);
    QCOMPARE(first.joins, 0);
    scene.component.reset();
    QTRY_VERIFY(second.ends.empty());
}

void ComponentTest::givesUpAfterTooManyRetries()
{
    ComponentScene scene(2);
    scene.router.refusal = u"app.error.later"_s;
    scene.component->start();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.router.joins, 3);
    QCOMPARE(scene.log.last(), u"finished no transport is left"_s);

    ComponentScene none(QList<ComponentTransport>{});
    none.component->start();
    QTRY_COMPARE(none.log, QStringList{u"finished no transport is left"_s});
}

void ComponentTest::givesUpOnFatalEnds()
{
    ComponentScene scene;
    scene.router.refusal = Uris::noSuchRealm;
    scene.component->start();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.router.joins, 1);
    QCOMPARE(scene.log,
             (QStringList{u"connect"_s, u"leave wamp.error.no_such_realm"_s, u"disconnect"_s,
                          u"finished wamp.error.no_such_realm"_s}));
}

void ComponentTest::asksWhatIsFatal()
{
    ComponentScene scene;
    scene.router.refusal = Uris::noSuchRealm;
    int asked = 0;
    scene.component->setFatalDecision([&](const LeaveDetails &details) {
        return ++asked == 2 && details.byPeer && Component::isFatalEnd(details);
    });
    scene.component->start();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.router.joins, 2);
}

void ComponentTest::comesBackAfterTheRouterWentDown()
{
    ComponentScene scene;
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    scene.router.send(Goodbye{.reason = Uris::systemShutdown});
    QTRY_COMPARE(scene.router.joins, 2);
    QVERIFY(scene.log.contains(u"leave wamp.close.system_shutdown"_s));
}

void ComponentTest::stopsInEveryState_data()
{
    QTest::addColumn<State>("state");
    QTest::newRow("connecting") << State::Connecting;
    QTest::newRow("joined") << State::Joined;
    QTest::newRow("waiting") << State::Waiting;
}

void ComponentTest::stopsInEveryState()
{
    QFETCH(State, state);
    ComponentScene scene;
    QObject::connect(scene.component.get(), &Component::stateChanged, scene.component.get(), [&](State now) {
        if (now == state)
            scene.component->stop();
    });
    scene.component->start();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.log.last(), u"finished "_s);
    QCOMPARE(scene.component->state(), State::Stopped);
    QTRY_VERIFY(scene.router.ends.empty());
    scene.component->stop();
    QCOMPARE(scene.log.filter(u"finished"_s).size(), 1);
    QCOMPARE(scene.router.log.contains(u"goodbye"_s), state == State::Joined);
}

void ComponentTest::startsAgainAfterItFinished()
{
    ComponentScene scene;
    for (int round = 1; round <= 2; ++round) {
        scene.component->start();
        scene.component->start(); // no effect
        QTRY_COMPARE(scene.log.count(u"ready"_s), round);
        scene.component->stop();
        QTRY_COMPARE(scene.log.count(u"finished "_s), round);
        QCOMPARE(scene.router.joins, round);
    }
}

void ComponentTest::mayBeDeletedInEverySignal_data()
{
    QTest::addColumn<QString>("word");
    for (const char *word :
         {"connect", "join", "ready", "leave", "disconnect", "failure", "finished", "state"})
        QTest::newRow(word) << QString::fromLatin1(word);
}

void ComponentTest::mayBeDeletedInEverySignal()
{
    QFETCH(QString, word);
    using C = Component;
    ComponentScene scene;
    C *c = scene.component.get();
    const auto deletion = [&] { scene.component.reset(); };
    if (word == "connect"_L1)
        QObject::connect(c, &C::onConnect, c, deletion);
    else if (word == "join"_L1)
        QObject::connect(c, &C::onJoin, c, deletion);
    else if (word == "ready"_L1)
        QObject::connect(c, &C::onReady, c, deletion);
    else if (word == "leave"_L1)
        QObject::connect(c, &C::onLeave, c, deletion);
    else if (word == "disconnect"_L1)
        QObject::connect(c, &C::onDisconnect, c, deletion);
    else if (word == "failure"_L1)
        QObject::connect(c, &C::onConnectFailure, c, deletion);
    else if (word == "finished"_L1)
        QObject::connect(c, &C::finished, c, deletion);
    else
        QObject::connect(c, &C::stateChanged, c, deletion);
    scene.router.isFull = word == "failure"_L1;
    QObject::connect(c, &C::onReady, c, [c] { c->stop(); });
    c->registerProcedure(u"a.b"_s, [] {});
    c->start();
    QTRY_VERIFY(!scene.component);
    QTRY_VERIFY(scene.router.ends.empty());
}

void ComponentTest::makesSessionsOfASubclass()
{
    class Own : public ApplicationSession
    {
    protected:
        void handleJoin(const SessionDetails &details) override
        {
            setObjectName(u"own"_s);
            ApplicationSession::handleJoin(details);
        }
    };
    ComponentScene scene;
    scene.component->setSessionMaker([] { return new Own; });
    scene.component->start();
    QTRY_VERIFY(scene.log.contains(u"ready"_s));
    QCOMPARE(scene.component->session()->objectName(), u"own"_s);
    ComponentScene none;
    none.component->setSessionMaker([] { return nullptr; });
    none.component->start();
    QTRY_COMPARE(none.log, QStringList{u"finished no session was made"_s});
}

void ComponentTest::runsAsAProgram()
{
    ScriptedRouter router;
    Runner runner({}, u"realm1"_s,
                  {.transport = {.reconnect = impatient(), .router = router.sessionCreator()}});
    int joins = 0;
    const int status = runner.run([&](ApplicationSession *session) {
        if (++joins == 2)
            (void)session->leave();
        else
            router.drop();
    });
    QCOMPARE(status, 0);
    QCOMPARE(joins, 2);
    router.refusal = Uris::noSuchRealm;
    QTest::ignoreMessage(QtCriticalMsg, "wamp.error.no_such_realm");
    QCOMPARE(runner.runSessions([] { return new ApplicationSession; }), 1);
    QTRY_VERIFY(router.ends.empty());
}

QTEST_GUILESS_MAIN(ComponentTest)
#include "tst_component.moc"
