// SPDX-License-Identifier: MIT
#include "brokertest.h"
#include "byname.h"

#include <algorithm>

using namespace Gantry::Test;

void TestBroker::deliversToSubscribers()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(publisher.join() && one.join() && two.join());
    const Id subscription = one.subscribe("com.topic");
    QVERIFY(subscription != 0);
    QCOMPARE(two.subscribe("com.topic"), subscription);

    publisher.publish("com.topic", {1, u"two"_s});
    const Event first = one.take<Event>();
    QCOMPARE(first.subscription, subscription);
    QVERIFY(isValidId(first.publication));
    QCOMPARE(first.payload, values({1, u"two"_s}));
    QCOMPARE(first.details, EventDetails());
    QCOMPARE(two.take<Event>(), first);
    QVERIFY(publisher.isSilent());

    publisher.publish("com.other");
    publisher.publish("com.topic.below");
    QVERIFY(one.isSilent());
    QCOMPARE(scene.router.statistics().publications, 3U);
    QCOMPARE(scene.router.statistics().events, 2U);
}

void TestBroker::patternsGetTheTopicToo()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    const Id prefix = subscriber.subscribe("com.emergency", {.match = MatchPolicy::Prefix});
    const Id wildcard = subscriber.subscribe("com..low", {.match = MatchPolicy::Wildcard});
    QVERIFY(prefix != wildcard);

    publisher.publish("com.emergency-low");
    const Event low = subscriber.take<Event>();
    QCOMPARE(low.subscription, prefix);
    QCOMPARE(low.details.topic, QByteArrayView("com.emergency-low"));
    publisher.publish("com.sea.low");
    QCOMPARE(subscriber.take<Event>().details.topic, QByteArrayView("com.sea.low"));
}

void TestBroker::onePublicationReachesOverlappingSubscriptions()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a.b.c");
    subscriber.subscribe("a", {.match = MatchPolicy::Prefix});
    subscriber.subscribe("a..c", {.match = MatchPolicy::Wildcard});
    publisher.publish("a.b.c", {7});
    QSet<Id> subscriptions;
    QSet<Id> publications;
    for (int i = 0; i < 3; ++i) {
        const Event event = subscriber.take<Event>();
        QCOMPARE(event.payload, values({7}));
        subscriptions.insert(event.subscription);
        publications.insert(event.publication);
    }
    QCOMPARE(subscriptions.size(), 3);
    QCOMPARE(publications.size(), 1);
    QVERIFY(subscriber.isSilent());
}

void TestBroker::subscribingTwiceIsOneSubscription()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    const Id first = subscriber.subscribe("a");
    QCOMPARE(subscriber.subscribe("a"), first);
    QVERIFY(subscriber.subscribe("a", {.match = MatchPolicy::Prefix}) != first);
    publisher.publish("a");
    subscriber.take<Event>();
    subscriber.take<Event>();
    QVERIFY(subscriber.isSilent());
}

void TestBroker::unsubscribes()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    const Id subscription = subscriber.subscribe("a");
    publisher.receive(Unsubscribe{.request = publisher.ids.next(), .subscription = subscription});
    QCOMPARE(publisher.takeError(), "wamp.error.no_such_subscription");
    subscriber.receive(Unsubscribe{.request = subscriber.ids.next(), .subscription = subscription});
    QCOMPARE(subscriber.take<Unsubscribed>().request, subscriber.ids.last());
    publisher.publish("a");
    QVERIFY(subscriber.isSilent());
    subscriber.receive(Unsubscribe{.request = subscriber.ids.next(), .subscription = subscription});
    QCOMPARE(subscriber.takeError(), "wamp.error.no_such_subscription");
    QCOMPARE(scene.router.statistics().subscriptions, 0);
}

void TestBroker::acknowledgesWhenAsked()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    publisher.publish("a", {}, {.acknowledge = true});
    const Published published = publisher.take<Published>();
    QCOMPARE(published.request, publisher.ids.last());
    QCOMPARE(published.publication, subscriber.take<Event>().publication);
    publisher.publish("not an uri", {}, {.acknowledge = true});
    QCOMPARE(publisher.takeError(), "wamp.error.invalid_uri");
    publisher.publish("not an uri");
    QVERIFY(publisher.isSilent());
}

