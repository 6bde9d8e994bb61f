// SPDX-License-Identifier: MIT
// Options that change while there are sessions.
#include "authorizingscene.h"
#include "routersessiontest.h"

using namespace Gantry::Test;

namespace {

RealmOptions realmOf(const QString &role, const PermissionRule &rule)
{
    return {.name = u"realm1"_s, .allowAnonymous = true, .roles = {{.name = role, .rules = {rule}}}};
}

const PermissionRule MayPublish{.uri = u"a.b"_s, .mayPublish = true};
const PermissionRule MaySubscribe{.uri = u"a.b"_s, .maySubscribe = true};

bool mayPublish(RouterClient &client)
{
    client.publish("a.b", {}, {.acknowledge = true});
    return client.take<Published>().publication != 0 || client.takeError() != "wamp.error.not_authorized";
}

} // namespace

void TestRouterSession::changedRulesHoldAtOnce()
{
    RouterScene scene(realmOf(u"anonymous"_s, MayPublish));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QVERIFY(mayPublish(client));
    QVERIFY(mayPublish(client)); // from memory
    scene.realm->setOptions(realmOf(u"anonymous"_s, MaySubscribe));
    QVERIFY(!mayPublish(client));
    QVERIFY(client.subscribe("a.b") != 0);
    scene.realm->setOptions(realmOf(u"anonymous"_s, MayPublish));
    QVERIFY(mayPublish(client));
}

void TestRouterSession::aSessionWhoseRoleIsGoneMayDoNothing()
{
    RouterScene scene(realmOf(u"anonymous"_s, MayPublish));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    scene.realm->setOptions(realmOf(u"other"_s, MayPublish));
    QVERIFY(!mayPublish(client));
    RouterClient late(scene.router);
    QVERIFY(!late.join());
    scene.realm->setOptions({.allowAnonymous = true}); // no roles: everything is allowed
    QVERIFY(mayPublish(client));
    QCOMPARE(scene.realm->name(), u"realm1"_s);
}

void TestRouterSession::changedMethodsHoldForLaterSessions()
{
    RouterScene scene;
    RouterClient early(scene.router);
    QVERIFY(early.join());
    scene.realm->setOptions({});
    RouterClient late(scene.router);
    late.hello({.roles = allRoles()});
    QCOMPARE(late.take<Abort>().reason.toByteArray(), QByteArray("wamp.error.no_matching_auth_method"));
    QVERIFY(mayPublish(early));
}

void TestRouterSession::fewerEventsAreRetained()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    for (const char *topic : {"a.1", "a.2", "a.3"})
        client.publish(topic, {}, {.excludeMe = false, .retain = true});
    QCOMPARE(scene.router.statistics().retainedTopics, 3);
    scene.realm->setOptions({.allowAnonymous = true, .retainedTopics = 1});
    QCOMPARE(scene.router.statistics().retainedTopics, 1);
    client.subscribe("a.3", {.getRetained = true});
    QVERIFY(client.take<Event>().details.retained); // the last one
    scene.realm->setOptions({.allowAnonymous = true, .retainedTopics = 0});
    QCOMPARE(scene.router.statistics().retainedTopics, 0);
}

void TestRouterSession::changedLimitsHoldAtOnce()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QVERIFY(client.subscribe("a.1") != 0);
    scene.router.setOptions({.maxSessions = 1, .subscriptionsPerSession = 1});
    QCOMPARE(client.subscribe("a.2"), Id(0));
    QVERIFY(!client.takeError().isEmpty());
    QVERIFY(!scene.router.sessionCreator()());
    scene.router.setOptions({});
    QVERIFY(client.subscribe("a.2") != 0);
}

void TestRouterSession::zeroIsNoTimeLimit()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true},
                      {.openTimeout = 0ms, .closeTimeout = 0ms});
    RouterClient silent(scene.router);
    RouterClient leaving(scene.router);
    RouterClient again(scene.router);
    QVERIFY(leaving.join() && again.join());
    QVERIFY(scene.realm->closeSession(leaving.session));
    again.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.normal")});
    again.take<Goodbye>();
    scene.pass(24h);
    QVERIFY(silent.isSilent() && silent.wire.isOpen());
    QVERIFY(leaving.wire.isOpen()); // its answer is still awaited
    QVERIFY(again.join());
    leaving.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.goodbye_and_out")});
    QVERIFY(leaving.wire.wasClosed);
    scene.pass(24h);
    QVERIFY(!leaving.wire.wasAborted);
}

void TestRouterSession::zeroIsNoTimeLimitForTheAuthorizer()
{
    RealmOptions options = askingRealm();
    options.authorizationTimeout = 0ms;
    AuthorizingScene scene(options);
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("p");
    scene.pass(24h);
    QVERIFY(client.isSilent());
    scene.root.yield(scene.root.take<Invocation>(), {false});
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
}
