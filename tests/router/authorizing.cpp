// SPDX-License-Identifier: MIT
// Who may do what, by rules and by a function.
#include "authorizingscene.h"
#include "routersessiontest.h"

using namespace Gantry::Test;

void TestRouterSession::rulesDecide_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QString>("allowed"); // call, register, publish, subscribe
    QTest::newRow("exact rule") << QByteArray("com.chat.secret") << u"---s"_s;
    QTest::newRow("prefix rule") << QByteArray("com.chat.room") << u"c-ps"_s;
    QTest::newRow("longer prefix") << QByteArray("com.chat.admin.x") << u"----"_s;
    QTest::newRow("wildcard rule") << QByteArray("org.x.public") << u"cr--"_s;
    QTest::newRow("no rule") << QByteArray("net.x") << u"----"_s;
}

void TestRouterSession::rulesDecide()
{
    RouterScene scene(realmWith(
        {{.uri = u"com.chat.secret"_s, .maySubscribe = true},
         {.uri = u"com.chat."_s,
          .match = MatchPolicy::Prefix,
          .mayCall = true,
          .mayPublish = true,
          .maySubscribe = true},
         {.uri = u"com.chat.admin"_s, .match = MatchPolicy::Prefix},
         {.uri = u"org..public"_s, .match = MatchPolicy::Wildcard, .mayCall = true, .mayRegister = true}}));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QFETCH(QByteArray, uri);
    QString allowed;
    for (int round = 0; round < 2; ++round) { // the second time from memory
        allowed.clear();
        client.call(uri);
        allowed += client.takeError() == "wamp.error.not_authorized" ? u'-' : u'c';
        if (const Id registration = client.registerProcedure(uri)) {
            client.receive(Unregister{.request = client.ids.next(), .registration = registration});
            client.take<Unregistered>();
            allowed += u'r';
        } else {
            allowed += client.takeError() == "wamp.error.not_authorized" ? u'-' : u'?';
        }
        client.publish(uri, {}, {.acknowledge = true});
        allowed += client.take<Published>().publication != 0    ? u'p'
            : client.takeError() == "wamp.error.not_authorized" ? u'-'
                                                                : u'?';
        allowed += client.subscribe(uri) != 0                   ? u's'
            : client.takeError() == "wamp.error.not_authorized" ? u'-'
                                                                : u'?';
    }
    QTEST(allowed, "allowed");
}

void TestRouterSession::patternsNeedARuleForAll_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<MatchPolicy>("match");
    QTest::addColumn<bool>("isAllowed");
    const auto row = [](const char *name, const char *pattern, MatchPolicy match, bool isAllowed) {
        QTest::newRow(name) << QByteArray(pattern) << match << isAllowed;
    };
    row("prefix inside", "com.a.b", MatchPolicy::Prefix, true);
    row("prefix beyond", "com.", MatchPolicy::Prefix, false);
    row("everything", "", MatchPolicy::Prefix, false);
    row("prefix that stands for a forbidden one", "com.a.s", MatchPolicy::Prefix, false);
    row("prefix inside a forbidden one", "com.a.deep.x", MatchPolicy::Prefix, false);
    row("wildcard inside", "com.ab..b", MatchPolicy::Wildcard, true);
    row("wildcard beyond", "com..a", MatchPolicy::Wildcard, false);
    row("wildcard that stands for a forbidden one", "com.a.", MatchPolicy::Wildcard, false);
    row("wildcard that meets a forbidden prefix", "com.a..x", MatchPolicy::Wildcard, false);
    row("wildcard by a wildcard", "org.x.", MatchPolicy::Wildcard, true);
    row("wildcard wider than a wildcard", "org..", MatchPolicy::Wildcard, true);
    row("another number of components", "org...", MatchPolicy::Wildcard, false);
}

