// SPDX-License-Identifier: MIT
// What a realm tells about itself.
#include "byname.h"
#include "routersessiontest.h"

#include "router/metadetails.h"

#include <QtCore/QtNumeric>

#include <algorithm>

using namespace Gantry::Test;

namespace {

//! The first argument of what \a uri answers.
QVariant ask(RouterClient &client, const char *uri, const QVariantList &args = {})
{
    client.call(uri, args);
    return client.take<Result>().payload.valueArgs().value(0);
}

QList<Id> idsOf(const QVariant &list)
{
    QList<Id> ids;
    for (const QVariant &id : list.toList())
        ids.append(id.toULongLong());
    std::ranges::sort(ids);
    return ids;
}

//! Of an EVENT its arguments, behind the topic if that is told.
QVariantList takeEvent(RouterClient &client)
{
    const Event event = client.take<Event>();
    QVariantList all{event.details.topic.toString()};
    all.append(event.payload.valueArgs());
    return all;
}

RealmOptions withTrust()
{
    return {.name = u"realm1"_s,
            .allowAnonymous = true,
            .anonymousRole = u"root"_s,
            .roles = {{.name = u"root"_s, .isTrusted = true}}};
}

} // namespace

void TestRouterSession::readsIdsAsJavaScriptWritesThem()
{
    constexpr Id odd = (Id(1) << 52) + 1;
    QCOMPARE(idOf(QVariant(double(odd))), odd);
    QCOMPARE(idOf(QVariant(odd)), odd);
    QCOMPARE(idOf(QVariant(7)), Id(7));
    for (const QVariant &none : {QVariant(1.5), QVariant(0.0), QVariant(-3.0), QVariant(1e300),
                                 QVariant(qQNaN()), QVariant(u"7"_s), QVariant(-1), QVariant()})
        QCOMPARE(idOf(none), Id(0));
}

void TestRouterSession::tellsOfSessions()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    two.wire.details = {.channelType = u"memory"_s, .peer = u"somewhere"_s};
    QVERIFY(one.join() && two.join());
    QCOMPARE(ask(one, "wamp.session.count"), 2);
    QList<Id> both{one.session, two.session};
    std::ranges::sort(both);
    QCOMPARE(idsOf(ask(one, "wamp.session.list")), both);
    const QVariantMap details = ask(one, "wamp.session.get", {two.session}).toMap();
    QCOMPARE(details.value(u"session"_s).toULongLong(), two.session);
    QCOMPARE(details.value(u"authrole"_s), u"anonymous"_s);
    QCOMPARE(details.value(u"authmethod"_s), u"anonymous"_s);
    QCOMPARE(details.value(u"authprovider"_s), u"static"_s);
    QVERIFY(!details.value(u"authid"_s).toString().isEmpty());
    QCOMPARE(details.value(u"transport"_s).toMap().value(u"peer"_s), u"somewhere"_s);
}

void TestRouterSession::filtersSessionsByRole()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QCOMPARE(ask(client, "wamp.session.count", {QStringList{u"other"_s}}), 0);
    QCOMPARE(ask(client, "wamp.session.count", {QStringList{u"other"_s, u"anonymous"_s}}), 1);
    QCOMPARE(idsOf(ask(client, "wamp.session.list", {QStringList{u"anonymous"_s}})),
             QList<Id>{client.session});
}

void TestRouterSession::killsSessions()
{
    RouterScene scene(withTrust());
    RouterClient killer(scene.router);
    RouterClient victim(scene.router);
    QVERIFY(killer.join() && victim.join());
    killer.call("wamp.session.kill", {victim.session}, {},
                {{u"reason"_s, u"com.bad"_s}, {u"message"_s, u"go"_s}});
    QCOMPARE(killer.take<Result>().request, killer.ids.last());
    const Goodbye goodbye = victim.take<Goodbye>();
    QCOMPARE(goodbye.reason, QByteArrayView("com.bad"));
    QCOMPARE(goodbye.details.message, u"go"_s);
    QCOMPARE(scene.realm->sessions(), QList<Id>{killer.session});
    victim.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.goodbye_and_out")});
    QVERIFY(victim.wire.wasClosed);
    killer.call("wamp.session.kill", {victim.session});
    QCOMPARE(killer.takeError(), "wamp.error.no_such_session");
    killer.call("wamp.session.kill", {killer.session}); // no other of that id
    QCOMPARE(killer.takeError(), "wamp.error.no_such_session");
}

