// SPDX-License-Identifier: MIT
// Events that are kept for later subscribers.
#include "brokertest.h"
#include "slowscene.h"

#include <algorithm>

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

void TestBroker::aTooBigEventTakesThePlaceOfTheOldOne()
{
    RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .retainedBytes = 10000});
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    publisher.publish("a", {1}, {.retain = true});
    publisher.publish("a", {QByteArray(20000, 'x')}, {.exclude = {publisher.session}, .retain = true});
    subscriber.subscribe("a", {.getRetained = true});
    QCOMPARE(subscriber.take<Event>().payload, values({1})); // that was not for everybody
    publisher.publish("a", {QByteArray(20000, 'x')}, {.retain = true});
    subscriber.take<Event>();
    subscriber.subscribe("a", {.getRetained = true});
    QVERIFY(subscriber.isSilent());
    QCOMPARE(scene.router.statistics().retainedTopics, 0);
}

void TestBroker::whatComesWithRetainedEventsIsBounded()
{
    const QList<Id> ids(400, maxId);
    const QStringList names(10, QString(150, u'x'));
    PublishOptions withKey{.retain = true};
    withKey.rare = RareFields{.encKey = QString(1500, u'x')};
    for (const PublishOptions &options : {withKey, PublishOptions{.exclude = ids, .retain = true},
                                          PublishOptions{.eligibleAuthid = names, .retain = true}}) {
        RouterScene scene({.name = u"realm1"_s, .allowAnonymous = true, .retainedBytes = 10000});
        RouterClient publisher(scene.router);
        QVERIFY(publisher.join());
        for (int i = 0; i < 20; ++i)
            publisher.publish("a" + QByteArray::number(i), {}, options);
        const int kept = scene.router.statistics().retainedTopics;
        QVERIFY2(kept > 0 && kept <= 3, qPrintable(QString::number(kept)));
    }
}

namespace {

//! Each message takes 300 octets of \a client's queue until it is read.
void countWhatWaits(RouterClient &client)
{
    client.wire.refuse = [&wire = client.wire](const Message &) -> std::optional<SendStatus> {
        wire.waiting += 300;
        wire.isFull = wire.waiting > limit;
        return std::nullopt;
    };
}

//! The numbers in the events that are there now.
QList<int> takeNumbers(RouterClient &client)
{
    QList<int> numbers;
    while (std::holds_alternative<Event>(client.wire.sent.value(0)))
        numbers.append(client.take<Event>().payload.valueArgs().value(0).toInt());
    return numbers;
}

} // namespace

void TestBroker::manyRetainedEventsWaitUntilTheyAreRead()
{
    SlowScene scene;
    constexpr int count = 50;
    QList<int> expected;
    for (int i = 0; i < count; ++i) {
        scene.realm->publish(u"a.%1"_s.arg(i), {i}, {}, true);
        expected.append(i);
    }
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    countWhatWaits(subscriber);
    subscriber.subscribe("a.", {.match = MatchPolicy::Prefix, .getRetained = true});
    subscriber.subscribe("a.7", {.getRetained = true});
    QList<int> numbers;
    for (int turn = 0; turn < count && numbers.size() <= count; ++turn) {
        numbers += takeNumbers(subscriber);
        subscriber.take<Subscribed>(); // of the second one
        numbers += takeNumbers(subscriber);
        QVERIFY(subscriber.wire.waiting <= limit + 600);
        subscriber.wire.drain();
    }
    expected.append(7); // of the other subscription, after all of the first
    QCOMPARE(numbers, expected);
    QVERIFY(subscriber.isSilent());
    QCOMPARE(scene.router.statistics().eventsDropped, 0U);
}

void TestBroker::whatIsPublishedMeanwhileIsNotRepeated()
{
    SlowScene scene;
    for (int i = 0; i < 10; ++i)
        scene.realm->publish(u"a.%1"_s.arg(i), {i}, {}, true);
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    countWhatWaits(subscriber);
    subscriber.subscribe("a.", {.match = MatchPolicy::Prefix, .getRetained = true});
    QList<int> numbers = takeNumbers(subscriber);
    QVERIFY(!numbers.isEmpty() && numbers.size() < 5);
    scene.realm->publish(u"a.0"_s, {100}, {}, true); // which it has had
    scene.realm->publish(u"a.9"_s, {109}, {}, true); // which it has not
    for (int turn = 0; turn < 10; ++turn) {
        subscriber.wire.drain();
        numbers += takeNumbers(subscriber);
    }
    std::ranges::sort(numbers);
    QCOMPARE(numbers, (QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 100, 109}));
}

void TestBroker::whoUnsubscribesGetsNoMoreRetainedEvents()
{
    SlowScene scene;
    for (int i = 0; i < 10; ++i)
        scene.realm->publish(u"a.%1"_s.arg(i), {i}, {}, true);
    RouterClient other(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(other.join() && subscriber.join());
    QVERIFY(other.subscribe("a.", {.match = MatchPolicy::Prefix}) != 0); // it stays
    countWhatWaits(subscriber);
    const Id subscription = subscriber.subscribe("a.", {.match = MatchPolicy::Prefix, .getRetained = true});
    takeNumbers(subscriber);
    subscriber.receive(Unsubscribe{.request = subscriber.ids.next(), .subscription = subscription});
    QCOMPARE(subscriber.take<Unsubscribed>().request, subscriber.ids.last());
    QCOMPARE(subscriber.subscribe("a.", {.match = MatchPolicy::Prefix}), subscription);
    subscriber.wire.drain();
    QVERIFY(subscriber.isSilent());
}