void TestRouterSession::patternsNeedARuleForAll()
{
    RouterScene scene(realmWith({{.uri = u"com.a"_s, .match = MatchPolicy::Prefix, .maySubscribe = true},
                                 {.uri = u"com.a.secret"_s},
                                 {.uri = u"com.a.deep"_s, .match = MatchPolicy::Prefix},
                                 {.uri = u"com.a.c.x"_s},
                                 {.uri = u"org.."_s, .match = MatchPolicy::Wildcard, .maySubscribe = true}}));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QFETCH(QByteArray, pattern);
    QFETCH(MatchPolicy, match);
    QFETCH(bool, isAllowed);
    QCOMPARE(client.subscribe(pattern, {.match = match}) != 0, isAllowed);
    if (!isAllowed)
        QCOMPARE(client.takeError(), "wamp.error.not_authorized");
}

void TestRouterSession::reservedUrisNeedTrust()
{
    AuthorizingScene scene({.name = u"realm1"_s,
                            .allowAnonymous = true,
                            .roles = {{.name = u"anonymous"_s,
                                       .rules = {{.match = MatchPolicy::Prefix,
                                                  .mayCall = true,
                                                  .mayRegister = true,
                                                  .mayPublish = true,
                                                  .maySubscribe = true}}},
                                      {.name = u"trusted"_s, .isTrusted = true}}});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QCOMPARE(client.registerProcedure("wamp.mine"), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    client.publish("wamp.session.on_join", {}, {.acknowledge = true});
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    QVERIFY(client.subscribe("wamp.session.on_join") != 0);
    QVERIFY(scene.root.registerProcedure("wamp.mine") != 0);
    client.call("wamp.mine");
    QVERIFY(scene.root.take<Invocation>().request != 0);
}

void TestRouterSession::patternsDoNotStandForReservedUris_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<MatchPolicy>("match");
    QTest::newRow("everything") << QByteArray() << MatchPolicy::Prefix;
    QTest::newRow("beginning") << QByteArray("wam") << MatchPolicy::Prefix;
    QTest::newRow("three components") << QByteArray("..") << MatchPolicy::Wildcard;
}

void TestRouterSession::patternsDoNotStandForReservedUris()
{
    QFETCH(QByteArray, pattern);
    QFETCH(MatchPolicy, match);
    AuthorizingScene scene(
        {.name = u"realm1"_s,
         .allowAnonymous = true,
         .roles = {{.name = u"anonymous"_s,
                    .rules = {{.match = MatchPolicy::Prefix, .mayCall = true, .mayRegister = true}}},
                   {.name = u"trusted"_s, .isTrusted = true}}});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const Id registration = client.registerProcedure(pattern, {.match = match});
    QVERIFY(registration != 0);
    client.call("wamp.session.add_testament");
    QCOMPARE(client.takeError(), "wamp.error.no_such_procedure");
    client.call("wamp.registration.match", {u"wamp.session.add_testament"_s});
    QVERIFY(!client.take<Result>().payload.valueArgs().value(0).isValid());
    client.call("wampum.a.b"); // is another word
    QCOMPARE(client.take<Invocation>().registration, registration);
    // What the trusted registered there counts, though another pattern goes before.
    const auto answers = [&](const char *uri) {
        client.call(uri);
        return scene.root.take<Invocation>().registration;
    };
    const Id wildcard = scene.root.registerProcedure("wamp.session.", {.match = MatchPolicy::Wildcard});
    QCOMPARE(answers("wamp.session.add_testament"), wildcard);
    const Id shorter = scene.root.registerProcedure("wamp.", {.match = MatchPolicy::Prefix});
    QCOMPARE(answers("wamp.session.add_testament"), shorter);
    const Id longer = scene.root.registerProcedure("wamp.se", {.match = MatchPolicy::Prefix});
    QCOMPARE(answers("wamp.session.add_testament"), longer);
    QVERIFY(client.isSilent());
}

