// SPDX-License-Identifier: MIT
// Events that are kept for later subscribers.
#include "brokertest.h"

using namespace Gantry::Test;

void TestBroker::laterSubscribersGetRetainedEvents()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    publisher.publish("a", {1}, {.retain = true});
    publisher.publish("a", {2}, {.retain = true});
    publisher.publish("a", {3});
    subscriber.subscribe("a");
    QVERIFY(subscriber.isSilent()); // it did not ask for them
    subscriber.subscribe("a", {.getRetained = true});
    const Event kept = subscriber.take<Event>();
    QCOMPARE(kept.payload, values({2}));
    QVERIFY(kept.details.retained);
    QVERIFY(subscriber.isSilent());
    publisher.publish("a", {4}, {.retain = true});
    QVERIFY(!subscriber.take<Event>().details.retained);
}

void TestBroker::retainedEventsComeAfterSubscribed()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.publish("a", {}, {.excludeMe = false, .retain = true});
    client.receive(
        Subscribe{.request = client.ids.next(), .options = {.getRetained = true}, .topic = QByteArray("a")});
    QVERIFY(client.take<Subscribed>().subscription != 0);
    QVERIFY(client.take<Event>().details.retained);
}

void TestBroker::patternsGetRetainedEventsOfAllTopics()
{
    RouterScene scene;
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    scene.realm->publish(u"a.x"_s, {1}, {}, true);
    scene.realm->publish(u"a.y"_s, {2}, {}, true);
    scene.realm->publish(u"b.x"_s, {3}, {}, true);
    subscriber.subscribe("a.", {.match = MatchPolicy::Prefix, .getRetained = true});
    QSet<QByteArray> topics;
    for (int i = 0; i < 2; ++i)
        topics.insert(subscriber.take<Event>().details.topic.toByteArray());
    QCOMPARE(topics, (QSet<QByteArray>{"a.x", "a.y"}));
    QVERIFY(subscriber.isSilent());
}

void TestBroker::retainedEventsHonourTheLists()
{
    RouterScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    publisher.publish("a", {1}, {.retain = true});
    publisher.publish("a", {2}, {.exclude = {subscriber.session}, .retain = true});
    subscriber.subscribe("a", {.getRetained = true});
    QCOMPARE(subscriber.take<Event>().payload, values({1})); // the last one that it may see
    publisher.subscribe("a", {.getRetained = true});
    QVERIFY(publisher.isSilent()); // its own: exclude_me holds later, too
    RouterClient third(scene.router);
    QVERIFY(third.join());
    third.subscribe("a", {.getRetained = true});
    QCOMPARE(third.take<Event>().payload, values({2}));
    // However many restricted ones follow, the one for everybody stays.
    for (int i = 0; i < 20; ++i)
        publisher.publish("a", {i}, {.exclude = {subscriber.session}, .retain = true});
    subscriber.subscribe("a", {.getRetained = true});
    QCOMPARE(subscriber.take<Event>().payload, values({1}));
}

void TestBroker::retainedEventsAreBounded()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .retainedTopics = 2});
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    for (const QString &topic : {u"a"_s, u"b"_s, u"a"_s, u"c"_s})
        scene.realm->publish(topic, {}, {}, true);
    QCOMPARE(scene.router.statistics().retainedTopics, 2);
    subscriber.subscribe("b", {.getRetained = true});
    QVERIFY(subscriber.isSilent()); // set longest ago
    subscriber.subscribe("a", {.getRetained = true});
    QVERIFY(subscriber.take<Event>().details.retained);
    RouterScene none({.name = u"realm1"_s, .allowAnonymous = true, .retainedTopics = 0});
    none.realm->publish(u"a"_s, {}, {}, true);
    QCOMPARE(none.router.statistics().retainedTopics, 0);
}

void TestBroker::retainedOctetsAreBounded()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .retainedBytes = 10000});
    for (int i = 0; i < 100; ++i)
        scene.realm->publish(u"a%1"_s.arg(i), {QByteArray(1000, 'x')}, {}, true);
    const int kept = scene.router.statistics().retainedTopics;
    QVERIFY(kept > 2 && kept < 10);
    scene.realm->publish(u"big"_s, {QByteArray(20000, 'x')}, {}, true);
    QCOMPARE(scene.router.statistics().retainedTopics, kept);
}

void TestBroker::whatGoesWithARetainedEventIsBounded()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .retainedBytes = 100'000});
    RouterClient publisher(scene.router);
    QVERIFY(publisher.join());
    QList<Id> ids;
    for (Id id = 1; id <= 5000; ++id) // 40 KB
        ids.append(id);
    PublishOptions encrypted{.retain = true};
    encrypted.rare = RareFields{.pptScheme = u"x_mine"_s, .pptKeyid = QString(20'000, u'k')};
    const QList<PublishOptions> costly{{.exclude = ids, .retain = true},
                                       {.eligible = ids, .retain = true},
                                       {.eligibleAuthid = QStringList{QString(20'000, u'a')}, .retain = true},
                                       encrypted};
    for (const PublishOptions &options : costly) {
        for (int i = 0; i < 10; ++i)
            publisher.publish(QByteArray("a.") + QByteArray::number(i), {}, options);
        const int kept = scene.router.statistics().retainedTopics;
        QVERIFY2(kept == 2, qPrintable(QString::number(kept)));
    }
}