void TestRouterSession::killsByIdentityButNeverTheCaller()
{
    RealmOptions options = withTrust();
    options.authMethods = {std::make_shared<ByName>()};
    options.roles.append({.name = u"anonymous"_s});
    RouterScene scene(options);
    RouterClient killer(scene.router);
    QVERIFY(killer.join());
    const auto kill = [&](const char *uri, const QVariantList &args, const QString &name = {}) {
        RouterClient victim(scene.router);
        name.isEmpty() ? victim.join() : joinAs(name, victim);
        const QVariant answer = ask(killer, uri, args);
        const bool isKilled = victim.take<Goodbye>().reason == QByteArrayView("wamp.close.normal");
        return std::pair(isKilled ? victim.session : 0, answer);
    };
    const auto byAuthid = kill("wamp.session.kill_by_authid", {u"victim"_s}, u"victim"_s);
    QVERIFY(byAuthid.first != 0);
    QCOMPARE(idsOf(byAuthid.second), QList<Id>{byAuthid.first});
    const auto byRole = kill("wamp.session.kill_by_authrole", {u"root"_s});
    QVERIFY(byRole.first != 0);
    QCOMPARE(byRole.second, 1);
    const auto all = kill("wamp.session.kill_all", {});
    QVERIFY(all.first != 0);
    QCOMPARE(all.second, 1);
    QVERIFY(killer.isSilent() && killer.wire.isOpen());
}

void TestRouterSession::killsOnlyWithTrust()
{
    RouterScene scene; // where everything else is allowed
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("wamp.session.kill_all");
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
}

void TestRouterSession::killReasonHasToBeAnUri()
{
    RouterScene scene(withTrust());
    RouterClient killer(scene.router);
    RouterClient victim(scene.router);
    QVERIFY(killer.join() && victim.join());
    for (const QString &reason : {u""_s, u"no uri"_s}) {
        killer.call("wamp.session.kill", {victim.session}, {}, {{u"reason"_s, reason}});
        QCOMPARE(killer.takeError(), "wamp.error.invalid_uri");
    }
    QVERIFY(victim.isSilent());
}

