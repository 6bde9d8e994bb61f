// SPDX-License-Identifier: MIT
// Who a session is, and what may go wrong until it has joined.
#include "byname.h"
#include "routersessiontest.h"

using namespace Gantry::Test;

namespace {

//! A method whose decision is made by the test.
class Deciding : public AuthMethod
{
public:
    explicit Deciding(std::function<AuthStep()> decision)
        : m_decision(std::move(decision))
    { }
    QString name() const override { return u"deciding"_s; }
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &, const AuthMeans &) override
    {
        class Exchange : public AuthExchange
        {
        public:
            explicit Exchange(std::function<AuthStep()> decision)
                : m_decision(std::move(decision))
            { }
            AuthStep begin() override { return m_decision(); }
            AuthStep answer(const Authenticate &) override { return m_decision(); }

        private:
            std::function<AuthStep()> m_decision;
        };
        return std::make_unique<Exchange>(m_decision);
    }

private:
    std::function<AuthStep()> m_decision;
};

RealmOptions decidedBy(std::function<AuthStep()> decision)
{
    return {.name = u"realm1"_s, .authMethods = {std::make_shared<Deciding>(std::move(decision))}};
}

const HelloDetails DecidingHello{.roles = allRoles(), .authmethods = {u"deciding"_s}};

//! What may happen while the application decides, in an event loop of its own.
void addMeanwhileRows()
{
    QTest::addColumn<QByteArray>("meanwhile");
    for (const char *what : {"it takes too long", "the realm is closed", "the connection ends",
                             "the router shuts down", "the client aborts", "another message comes"})
        QTest::newRow(what) << QByteArray(what);
}

void happen(const QByteArray &what, RouterScene &scene, RouterClient &client)
{
    if (what == "it takes too long")
        scene.pass(5s);
    else if (what == "the realm is closed")
        scene.router.closeRealm(u"realm1"_s);
    else if (what == "the connection ends")
        client.end();
    else if (what == "the router shuts down")
        scene.router.shutDown();
    else if (what == "the client aborts")
        client.receive(Abort{.details = {}, .reason = QByteArray("com.enough"), .payload = {}});
    else
        client.receive(Hello{.realm = QByteArray("realm1"), .details = DecidingHello});
}

} // namespace

void TestRouterSession::anonymousSessionsDoNotChooseTheirName()
{
    RouterScene scene(realmByName());
    RouterClient watcher(scene.router);
    QVERIFY(joinAs(u"root"_s, watcher));
    QSet<QString> names;
    for (int i = 0; i < 2; ++i) {
        RouterClient client(scene.router);
        client.hello({.roles = allRoles(), .authid = u"control"_s});
        const Welcome welcome = client.take<Welcome>();
        QCOMPARE(welcome.details.authmethod, u"anonymous"_s);
        QVERIFY(!welcome.details.authid.isEmpty());
        names.insert(welcome.details.authid);
        client.subscribe("a");
        watcher.publish("a", {}, {.eligibleAuthid = QStringList{u"control"_s}});
        QVERIFY(client.isSilent());
    }
    QVERIFY(!names.contains(u"control"_s));
    QCOMPARE(names.size(), 2);
}

void TestRouterSession::overlongNamesAreRefused()
{
    RouterScene scene(realmByName());
    RouterClient longest(scene.router);
    QVERIFY(joinAs(QString(1024, u'x'), longest));
    RouterClient tooLong(scene.router);
    QVERIFY(!joinAs(QString(1025, u'x'), tooLong));
    QCOMPARE(tooLong.take<Abort>().reason, QByteArrayView("wamp.error.authentication_failed"));
    QVERIFY(tooLong.wire.wasClosed);
}

void TestRouterSession::routerMayBeDeletedWhenItHasShutDown()
{
    auto token = std::make_shared<int>(0);
    const std::weak_ptr<int> trace = token;
    Router *router = new Router;
    router->addRealm(decidedBy([&token] {
        return AuthAccept{.authextra = {{u"token"_s, QVariant::fromValue(std::exchange(token, nullptr))}}};
    }));
    RouterClient client(*router);
    client.hello(DecidingHello);
    QVERIFY(client.take<Welcome>().session != 0);
    QVERIFY(!trace.expired()); // the session has it
    bool isSessionGone = false;
    router->shutDown().then([&] {
        isSessionGone = trace.expired();
        delete router;
    });
    client.take<Goodbye>();
    client.end();
    QVERIFY(isSessionGone);
}

void TestRouterSession::aSessionMayEndWhileItsLoginIsDecided_data()
{
    addMeanwhileRows();
}

void TestRouterSession::aSessionMayEndWhileItsLoginIsDecided()
{
    QFETCH(QByteArray, meanwhile);
    for (const bool isChallenged : {false, true}) {
        std::function<AuthStep()> decision;
        RouterScene scene(decidedBy([&decision] { return decision(); }));
        RouterClient client(scene.router);
        if (isChallenged) {
            decision = [] { return Challenge{.method = u"deciding"_s, .extra = {}}; };
            client.hello(DecidingHello);
            QCOMPARE(client.take<Challenge>().method, u"deciding"_s);
        }
        decision = [&] {
            happen(meanwhile, scene, client);
            return AuthAccept{.authid = u"me"_s};
        };
        if (isChallenged)
            client.receive(Authenticate{});
        else
            client.hello(DecidingHello);
        QCOMPARE(scene.router.statistics().sessions, 0);
        if (meanwhile != "the connection ends") {
            QVERIFY(client.wire.wasClosed);
            client.take<Abort>();
        }
        QVERIFY(client.isSilent());
    }
}

void TestRouterSession::aSessionMayEndWhileARequestIsDecided()
{
    for (const QByteArray meanwhile : {"the realm is closed", "the connection ends"}) {
        std::function<void()> asked = [] {};
        RealmOptions options{.name = u"realm1"_s, .allowAnonymous = true};
        options.authorizer = [&asked](const AuthorizationRequest &) {
            asked();
            return AuthorizationDecision{.allow = true, .cache = true};
        };
        RouterScene scene(options);
        RouterClient client(scene.router);
        QVERIFY(client.join());
        asked = [&] { happen(meanwhile, scene, client); };
        client.publish("a", {}, {.acknowledge = true});
        if (meanwhile == "the realm is closed")
            QCOMPARE(client.take<Goodbye>().reason, QByteArrayView("wamp.close.close_realm"));
        QVERIFY(client.isSilent());
        QCOMPARE(scene.router.statistics().publications, 0U);
    }
}

void TestRouterSession::whoCannotBeWelcomedDoesNotJoin_data()
{
    QTest::addColumn<SendStatus>("status");
    QTest::newRow("too big") << SendStatus::TooBig;
    QTest::newRow("not in the client's encoding") << SendStatus::NotSerializable;
}

void TestRouterSession::whoCannotBeWelcomedDoesNotJoin()
{
    QFETCH(SendStatus, status);
    RouterScene scene;
    RouterClient watcher(scene.router);
    QVERIFY(watcher.join());
    watcher.subscribe("wamp.session", {.match = MatchPolicy::Prefix});
    RouterClient client(scene.router);
    client.wire.refusal = status;
    client.hello({.roles = allRoles()});
    QCOMPARE(client.take<Abort>().reason, QByteArrayView("wamp.error.payload_size_exceeded"));
    QVERIFY(client.wire.wasClosed);
    QCOMPARE(scene.realm->sessions(), QList<Id>{watcher.session});
    QVERIFY(watcher.isSilent());
}
