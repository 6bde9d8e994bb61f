// SPDX-License-Identifier: MIT
#include "routersessiontest.h"

#include <QtTest/QSignalSpy>

using namespace Gantry::Test;

namespace {

//! A method whose password is "open sesame", and how often it was asked.
class Sesame : public AuthMethod
{
public:
    explicit Sesame(const QString &name = u"sesame"_s)
        : m_name(name)
    { }
    QString name() const override { return m_name; }
    QStringList otherNames() const override { return {u"x-"_s + m_name}; }
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

    AuthRequest lastRequest;

private:
    QString m_name;
};

class SesameExchange : public AuthExchange
{
public:
    explicit SesameExchange(const AuthRequest &request)
        : m_request(request)
    { }
    AuthStep begin() override
    {
        return Challenge{.method = u"sesame"_s, .extra = {{u"session"_s, m_request.session}}};
    }
    AuthStep answer(const Authenticate &message) override
    {
        if (message.signature != u"open sesame"_s)
            return AuthDeny{.reason = u"wamp.error.authentication_failed"_s, .message = u"no"_s};
        return AuthAccept{.authid = m_request.hello.authid,
                          .authrole = u"member"_s,
                          .authmethod = u"sesame"_s,
                          .authprovider = u"static"_s,
                          .authextra = {{u"k"_s, 1}}};
    }

private:
    AuthRequest m_request;
};

std::unique_ptr<AuthExchange> Sesame::exchange(const AuthRequest &request, const AuthMeans &means)
{
    lastRequest = request;
    Q_ASSERT(means.random(16).size() == 16 && means.now().isValid());
    return std::make_unique<SesameExchange>(request);
}

RealmOptions guarded(const QList<std::shared_ptr<AuthMethod>> &methods)
{
    return {.name = u"realm1"_s, .authMethods = methods};
}

} // namespace

void TestRouterSession::anonymousJoins()
{
    RouterScene scene;
    RouterClient client(scene.router);
    client.hello({.roles = allRoles()});
    const Welcome welcome = client.take<Welcome>();
    QVERIFY(isValidId(welcome.session));
    QCOMPARE(welcome.details.authmethod, u"anonymous"_s);
    QCOMPARE(welcome.details.authrole, u"anonymous"_s);
    QVERIFY(!welcome.details.authid.isEmpty());
    QVERIFY(welcome.details.agent.startsWith("gantry-"_L1));
    QCOMPARE(scene.realm->sessions(), QList<Id>{welcome.session});
}

void TestRouterSession::featuresAreAnnouncedTruthfully()
{
    RouterScene scene;
    RouterClient client(scene.router);
    client.hello({.roles = allRoles()});
    const Roles roles = client.take<Welcome>().details.roles;
    for (const Feature feature :
         {Feature::ProgressiveCallResults, Feature::ProgressiveCallInvocations, Feature::CallTimeout,
          Feature::CallCanceling, Feature::CallerIdentification, Feature::CallTrustlevels,
          Feature::RegistrationMetaApi, Feature::SessionMetaApi, Feature::PatternBasedRegistration,
          Feature::SharedRegistration, Feature::RegistrationRevocation, Feature::CallReroute,
          Feature::PayloadPassthruMode})
        QVERIFY2(roles.has(Role::Dealer, feature), featureName(feature).data());
    for (const Feature feature :
         {Feature::SubscriberBlackwhiteListing, Feature::PublisherExclusion, Feature::PublisherIdentification,
          Feature::PublicationTrustlevels, Feature::PatternBasedSubscription, Feature::EventRetention,
          Feature::SubscriptionRevocation, Feature::SubscriptionMetaApi, Feature::SessionMetaApi,
          Feature::PayloadPassthruMode})
        QVERIFY2(roles.has(Role::Broker, feature), featureName(feature).data());
    for (const Feature feature : {Feature::EventHistory, Feature::TestamentMetaApi,
                                  Feature::ShardedRegistration, Feature::Reflection})
        QVERIFY(!roles.has(Role::Broker, feature) && !roles.has(Role::Dealer, feature));
}