void TestRouterSession::strictRealmRefusesLooseUris()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .uriCheck = UriCheck::Strict});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QCOMPARE(client.subscribe("com.Upper"), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    QVERIFY(client.subscribe("com.lower") != 0);
    QCOMPARE(client.subscribe("com..lower"), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    QVERIFY(client.subscribe("com..lower", {.match = MatchPolicy::Wildcard}) != 0);
}

void TestRouterSession::overlongUrisAreRefused()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const QByteArray deep = QByteArray("a.").repeated(100000) + 'a';
    QCOMPARE(client.subscribe(deep), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    QVERIFY(client.subscribe(deep.first(4095)) != 0);
}

void TestRouterSession::patternsHaveFewComponents()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const QByteArray deepest = QByteArray("a.").repeated(31) + 'a';
    for (const MatchPolicy match : {MatchPolicy::Prefix, MatchPolicy::Wildcard}) {
        QVERIFY(client.subscribe(deepest, {.match = match}) != 0);
        QVERIFY(client.registerProcedure(deepest, {.match = match}) != 0);
        QCOMPARE(client.subscribe(deepest + ".a", {.match = match}), Id(0));
        QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
        QCOMPARE(client.registerProcedure(deepest + ".a", {.match = match}), Id(0));
        QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    }
    QVERIFY(client.subscribe(deepest + ".a") != 0); // costs no more than any other
}

void TestRouterSession::rulesDisclose()
{
    RouterScene scene(realmWith({{.match = MatchPolicy::Prefix,
                                  .mayCall = true,
                                  .mayRegister = true,
                                  .mayPublish = true,
                                  .maySubscribe = true,
                                  .discloseCaller = true,
                                  .disclosePublisher = true}}));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.subscribe("a");
    client.registerProcedure("p");
    client.publish("a", {}, {.excludeMe = false});
    QCOMPARE(client.take<Event>().details.publisher, client.session);
    client.call("p");
    QCOMPARE(client.take<Invocation>().details.caller, client.session);

    RealmOptions silent = scene.realm->options();
    silent.callerDisclosure = silent.publisherDisclosure = Disclosure::Forbid;
    RouterScene other(silent); // the realm goes before its rules
    RouterClient hidden(other.router);
    QVERIFY(hidden.join());
    hidden.subscribe("a");
    hidden.registerProcedure("p");
    hidden.publish("a", {}, {.excludeMe = false});
    QCOMPARE(hidden.take<Event>().details.publisher, Id(0));
    hidden.call("p");
    QCOMPARE(hidden.take<Invocation>().details.caller, Id(0));
}

void TestRouterSession::functionDecides()
{
    QList<AuthorizationRequest> asked;
    AuthorizationDecision decision;
    RealmOptions options{.name = u"realm1"_s, .allowAnonymous = true};
    options.authorizer = [&](const AuthorizationRequest &request) {
        asked.append(request);
        return decision;
    };
    RouterScene scene(options);
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.call("a.b");
    QCOMPARE(client.takeError(), "wamp.error.not_authorized");
    QCOMPARE(asked.last().action, WampAction::Call);
    QCOMPARE(asked.last().uri, u"a.b"_s);
    QCOMPARE(asked.last().realm, u"realm1"_s);
    QCOMPARE(asked.last().session, client.session);
    QCOMPARE(asked.last().authrole, u"anonymous"_s);
    decision = {.allow = true};
    QVERIFY(client.subscribe("a..b", {.match = MatchPolicy::Wildcard}) != 0);
    QCOMPARE(asked.last().match, MatchPolicy::Wildcard);
    client.publish("a");
    client.publish("a");
    QCOMPARE(asked.size(), 4); // each time
    decision.cache = true;
    client.publish("a");
    client.publish("a");
    QCOMPARE(asked.size(), 5);
}

void TestRouterSession::refusedPublicationsAreSilent()
{
    RouterScene scene(realmWith({}));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.publish("a");
    QVERIFY(client.isSilent());
    QCOMPARE(scene.router.statistics().publications, 0U);
}