void TestBroker::publisherGetsItsOwnEventOnRequest()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const Id subscription = client.subscribe("a");
    client.publish("a");
    QVERIFY(client.isSilent());
    client.publish("a", {}, {.excludeMe = false});
    QCOMPARE(client.take<Event>().subscription, subscription);
}

void TestBroker::listsAllHaveToAgree_data()
{
    QTest::addColumn<PublishOptions>("options");
    QTest::addColumn<bool>("isDelivered");
    // The subscriber is told apart by placeholders: 1 is its session, "me" its authid.
    QTest::newRow("nothing") << PublishOptions() << true;
    QTest::newRow("exclude") << PublishOptions{.exclude = {1}} << false;
    QTest::newRow("exclude another") << PublishOptions{.exclude = {2}} << true;
    QTest::newRow("exclude_authid") << PublishOptions{.excludeAuthid = {u"me"_s}} << false;
    QTest::newRow("exclude_authrole") << PublishOptions{.excludeAuthrole = {u"anonymous"_s}} << false;
    QTest::newRow("eligible") << PublishOptions{.eligible = QList<Id>{1}} << true;
    QTest::newRow("eligible others") << PublishOptions{.eligible = QList<Id>{2, 3}} << false;
    QTest::newRow("eligible nobody") << PublishOptions{.eligible = QList<Id>()} << false;
    QTest::newRow("eligible_authid") << PublishOptions{.eligibleAuthid = QStringList{u"you"_s}} << false;
    QTest::newRow("eligible_authrole")
        << PublishOptions{.eligibleAuthrole = QStringList{u"z"_s, u"anonymous"_s}} << true;
    QTest::newRow("eligible, and excluded by another list")
        << PublishOptions{.excludeAuthrole = {u"anonymous"_s}, .eligible = QList<Id>{1}} << false;
    QTest::newRow("eligible by one list only")
        << PublishOptions{.eligible = QList<Id>{1}, .eligibleAuthid = QStringList{u"you"_s}} << false;
}

void TestBroker::listsAllHaveToAgree()
{
    RouterScene scene(realmByName());
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && joinAs(u"me"_s, subscriber));
    subscriber.subscribe("a");
    QFETCH(PublishOptions, options);
    std::ranges::replace(options.exclude, Id(1), subscriber.session);
    if (options.eligible)
        std::ranges::replace(*options.eligible, Id(1), subscriber.session);
    publisher.publish("a", {}, options);
    QTEST(!subscriber.isSilent(), "isDelivered");
}

void TestBroker::tellsWhoPublishesOnRequest()
{
    RouterScene scene(realmByName());
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(joinAs(u"peter"_s, publisher) && subscriber.join());
    subscriber.subscribe("a");
    publisher.publish("a", {}, {.discloseMe = true});
    const EventDetails details = subscriber.take<Event>().details;
    QCOMPARE(details.publisher, publisher.session);
    QCOMPARE(details.publisherAuthid, u"peter"_s);
    QCOMPARE(details.publisherAuthrole, u"anonymous"_s);
}

void TestBroker::realmDecidesAboutDisclosure()
{
    RouterScene never(
        {.name = u"realm1"_s, .allowAnonymous = true, .publisherDisclosure = Disclosure::Forbid});
    RouterClient client(never.router);
    QVERIFY(client.join());
    client.subscribe("a");
    client.publish("a", {}, {.acknowledge = true, .excludeMe = false, .discloseMe = true});
    QCOMPARE(client.takeError(), "wamp.error.option_disallowed.disclose_me");
    QVERIFY(client.isSilent()); // and nothing was published

    RouterScene always(
        {.name = u"realm1"_s, .allowAnonymous = true, .publisherDisclosure = Disclosure::Always});
    RouterClient known(always.router);
    QVERIFY(known.join());
    known.subscribe("a");
    known.publish("a", {}, {.excludeMe = false});
    QCOMPARE(known.take<Event>().details.publisher, known.session);
}

