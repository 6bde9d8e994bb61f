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