void TestRouterSession::tellsOfRegistrations()
{
    RouterScene scene;
    RouterClient callee(scene.router);
    RouterClient client(scene.router);
    QVERIFY(callee.join() && client.join());
    const Id exact = callee.registerProcedure("a.b", {.invoke = InvocationPolicy::RoundRobin});
    const Id prefix = callee.registerProcedure("a", {.match = MatchPolicy::Prefix});
    const QVariantMap lists = ask(client, "wamp.registration.list").toMap();
    QCOMPARE(idsOf(lists.value(u"exact"_s)), QList<Id>{exact});
    QCOMPARE(idsOf(lists.value(u"prefix"_s)), QList<Id>{prefix});
    QCOMPARE(idsOf(lists.value(u"wildcard"_s)), QList<Id>());
    QCOMPARE(ask(client, "wamp.registration.lookup", {u"a.b"_s}).toULongLong(), exact);
    QCOMPARE(ask(client, "wamp.registration.lookup", {u"a"_s, QVariantMap{{u"match"_s, u"prefix"_s}}})
                 .toULongLong(),
             prefix);
    QVERIFY(!ask(client, "wamp.registration.lookup", {u"a"_s}).isValid());
    QCOMPARE(ask(client, "wamp.registration.match", {u"a.x"_s}).toULongLong(), prefix);
    QVERIFY(!ask(client, "wamp.registration.match", {u"b"_s}).isValid());
    const QVariantMap details = ask(client, "wamp.registration.get", {exact}).toMap();
    QCOMPARE(details.value(u"id"_s).toULongLong(), exact);
    QCOMPARE(details.value(u"uri"_s), u"a.b"_s);
    QCOMPARE(details.value(u"match"_s), u"exact"_s);
    QCOMPARE(details.value(u"invoke"_s), u"roundrobin"_s);
    QVERIFY(QDateTime::fromString(details.value(u"created"_s).toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(idsOf(ask(client, "wamp.registration.list_callees", {exact})), QList<Id>{callee.session});
    QCOMPARE(ask(client, "wamp.registration.count_callees", {exact}), 1);
}

void TestRouterSession::tellsOfSubscriptions()
{
    RouterScene scene;
    RouterClient subscriber(scene.router);
    RouterClient client(scene.router);
    QVERIFY(subscriber.join() && client.join());
    const Id exact = subscriber.subscribe("a.b");
    const Id wildcard = subscriber.subscribe("a.", {.match = MatchPolicy::Wildcard});
    const QVariantMap lists = ask(client, "wamp.subscription.list").toMap();
    QCOMPARE(idsOf(lists.value(u"exact"_s)), QList<Id>{exact});
    QCOMPARE(idsOf(lists.value(u"wildcard"_s)), QList<Id>{wildcard});
    QCOMPARE(ask(client, "wamp.subscription.lookup", {u"a.b"_s}).toULongLong(), exact);
    QCOMPARE(idsOf(ask(client, "wamp.subscription.match", {u"a.b"_s})), (QList<Id>{exact, wildcard}));
    QVERIFY(!ask(client, "wamp.subscription.match", {u"b"_s}).isValid());
    const QVariantMap details = ask(client, "wamp.subscription.get", {wildcard}).toMap();
    QCOMPARE(details.value(u"uri"_s), u"a."_s);
    QCOMPARE(details.value(u"match"_s), u"wildcard"_s);
    QVERIFY(!details.contains(u"invoke"_s));
    QCOMPARE(idsOf(ask(client, "wamp.subscription.list_subscribers", {exact})),
             QList<Id>{subscriber.session});
    QCOMPARE(ask(client, "wamp.subscription.count_subscribers", {exact}), 1);
}

void TestRouterSession::errorsOfMetaProcedures_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QVariantList>("args");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *uri, const QVariantList &args, const char *error) {
        QTest::addRow("%s", uri) << QByteArray(uri) << args << QByteArray(error);
    };
    row("wamp.session.get", {5}, "wamp.error.no_such_session");
    row("wamp.registration.get", {}, "wamp.error.no_such_registration");
    row("wamp.registration.list_callees", {u"1"_s}, "wamp.error.no_such_registration");
    row("wamp.registration.count_callees", {5}, "wamp.error.no_such_registration");
    row("wamp.subscription.get", {-1}, "wamp.error.no_such_subscription");
    row("wamp.subscription.list_subscribers", {5}, "wamp.error.no_such_subscription");
    row("wamp.subscription.count_subscribers", {5}, "wamp.error.no_such_subscription");
    row("wamp.subscription.nonsense", {}, "wamp.error.no_such_procedure");
}

void TestRouterSession::errorsOfMetaProcedures()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QFETCH(QByteArray, uri);
    QFETCH(QVariantList, args);
    client.call(uri, args);
    QTEST(client.takeError(), "error");
}

void TestRouterSession::tooBigResultsOfMetaProceduresBecomeErrors()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.wire.refusal = SendStatus::TooBig;
    client.call("wamp.session.list");
    const Error error = client.take<Error>();
    QCOMPARE(error.request, client.ids.last());
    QCOMPARE(error.error, QByteArrayView("wamp.error.payload_size_exceeded"));
    const RouterStatistics statistics = scene.router.statistics();
    QCOMPARE(statistics.results, 0U);
    QCOMPARE(statistics.errors, 1U);
}

void TestRouterSession::longArgumentsOfMetaProceduresAreNotRead()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const auto count = [&client](qsizetype octets) {
        const QByteArray args = "[[" + QByteArray("0,").repeated((octets - 5) / 2) + "0]]";
        Q_ASSERT(args.size() == octets);
        client.receive(Call{.request = client.ids.next(),
                            .options = {},
                            .procedure = QByteArray("wamp.session.count"),
                            .payload = Payload::fromRaw(Encoding::Json, args,
                                                        {.argsBegin = 0, .argsSize = quint32(octets)})});
    };
    count(64 * 1024 - 1);
    QVERIFY(client.take<Result>().request != 0);
    count(64 * 1024 + 1);
    QCOMPARE(client.takeError(), "wamp.error.payload_size_exceeded");
}

