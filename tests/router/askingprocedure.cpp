// SPDX-License-Identifier: MIT
// Who may do what, by a procedure of the realm, which takes its time.
#include "authorizingscene.h"
#include "routersessiontest.h"

using namespace Gantry::Test;

void TestRouterSession::procedureDecides()
{
    AuthorizingScene scene(askingRealm());
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.receive(Subscribe{
        .request = client.ids.next(), .options = {.match = MatchPolicy::Prefix}, .topic = QByteArray("a.b")});
    QVERIFY(client.isSilent());
    QVERIFY(client.wire.isPaused);
    const Invocation question = scene.root.take<Invocation>();
    const QVariantList args = question.payload.valueArgs();
    QCOMPARE(args.size(), 4);
    QCOMPARE(args[0].toMap().value(u"session"_s).toULongLong(), client.session);
    QCOMPARE(args[0].toMap().value(u"authrole"_s), u"anonymous"_s);
    QCOMPARE(args[1], u"a.b"_s);
    QCOMPARE(args[2], u"subscribe"_s);
    QCOMPARE(args[3].toMap().value(u"match"_s), u"prefix"_s);
    scene.root.yield(question, {true});
    QVERIFY(client.take<Subscribed>().subscription != 0);
    QVERIFY(!client.wire.isPaused);
    client.receive(Register{.request = client.ids.next(), .options = {}, .procedure = QByteArray("p")});
    scene.root.yield(scene.root.take<Invocation>(), {false});
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
}

void TestRouterSession::procedureAnswersWithADict()
{
    AuthorizingScene scene(askingRealm());
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    scene.root.subscribe("a");
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.publish("a");
    scene.root.yield(scene.root.take<Invocation>(),
                     {QVariantMap{{u"allow"_s, true}, {u"disclose"_s, true}, {u"cache"_s, true}}});
    QCOMPARE(scene.root.take<Event>().details.publisher, client.session);
    client.publish("a"); // not asked again
    QCOMPARE(scene.root.take<Event>().details.publisher, client.session);
    client.publish("b", {}, {.acknowledge = true});
    scene.root.yield(scene.root.take<Invocation>(), {QVariantMap{{u"allow"_s, false}}});
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
}

void TestRouterSession::messagesWaitInOrderForTheDecision()
{
    AuthorizingScene scene(askingRealm());
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    scene.root.subscribe("a", {.match = MatchPolicy::Prefix});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    for (int i = 0; i < 3; ++i)
        client.publish(i == 1 ? "ab" : "aa", {i});
    client.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.normal")});
    for (int i = 0; i < 3; ++i) {
        const Invocation question = scene.root.take<Invocation>();
        QVERIFY(question.request != 0);
        QVERIFY(scene.root.isSilent()); // one question at a time
        scene.root.yield(question, {true});
        QCOMPARE(scene.root.take<Event>().payload, values({i}));
    }
    QVERIFY(client.take<Goodbye>().reason == QByteArrayView("wamp.close.goodbye_and_out"));
    QVERIFY(!client.wire.isPaused);
}

void TestRouterSession::decisionThatFails_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("nobody registered") << 0;
    QTest::newRow("error") << 1;
    QTest::newRow("no answer in time") << 2;
    QTest::newRow("the procedure's session leaves") << 3;
    QTest::newRow("neither bool nor dict") << 4;
    QTest::newRow("dict without allow") << 5;
    QTest::newRow("a number for a bool") << 6;
}

void TestRouterSession::decisionThatFails()
{
    QFETCH(int, how);
    AuthorizingScene scene(askingRealm());
    if (how > 0)
        QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("p");
    if (how > 0) {
        const Invocation question = scene.root.take<Invocation>();
        QVERIFY(client.isSilent());
        switch (how) {
        case 1:
            scene.root.fail(question, "com.broken");
            break;
        case 2:
            scene.pass(5s);
            break;
        case 3:
            scene.root.end();
            break;
        case 4:
            scene.root.yield(question, {u"yes"_s});
            break;
        case 5:
            scene.root.yield(question, {QVariantMap{{u"cache"_s, true}}});
            break;
        case 6:
            scene.root.yield(question, {QVariantMap{{u"allow"_s, 1}}});
            break;
        }
    }
    QCOMPARE(client.takeError(), "wamp.error.authorization_failed");
    QVERIFY(!client.wire.isPaused);
}

void TestRouterSession::decisionForASessionThatLeft()
{
    AuthorizingScene scene(askingRealm());
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("p");
    const Invocation question = scene.root.take<Invocation>();
    client.end();
    QCOMPARE(scene.root.take<Interrupt>().request, question.request);
    scene.root.yield(question, {true});
    QVERIFY(scene.root.wire.isOpen());
    QCOMPARE(scene.router.statistics().pendingCalls, 0);

    RouterClient killed(scene.router);
    QVERIFY(killed.join());
    killed.call("p");
    QVERIFY(killed.wire.isPaused);
    QVERIFY(scene.realm->closeSession(killed.session));
    QVERIFY(!killed.wire.isPaused); // its GOODBYE is to be read
}