void TestRouterSession::realmsAndMethodsHaveToFit_data()
{
    QTest::addColumn<QString>("realm");
    QTest::addColumn<QStringList>("methods");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no such realm") << u"other"_s << QStringList() << QByteArray("wamp.error.no_such_realm");
    QTest::newRow("no method") << u"realm1"_s << QStringList{u"ticket"_s}
                               << QByteArray("wamp.error.no_matching_auth_method");
    QTest::newRow("not anonymous") << u"guarded"_s << QStringList()
                                   << QByteArray("wamp.error.no_matching_auth_method");
    QTest::newRow("by default nobody")
        << u"nobody"_s << QStringList() << QByteArray("wamp.error.no_matching_auth_method");
}

void TestRouterSession::realmsAndMethodsHaveToFit()
{
    RouterScene scene;
    scene.router.addRealm({.name = u"guarded"_s, .authMethods = {std::make_shared<Sesame>()}});
    scene.router.addRealm({.name = u"nobody"_s});
    RouterClient client(scene.router);
    QFETCH(QString, realm);
    QFETCH(QStringList, methods);
    client.hello({.roles = allRoles(), .authmethods = methods}, realm);
    const Abort abort = client.take<Abort>();
    QTEST(abort.reason.toByteArray(), "error");
    QVERIFY(!abort.details.message.isEmpty());
    QVERIFY(client.wire.wasClosed);
    QCOMPARE(scene.router.statistics().sessions, 0);
}

void TestRouterSession::challengesAndAccepts()
{
    const auto method = std::make_shared<Sesame>();
    RouterScene scene(guarded({method}));
    RouterClient client(scene.router);
    client.wire.details.peer = u"tcp4:192.0.2.1:1"_s;
    client.wire.channel = QByteArray("binding");
    client.hello({.roles = allRoles(), .authmethods = {u"x-sesame"_s}, .authid = u"ali"_s});
    const Challenge challenge = client.take<Challenge>();
    QCOMPARE(challenge.method, u"sesame"_s);
    QCOMPARE(method->lastRequest.realm, u"realm1"_s);
    QCOMPARE(method->lastRequest.peer, u"tcp4:192.0.2.1:1"_s);
    QCOMPARE(method->lastRequest.channelId, std::optional(QByteArray("binding")));
    client.receive(Authenticate{.signature = u"open sesame"_s, .extra = {}});
    const Welcome welcome = client.take<Welcome>();
    QCOMPARE(welcome.session, challenge.extra.value(u"session"_s).toULongLong());
    QCOMPARE(welcome.details.authid, u"ali"_s);
    QCOMPARE(welcome.details.authrole, u"member"_s);
    QCOMPARE(welcome.details.authmethod, u"sesame"_s);
    QCOMPARE(welcome.details.authprovider, u"static"_s);
    QCOMPARE(welcome.details.authextra.value(u"k"_s), 1);
}

void TestRouterSession::deniesAndForgets()
{
    RouterScene scene(guarded({std::make_shared<Sesame>()}));
    RouterClient client(scene.router);
    client.hello({.roles = allRoles(), .authmethods = {u"sesame"_s}});
    client.take<Challenge>();
    client.receive(Authenticate{.signature = u"please"_s, .extra = {}});
    QCOMPARE(client.take<Abort>().reason, QByteArrayView("wamp.error.authentication_failed"));
    QVERIFY(client.wire.wasClosed);
    client.receive(Authenticate{.signature = u"open sesame"_s, .extra = {}});
    QVERIFY(client.isSilent());
    QCOMPARE(scene.router.statistics().sessions, 0);
}

void TestRouterSession::theClientsOrderOfMethodsCounts()
{
    const auto one = std::make_shared<Sesame>(u"one"_s);
    const auto two = std::make_shared<Sesame>(u"two"_s);
    RealmOptions options = guarded({one, two});
    options.allowAnonymous = true;
    RouterScene scene(options);
    RouterClient client(scene.router);
    client.hello({.roles = allRoles(), .authmethods = {u"three"_s, u"two"_s, u"one"_s, u"anonymous"_s}});
    client.take<Challenge>();
    QCOMPARE(two->lastRequest.realm, u"realm1"_s);
    QCOMPARE(one->lastRequest.realm, QString());
    RouterClient other(scene.router);
    other.hello({.roles = allRoles(), .authmethods = {u"anonymous"_s, u"one"_s}});
    QVERIFY(other.take<Welcome>().session != 0);
}

