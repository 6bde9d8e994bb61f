// SPDX-License-Identifier: MIT
#include "wampinterop.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

//! What "tell" answered, or nothing.
QJsonObject told(WampClient &caller, const QString &procedure, const QJsonObject &options = {})
{
    return caller.hear(caller.tell(u"call"_s, calling(procedure, {}, {}, options)));
}

//! The only result of a call, or nothing.
QJsonValue answer(WampClient &caller, const QString &procedure, const QJsonArray &args = {})
{
    return caller.hear(caller.tell(u"call"_s, calling(procedure, args))).value("args"_L1)[0];
}

} // namespace

void WampInteropTest::proceduresAreRegisteredByPattern()
{
    JOIN(caller, first());
    JOIN(callee, second());
    const auto match = [](const QString &policy) { return QJsonObject{{u"match"_s, policy}}; };
    EXPECT(callee,
           callee.tell(u"register"_s, registering(uri(u"a"_s), u"tell"_s, match(u"prefix"_s), u"prefix"_s)),
           said(u"registered"_s));
    EXPECT(callee,
           callee.tell(u"register"_s,
                       registering(uri(u"b..d"_s), u"tell"_s, match(u"wildcard"_s), u"wildcard"_s)),
           said(u"registered"_s));
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"a.b"_s), u"tell"_s, {}, u"exact"_s)),
           said(u"registered"_s));
    const auto expected = [](const QString &tag) { return QJsonArray{tag}; };
    for (const QString &procedure : {uri(u"a.x"_s), uri(u"a.x.y"_s)}) {
        const QJsonObject report = told(caller, procedure);
        QCOMPARE(report.value("args"_L1).toArray(), expected(u"prefix"_s));
        QCOMPARE(report.value("kwargs"_L1)["procedure"_L1].toString(), procedure);
    }
    const QJsonObject wild = told(caller, uri(u"b.c.d"_s));
    QCOMPARE(wild.value("args"_L1).toArray(), expected(u"wildcard"_s));
    QCOMPARE(wild.value("kwargs"_L1)["procedure"_L1].toString(), uri(u"b.c.d"_s));
    QCOMPARE(told(caller, uri(u"a.b"_s)).value("args"_L1).toArray(), expected(u"exact"_s));
    EXPECT(caller, caller.tell(u"call"_s, calling(uri(u"b.c"_s))),
           errorSaid(u"wamp.error.no_such_procedure"_s));
}

void WampInteropTest::calleesTakeTurns()
{
    JOIN(one, first());
    JOIN(two, second());
    const QJsonObject inTurns{{u"invoke"_s, u"roundrobin"_s}};
    EXPECT(one, one.tell(u"register"_s, registering(uri(u"turn"_s), u"tell"_s, inTurns, u"one"_s)),
           said(u"registered"_s));
    EXPECT(two, two.tell(u"register"_s, registering(uri(u"turn"_s), u"tell"_s, inTurns, u"two"_s)),
           said(u"registered"_s));
    JOIN(caller, first());
    EXPECT(caller,
           caller.tell(u"register"_s, registering(uri(u"turn"_s), u"tell"_s, {{u"invoke"_s, u"last"_s}})),
           errorSaid(u"wamp.error.procedure_already_exists"_s));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(answer(caller, uri(u"turn"_s)).toString(), u"one"_s);
        QCOMPARE(answer(caller, uri(u"turn"_s)).toString(), u"two"_s);
    }
    one.leave();
    EXPECT(one, one.joining(), said(one.seat().can(u"say why it left"_s) ? u"left"_s : u"disconnected"_s));
    QCOMPARE(answer(caller, uri(u"turn"_s)).toString(), u"two"_s);
    QCOMPARE(answer(caller, uri(u"turn"_s)).toString(), u"two"_s);
}

void WampInteropTest::partnersAreIdentified()
{
    SKIP_UNLESS(first(), u"disclose"_s);
    JOIN(active, first());
    JOIN(passive, second());
    const QJsonObject disclosing{{u"disclose_me"_s, true}};
    EXPECT(passive, passive.tell(u"register"_s, registering(uri(u"tell"_s), u"tell"_s, {}, u"t"_s)),
           said(u"registered"_s));
    QVERIFY(!told(active, uri(u"tell"_s)).value("kwargs"_L1)["caller"_L1].isDouble());
    const QJsonValue caller = told(active, uri(u"tell"_s), disclosing).value("kwargs"_L1);
    QCOMPARE(caller["caller"_L1].toInteger(), active.session());
    QCOMPARE(caller["caller_authrole"_L1].toString(), u"anonymous"_s);

    const int subscription = passive.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(passive, subscription, said(u"subscribed"_s));
    active.tell(u"publish"_s, topical(uri(u"topic"_s)));
    active.tell(u"publish"_s, topical(uri(u"topic"_s), disclosing));
    QVERIFY(!passive.hear(subscription).value("publisher"_L1).isDouble());
    const QJsonObject event = passive.hear(subscription);
    QCOMPARE(event.value("publisher"_L1).toInteger(), active.session());
    QCOMPARE(event.value("publisher_authrole"_L1).toString(), u"anonymous"_s);
}