void TestBroker::tellsTrustLevels()
{
    const PermissionRule everything{.match = MatchPolicy::Prefix, .mayPublish = true, .maySubscribe = true};
    RouterScene scene({.name = u"realm1"_s,
                       .allowAnonymous = true,
                       .roles = {{.name = u"anonymous"_s, .rules = {everything}, .trustlevel = 3}}});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.subscribe("a");
    client.publish("a", {}, {.excludeMe = false});
    QCOMPARE(client.take<Event>().details.trustlevel, std::optional<qint64>(3));
}

void TestBroker::passesOnHowAnOpaquePayloadIsRead()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.subscribe("a");
    PublishOptions options{.excludeMe = false};
    options.rare = RareFields{.pptScheme = u"x_mine"_s, .custom = {{u"_private"_s, 1}}};
    client.publish("a", {QByteArray("opaque")}, options);
    const Event event = client.take<Event>();
    QCOMPARE(event.details.rare->pptScheme, u"x_mine"_s);
    QVERIFY(event.details.rare->custom.isEmpty());
}

void TestBroker::revokesSubscriptions()
{
    RouterScene scene;
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(one.join() && two.join(plainRoles()));
    const Id subscription = one.subscribe("a");
    QCOMPARE(two.subscribe("a"), subscription);
    QVERIFY(scene.realm->revokeSubscription(subscription, u"com.no_more"_s));
    const Unsubscribed told = one.take<Unsubscribed>();
    QCOMPARE(told.request, Id(0));
    QCOMPARE(told.details, (RevocationDetails{.subscription = subscription, .reason = u"com.no_more"_s}));
    QVERIFY(two.isSilent()); // it did not announce that it understands this
    QVERIFY(scene.realm->publish(u"a"_s) != 0);
    QVERIFY(one.isSilent() && two.isSilent());
    QVERIFY(!scene.realm->revokeSubscription(subscription));
}

void TestBroker::subscriptionsAreLimited()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true}, {.subscriptionsPerSession = 2});
    RouterClient client(scene.router);
    QVERIFY(client.join());
    const Id first = client.subscribe("a");
    QVERIFY(client.subscribe("b") != 0);
    QCOMPARE(client.subscribe("c"), Id(0));
    QCOMPARE(client.takeError(), "wamp.error.unavailable");
    QCOMPARE(client.subscribe("a"), first);
}

void TestBroker::membersStayInPlaceWhenOthersLeave()
{
    RouterScene scene;
    std::vector<std::unique_ptr<RouterClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<RouterClient>(scene.router));
        QVERIFY(clients.back()->join());
        clients.back()->subscribe("a");
        clients.back()->subscribe("b");
    }
    for (const size_t gone : {1U, 0U, 1U}) {
        clients.erase(clients.begin() + gone);
        scene.realm->publish(u"a"_s);
        for (const auto &client : clients) {
            QVERIFY(client->take<Event>().subscription != 0);
            QVERIFY(client->isSilent());
        }
    }
    clients.clear();
    QCOMPARE(scene.router.statistics().subscriptions, 0);
}

void TestBroker::keepsOrderForEachPair()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    subscriber.subscribe("b");
    for (int i = 0; i < 100; ++i)
        publisher.publish(i % 3 == 0 ? "a" : "b", {i});
    for (int i = 0; i < 100; ++i)
        QCOMPARE(subscriber.take<Event>().payload, values({i}));
}

void TestBroker::applicationPublishesItself()
{
    RouterScene scene;
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    subscriber.subscribe("a");
    QCOMPARE(scene.realm->publish(u"a b"_s), Id(0));
    const Id publication = scene.realm->publish(u"a"_s, {1}, {{u"k"_s, 2}});
    const Event event = subscriber.take<Event>();
    QCOMPARE(event.publication, publication);
    QCOMPARE(event.payload, Payload::fromValues({1}, {{u"k"_s, 2}}));
}

QTEST_GUILESS_MAIN(TestBroker)