void TestRouterSession::unknownRoleIsRefused()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .roles = {{.name = u"member"_s}}});
    RouterClient client(scene.router);
    client.hello({.roles = allRoles()});
    QCOMPARE(client.take<Abort>().reason, QByteArrayView("wamp.error.no_such_role"));
}

void TestRouterSession::goodbyeIsAnswered()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.subscribe("a");
    client.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.close_realm")});
    QCOMPARE(client.take<Goodbye>().reason, QByteArrayView("wamp.close.goodbye_and_out"));
    QCOMPARE(scene.router.statistics().subscriptions, 0);
    QCOMPARE(scene.router.statistics().sessions, 0);
    scene.realm->publish(u"a"_s);
    QVERIFY(client.isSilent());
}

void TestRouterSession::anotherSessionMayFollow()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const Id first = client.session;
    client.subscribe("a");
    client.receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.normal")});
    client.take<Goodbye>();
    client.ids = {}; // a session of its own
    QVERIFY(client.join());
    QVERIFY(client.session != first);
    QCOMPARE(scene.realm->sessions(), QList<Id>{client.session});
    QVERIFY(client.subscribe("b") != 0);
}

void TestRouterSession::abortIsNotAnswered()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.receive(Abort{.details = {}, .reason = QByteArray("com.enough"), .payload = {}});
    QVERIFY(client.isSilent());
    QVERIFY(client.wire.wasClosed);
    QCOMPARE(scene.router.statistics().sessions, 0);
}

void TestRouterSession::halfOpenSessionsAreEnded()
{
    RouterScene scene(guarded({std::make_shared<Sesame>()}));
    RouterClient silent(scene.router);
    RouterClient hesitant(scene.router);
    hesitant.hello({.roles = allRoles(), .authmethods = {u"sesame"_s}});
    hesitant.take<Challenge>();
    scene.pass(4999ms);
    QVERIFY(silent.isSilent() && hesitant.isSilent());
    scene.pass(1ms);
    for (RouterClient *client : {&silent, &hesitant}) {
        QCOMPARE(client->take<Abort>().reason, QByteArrayView("wamp.error.timeout"));
        QVERIFY(client->wire.wasClosed);
    }
    RouterClient member(scene.router);
    member.hello({.roles = allRoles(), .authmethods = {u"sesame"_s}});
    member.take<Challenge>();
    member.receive(Authenticate{.signature = u"open sesame"_s, .extra = {}});
    QVERIFY(member.take<Welcome>().session != 0);
    scene.pass(24h);
    QVERIFY(member.isSilent());
}

void TestRouterSession::connectionsEndEvenIfThePeerDoesNot()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    QVERIFY(scene.realm->closeSession(client.session, u"com.out"_s, u"bye"_s));
    const Goodbye goodbye = client.take<Goodbye>();
    QCOMPARE(goodbye.reason, QByteArrayView("com.out"));
    QCOMPARE(goodbye.details.message, u"bye"_s);
    client.publish("a", {}, {.acknowledge = true}); // was under way
    QVERIFY(client.isSilent() && !client.wire.wasClosed);
    scene.pass(2s);
    QVERIFY(client.wire.wasClosed);
    scene.pass(2s);
    QVERIFY(client.wire.wasAborted);
    QVERIFY(!scene.realm->closeSession(client.session));
}

void TestRouterSession::sessionsAreLimited()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true}, {.maxSessions = 1});
    const SessionCreator creator = scene.router.sessionCreator();
    {
        RouterClient first(scene.router);
        QCOMPARE(creator(), nullptr);
    }
    RouterClient second(scene.router);
    QVERIFY(second.join());
}