void TestRouterSession::backlogIsBounded()
{
    AuthorizingScene scene(askingRealm(), {.authorizationBacklog = 3});
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    for (int i = 0; i < 4; ++i)
        client.publish("a");
    QVERIFY(client.isSilent());
    client.publish("a");
    QCOMPARE(client.take<Abort>().reason, QByteArrayView("wamp.error.unavailable"));
    QVERIFY(client.wire.wasClosed);
}

void TestRouterSession::onlyTheTrustedBecomeTheAuthorizer()
{
    RealmOptions options = askingRealm();
    options.roles[0].rules = {{.uri = u"com."_s, .match = MatchPolicy::Prefix, .mayRegister = true}};
    AuthorizingScene scene(options);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QCOMPARE(client.registerProcedure("com.authorize"), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
    QVERIFY(client.registerProcedure("com.auth", {.match = MatchPolicy::Prefix}) != 0);
    QVERIFY(client.registerProcedure("com.", {.match = MatchPolicy::Wildcard}) != 0);
    client.call("p"); // nobody to be asked is there
    QCOMPARE(client.takeError(), "wamp.error.authorization_failed");
    QVERIFY(client.isSilent());

    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    QCOMPARE(client.registerProcedure("com.authorize", {.forceReregister = true}), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
    QVERIFY(scene.root.isSilent()); // it still has it
    client.call("p");
    QVERIFY(scene.root.take<Invocation>().request != 0);
}

void TestRouterSession::nobodyIsAskedWhoIsNotTrustedAnyMore()
{
    AuthorizingScene scene(askingRealm());
    RealmOptions others = scene.realm->options();
    others.authorizerProcedure.clear();
    others.roles[0].rules = {{.match = MatchPolicy::Prefix, .mayRegister = true}};
    scene.realm->setOptions(others);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QVERIFY(client.registerProcedure("com.authorize") != 0); // just a procedure
    scene.realm->setOptions(askingRealm());
    client.call("p");
    QCOMPARE(client.takeError(), "wamp.error.authorization_failed");
    QVERIFY(client.isSilent());
    client.end();

    RouterClient other(scene.router);
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    scene.realm->setOptions(AuthorizingScene::withMethod(askingRealm()));
    QVERIFY(joinAs(u"somebody"_s, other));
    other.call("p");
    const Invocation question = scene.root.take<Invocation>();
    RealmOptions distrusting = scene.realm->options();
    distrusting.roles[1].isTrusted = false;
    scene.realm->setOptions(distrusting);
    scene.root.yield(question, {true});
    QCOMPARE(other.takeError(), "wamp.error.authorization_failed");
}

void TestRouterSession::proceduresOfTheTrustedAreNotTakenOver()
{
    AuthorizingScene scene(realmWith({{.match = MatchPolicy::Prefix, .mayRegister = true}}));
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(one.join() && two.join());
    QVERIFY(scene.root.registerProcedure("p") != 0);
    QCOMPARE(one.registerProcedure("p", {.forceReregister = true}), Id(0));
    QCOMPARE(one.takeError(), "wamp.error.not_authorized");
    QVERIFY(scene.root.isSilent());
    QVERIFY(one.registerProcedure("q") != 0);
    QVERIFY(two.registerProcedure("q", {.forceReregister = true}) != 0); // among equals
    QVERIFY(scene.root.registerProcedure("q", {.forceReregister = true}) != 0);
}

void TestRouterSession::theAuthorizerDoesNotMindItsTimeItself()
{
    AuthorizingScene scene(askingRealm());
    QVERIFY(scene.root.registerProcedure("com.authorize", {.forwardTimeout = true}) != 0);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("p");
    QVERIFY(scene.root.take<Invocation>().request != 0);
    scene.pass(5s);
    QCOMPARE(client.takeError(), "wamp.error.authorization_failed");
}

void TestRouterSession::sessionsMayLeaveBecauseTheAuthorizerIsKilled()
{
    AuthorizingScene scene(askingRealm());
    RouterClient killer(scene.router);
    QVERIFY(joinAs(u"root"_s, killer));
    QVERIFY(scene.root.registerProcedure("com.authorize") != 0);
    std::vector<std::unique_ptr<RouterClient>> clients;
    for (int i = 0; i < 50; ++i) { // in any order, the authorizer goes before one of them
        clients.push_back(std::make_unique<RouterClient>(scene.router));
        QVERIFY(clients.back()->join());
        clients.back()->publish("a");
        clients.back()->receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.normal")});
    }
    killer.call("wamp.session.kill_all");
    QCOMPARE(killer.take<Result>().payload, values({51}));
    QCOMPARE(scene.realm->sessions(), QList<Id>{killer.session});
    for (const auto &client : clients)
        QVERIFY(!client->take<Goodbye>().reason.isEmpty());
}