void WampInteropTest::theRouterTellsOfSessions()
{
    JOIN(watcher, first());
    const int joins = watcher.tell(u"subscribe"_s, topical(u"wamp.session.on_join"_s));
    EXPECT(watcher, joins, said(u"subscribed"_s));
    const int leaves = watcher.tell(u"subscribe"_s, topical(u"wamp.session.on_leave"_s));
    EXPECT(watcher, leaves, said(u"subscribed"_s));
    JOIN(watched, second());
    // Sessions of earlier rows may still be on their way out, but none comes.
    const QJsonObject details = watcher.hear(joins).value("args"_L1)[0].toObject();
    QCOMPARE(details.value("session"_L1).toInteger(), watched.session());
    QCOMPARE(details.value("authrole"_L1).toString(), u"anonymous"_s);

    QVERIFY(answer(watcher, u"wamp.session.count"_s).toInt() >= 2);
    const QJsonArray sessions = answer(watcher, u"wamp.session.list"_s).toArray();
    QVERIFY(sessions.contains(watcher.session()));
    QVERIFY(sessions.contains(watched.session()));
    const QJsonValue got = answer(watcher, u"wamp.session.get"_s, {watched.session()});
    QCOMPARE(got["session"_L1].toInteger(), watched.session());
    EXPECT(watcher, watcher.tell(u"call"_s, calling(u"wamp.session.get"_s, {1})),
           errorSaid(u"wamp.error.no_such_session"_s));
    watched.leave();
    for (qint64 gone = 0; gone != watched.session();) {
        const QJsonObject report = watcher.hear(leaves);
        QVERIFY2(!report.isEmpty(), qPrintable(watcher.tale(report, {})));
        gone = report.value("args"_L1)[0].toInteger();
    }
}

void WampInteropTest::theRouterTellsOfRegistrations()
{
    JOIN(watcher, first());
    JOIN(callee, second());
    const int creations = watcher.tell(u"subscribe"_s, topical(u"wamp.registration.on_create"_s));
    EXPECT(watcher, creations, said(u"subscribed"_s));
    EXPECT(callee, callee.tell(u"register"_s, registering(uri(u"echo"_s), u"echo"_s)), said(u"registered"_s));
    const QJsonArray creation = watcher.hear(creations).value("args"_L1).toArray();
    QCOMPARE(creation.at(0).toInteger(), callee.session());
    QCOMPARE(creation.at(1)["uri"_L1].toString(), uri(u"echo"_s));
    const qint64 registration = creation.at(1)["id"_L1].toInteger();

    QCOMPARE(answer(watcher, u"wamp.registration.lookup"_s, {uri(u"echo"_s)}).toInteger(), registration);
    QCOMPARE(answer(watcher, u"wamp.registration.match"_s, {uri(u"echo"_s)}).toInteger(), registration);
    QVERIFY(!answer(watcher, u"wamp.registration.match"_s, {uri(u"nobody"_s)}).isDouble());
    QCOMPARE(answer(watcher, u"wamp.registration.get"_s, {registration})["uri"_L1].toString(),
             uri(u"echo"_s));
    QCOMPARE(answer(watcher, u"wamp.registration.list_callees"_s, {registration}).toArray(),
             QJsonArray{callee.session()});
    QCOMPARE(answer(watcher, u"wamp.registration.count_callees"_s, {registration}).toInt(), 1);
    const qint64 subscription =
        answer(watcher, u"wamp.subscription.lookup"_s, {u"wamp.registration.on_create"_s}).toInteger();
    QVERIFY(answer(watcher, u"wamp.subscription.list_subscribers"_s, {subscription})
                .toArray()
                .contains(watcher.session()));
}

void WampInteropTest::sessionsAreKilled()
{
    JOIN(killer, first());
    JOIN(victim, second());
    const QJsonObject kwargs{{u"reason"_s, u"com.example.enough"_s}, {u"message"_s, u"that will do"_s}};
    EXPECT(killer, killer.tell(u"call"_s, calling(u"wamp.session.kill"_s, {victim.session()}, kwargs)),
           said(u"result"_s));
    victim.isGone();
    if (victim.seat().can(u"say why it left"_s))
        EXPECT(victim, victim.joining(), {{u"what"_s, u"left"_s}, {u"reason"_s, u"com.example.enough"_s}});
    EXPECT(victim, victim.joining(), said(u"disconnected"_s));
}

} // namespace Gantry::Interop
