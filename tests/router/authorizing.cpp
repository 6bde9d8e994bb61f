// SPDX-License-Identifier: MIT
// Who may do what.
#include "routersessiontest.h"

using namespace Gantry::Test;

namespace {

RealmOptions realmWith(const QList<PermissionRule> &rules)
{
    return {.name = u"realm1"_s,
            .allowAnonymous = true,
            .roles = {{.name = u"anonymous"_s, .rules = rules}, {.name = u"trusted"_s, .isTrusted = true}}};
}

//! Whoever says its authid is "root" is trusted.
class ByName : public AuthMethod
{
public:
    QString name() const override { return u"name"_s; }
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &) override
    {
        class Exchange : public AuthExchange
        {
        public:
            explicit Exchange(const QString &authid)
                : m_authid(authid)
            { }
            AuthStep begin() override
            {
                return AuthAccept{.authid = m_authid,
                                  .authrole = m_authid == u"root"_s ? u"trusted"_s : u"anonymous"_s};
            }
            AuthStep answer(const Authenticate &) override { return AuthDeny{}; }

        private:
            QString m_authid;
        };
        return std::make_unique<Exchange>(request.hello.authid);
    }
};

struct AuthorizingScene : RouterScene
{
    explicit AuthorizingScene(RealmOptions options, const RouterOptions &routerOptions = {})
        : RouterScene(withMethod(std::move(options)), routerOptions)
        , root(router)
    {
        root.hello({.roles = allRoles(), .authmethods = {u"name"_s}, .authid = u"root"_s});
        root.session = root.take<Welcome>().session;
    }
    static RealmOptions withMethod(RealmOptions options)
    {
        options.authMethods.append(std::make_shared<ByName>());
        return options;
    }
    RouterClient root;
};

RealmOptions askingRealm()
{
    RealmOptions options = realmWith({});
    options.authorizerProcedure = u"com.authorize"_s;
    return options;
}

} // namespace

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
    QCOMPARE(client.subscribe(deep, {.match = MatchPolicy::Wildcard}), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.invalid_uri");
    QVERIFY(client.subscribe(deep.first(4095), {.match = MatchPolicy::Wildcard}) != 0);
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

void TestRouterSession::refusedPublicationsAreSilent()
{
    RouterScene scene(realmWith({}));
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.publish("a");
    QVERIFY(client.isSilent());
    QCOMPARE(scene.router.statistics().publications, 0U);
}