void TestRouterSession::shutsDown()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    RouterClient joining(scene.router);
    QVERIFY(one.join() && two.join());
    const QFuture<void> done = scene.router.shutDown();
    for (RouterClient *client : {&one, &two}) {
        QCOMPARE(client->take<Goodbye>().reason, QByteArrayView("wamp.close.system_shutdown"));
        client->receive(Goodbye{.details = {}, .reason = QByteArray("wamp.close.goodbye_and_out")});
        QVERIFY(client->wire.wasClosed);
    }
    QCOMPARE(joining.take<Abort>().reason, QByteArrayView("wamp.close.system_shutdown"));
    QCOMPARE(scene.router.sessionCreator()(), nullptr);
    QCOMPARE(scene.router.addRealm({.name = u"late"_s}), nullptr);
    one.end();
    two.end();
    QVERIFY(!done.isFinished());
    joining.end();
    QVERIFY(done.isFinished());
    QVERIFY(scene.router.shutDown().isFinished());
}

void TestRouterSession::shutdownDropsThoseWhoStay()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const QFuture<void> done = scene.router.shutDown(100ms);
    scene.pass(100ms);
    QVERIFY(client.wire.wasAborted);
    client.end();
    QVERIFY(done.isFinished());
}

void TestRouterSession::closesOneRealm()
{
    RouterScene scene;
    scene.router.addRealm({.name = u"realm2"_s, .allowAnonymous = true});
    RouterClient one(scene.router);
    RouterClient other(scene.router);
    QVERIFY(one.join());
    other.hello({.roles = allRoles()}, u"realm2"_s);
    other.take<Welcome>();
    QCOMPARE(scene.router.realms(), (QStringList{u"realm1"_s, u"realm2"_s}));
    QVERIFY(scene.router.closeRealm(u"realm1"_s));
    QVERIFY(!scene.router.closeRealm(u"realm1"_s));
    QCOMPARE(one.take<Goodbye>().reason, QByteArrayView("wamp.close.close_realm"));
    QVERIFY(other.isSilent());
    QVERIFY(other.subscribe("a") != 0);
}

void TestRouterSession::routerMayGoFirst()
{
    auto scene = std::make_unique<RouterScene>();
    const SessionCreator creator = scene->router.sessionCreator();
    RouterClient caller(scene->router);
    RouterClient callee(scene->router);
    QVERIFY(caller.join() && callee.join());
    callee.registerProcedure("p");
    caller.call("p", {}, {.timeout = 1s});
    scene.reset();
    QVERIFY(caller.wire.wasAborted && callee.wire.wasAborted);
    QCOMPARE(creator(), nullptr);
}

void TestRouterSession::sessionIdsAreDistinct()
{
    RouterScene scene;
    QSet<Id> ids;
    QSet<Id> halves;
    for (int i = 0; i < 200; ++i) {
        const Id id = scene.core().takeSessionId();
        QVERIFY(isValidId(id));
        ids.insert(id);
        halves.insert(id >> 52);
    }
    QCOMPARE(ids.size(), 200);
    QVERIFY(halves.size() >= 2); // the whole range is used
    scene.core().random.seed(1);
    const Id first = scene.core().takeSessionId();
    scene.core().random.seed(1); // chance says the same again
    QVERIFY(scene.core().takeSessionId() != first);
}

void TestRouterSession::signalsTellOfSessions()
{
    RouterScene scene;
    QSignalSpy joined(&scene.router, &Router::sessionJoined);
    QSignalSpy left(&scene.router, &Router::sessionLeft);
    {
        RouterClient client(scene.router);
        QVERIFY(client.join());
        QCOMPARE(joined.size(), 0); // not while it is still on the stack
        QCoreApplication::sendPostedEvents(&scene.router);
        QCOMPARE(joined.size(), 1);
        QCOMPARE(joined.first().at(0).toString(), u"realm1"_s);
        QCOMPARE(joined.first().at(1).value<Id>(), client.session);
    }
    QCoreApplication::sendPostedEvents(&scene.router);
    QCOMPARE(left.size(), 1);
}

QTEST_GUILESS_MAIN(TestRouterSession)