void TestRouterSession::sessionEvents()
{
    RouterScene scene;
    RouterClient watcher(scene.router);
    QVERIFY(watcher.join());
    watcher.subscribe("wamp.session", {.match = MatchPolicy::Prefix});
    Id session = 0;
    QString authid;
    {
        RouterClient client(scene.router);
        QVERIFY(client.join());
        session = client.session;
        const QVariantList joined = takeEvent(watcher);
        QCOMPARE(joined.value(0), u"wamp.session.on_join"_s);
        QCOMPARE(joined.value(1).toMap().value(u"session"_s).toULongLong(), session);
        authid = joined.value(1).toMap().value(u"authid"_s).toString();
        QVERIFY(!authid.isEmpty());
    }
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.session.on_leave"_s, session, authid, u"anonymous"_s}));
    QVERIFY(watcher.isSilent());
}

void TestRouterSession::registrationEventsComeInOrder()
{
    RouterScene scene;
    RouterClient watcher(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(watcher.join() && one.join() && two.join());
    watcher.subscribe("wamp.registration.", {.match = MatchPolicy::Prefix});
    const RegisterOptions shared{.invoke = InvocationPolicy::First};
    const Id id = one.registerProcedure("p", shared);
    QVariantList created = takeEvent(watcher);
    QCOMPARE(created.value(0), u"wamp.registration.on_create"_s);
    QCOMPARE(created.value(1).toULongLong(), one.session);
    QCOMPARE(created.value(2).toMap().value(u"invoke"_s), u"first"_s);
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.registration.on_register"_s, one.session, id}));
    two.registerProcedure("p", shared);
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.registration.on_register"_s, two.session, id}));
    one.receive(Unregister{.request = one.ids.next(), .registration = id});
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.registration.on_unregister"_s, one.session, id}));
    two.end();
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.registration.on_unregister"_s, two.session, id}));
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.registration.on_delete"_s, two.session, id}));
    QVERIFY(watcher.isSilent());
}

void TestRouterSession::subscriptionEventsComeInOrder()
{
    RouterScene scene;
    RouterClient watcher(scene.router);
    RouterClient one(scene.router);
    QVERIFY(watcher.join() && one.join());
    watcher.subscribe("wamp.subscription.", {.match = MatchPolicy::Prefix});
    const Id id = one.subscribe("a");
    QVariantList created = takeEvent(watcher);
    QCOMPARE(created.value(0), u"wamp.subscription.on_create"_s);
    QCOMPARE(created.value(1).toULongLong(), one.session);
    QCOMPARE(created.value(2).toMap().value(u"id"_s).toULongLong(), id);
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.subscription.on_subscribe"_s, one.session, id}));
    one.subscribe("a"); // again is nothing new
    QVERIFY(watcher.isSilent());
    one.receive(Unsubscribe{.request = one.ids.next(), .subscription = id});
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.subscription.on_unsubscribe"_s, one.session, id}));
    QCOMPARE(takeEvent(watcher), (QVariantList{u"wamp.subscription.on_delete"_s, one.session, id}));
}

void TestRouterSession::nothingIsToldOfMetaTopics()
{
    RouterScene scene;
    RouterClient watcher(scene.router);
    RouterClient other(scene.router);
    QVERIFY(watcher.join() && other.join());
    watcher.subscribe("wamp.subscription", {.match = MatchPolicy::Prefix});
    QVERIFY(watcher.isSilent());
    other.subscribe("wamp.session.on_join");
    QVERIFY(watcher.isSilent());
    // What tells of a subscription comes after its own SUBSCRIBED.
    other.receive(Subscribe{
        .request = other.ids.next(), .options = {.match = MatchPolicy::Prefix}, .topic = QByteArray()});
    QVERIFY(other.take<Subscribed>().subscription != 0);
    QVERIFY(other.take<Event>().subscription != 0);
}
