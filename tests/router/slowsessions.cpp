// SPDX-License-Identifier: MIT
// Sessions that do not read what is sent to them.
#include "brokertest.h"
#include "slowscene.h"

#include <QtTest/QSignalSpy>

using namespace Gantry::Test;

void TestBroker::publisherWaitsForASlowSubscriber()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient other(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && other.join() && subscriber.join());
    QCOMPARE(subscriber.wire.highWatermark, limit);
    subscriber.subscribe("a");
    publisher.publish("a");
    QVERIFY(!publisher.wire.isPaused);
    stopReading(subscriber);
    publisher.publish("a");
    QVERIFY(publisher.wire.isPaused);
    QVERIFY(!other.wire.isPaused);
    other.publish("a");
    QVERIFY(other.wire.isPaused);
    readAll(subscriber);
    QVERIFY(!publisher.wire.isPaused && !other.wire.isPaused);
    QCOMPARE(subscriber.wire.sent.size(), 3); // nothing was lost
    QCOMPARE(scene.router.statistics().eventsDropped, 0U);
}

void TestBroker::publisherGoesOnWhenTheSubscriberLeaves()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient one(scene.router);
    RouterClient two(scene.router);
    QVERIFY(publisher.join() && one.join() && two.join());
    one.subscribe("a");
    two.subscribe("a");
    stopReading(one);
    stopReading(two);
    publisher.publish("a");
    one.end();
    QVERIFY(publisher.wire.isPaused); // the other is still full
    two.end();
    QVERIFY(!publisher.wire.isPaused);

    RouterClient third(scene.router);
    QVERIFY(third.join());
    third.subscribe("a");
    stopReading(third);
    publisher.publish("a");
    publisher.end(); // a sender that goes is not waited for
    readAll(third);

    RouterClient killed(scene.router);
    QVERIFY(killed.join());
    stopReading(third);
    killed.publish("a");
    QVERIFY(killed.wire.isPaused);
    scene.realm->closeSession(killed.session);
    QVERIFY(!killed.wire.isPaused); // its GOODBYE is to be read
    readAll(third);
}

void TestBroker::stalledSubscriberHoldsUpNobody()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient stalled(scene.router);
    RouterClient reading(scene.router);
    QVERIFY(publisher.join() && stalled.join() && reading.join());
    stalled.subscribe("a");
    reading.subscribe("a");
    stopReading(stalled);
    publisher.publish("a");
    scene.pass(1999ms);
    QVERIFY(publisher.wire.isPaused);
    scene.pass(1ms);
    QVERIFY(!publisher.wire.isPaused);
    QCOMPARE(scene.router.statistics().stalledSessions, 1);
    const qsizetype before = stalled.wire.sent.size();
    publisher.publish("a");
    QVERIFY(!publisher.wire.isPaused);
    QCOMPARE(stalled.wire.sent.size(), before);
    QCOMPARE(reading.wire.sent.size(), 2);
    QCOMPARE(scene.router.statistics().eventsDropped, 1U);
}

void TestBroker::slowlyReadingSubscriberIsNotStalled()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    for (int i = 0; i < 10; ++i) {
        subscriber.wire.written += limit / 20;
        scene.pass(2s);
        QVERIFY(publisher.wire.isPaused);
    }
    QCOMPARE(scene.router.statistics().stalledSessions, 0);
    scene.pass(2s);
    QCOMPARE(scene.router.statistics().stalledSessions, 1);
}

void TestBroker::drippingSubscriberIsStalled()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    for (int i = 0; i < 4; ++i) {
        subscriber.wire.written += limit / 100;
        scene.pass(500ms);
    }
    QVERIFY(!publisher.wire.isPaused);
    QCOMPARE(scene.router.statistics().stalledSessions, 1);
}

void TestBroker::whoStalledHoldsUpNobodyForAWhile()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    scene.pass(2s);
    readAll(subscriber);
    QCOMPARE(scene.router.statistics().stalledSessions, 0);
    stopReading(subscriber);
    publisher.publish("a"); // it is full again
    QVERIFY(!publisher.wire.isPaused);
    QCOMPARE(scene.router.statistics().stalledSessions, 1);
    const qsizetype before = subscriber.wire.sent.size();
    publisher.publish("a");
    QCOMPARE(subscriber.wire.sent.size(), before);
    readAll(subscriber);
    scene.pass(20s);
    stopReading(subscriber);
    publisher.publish("a");
    QVERIFY(publisher.wire.isPaused); // it is trusted again
}

void TestBroker::withoutAStallTimeoutPublishersWait()
{
    SlowScene scene;
    RouterOptions options = scene.router.options();
    options.stallTimeout = 0ms;
    scene.router.setOptions(options);
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    scene.pass(24h);
    QVERIFY(publisher.wire.isPaused);
    readAll(subscriber);
    QVERIFY(!publisher.wire.isPaused);
}

void TestBroker::drainedSubscriberGetsEventsAgain()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a", {1});
    scene.pass(2s);
    publisher.publish("a", {2});
    readAll(subscriber);
    publisher.publish("a", {3});
    QCOMPARE(subscriber.take<Event>().payload, values({1}));
    QCOMPARE(subscriber.take<Event>().payload, values({3}));
}

void TestBroker::dropsAreReportedOnceASecond()
{
    SlowScene scene;
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    scene.pass(2s);
    QSignalSpy dropped(&scene.router, &Router::eventsDropped);
    const auto dropAndPass = [&](int count, std::chrono::milliseconds time) {
        for (int i = 0; i < count; ++i)
            publisher.publish("a");
        scene.pass(time);
        QCoreApplication::sendPostedEvents(&scene.router);
        return dropped.size();
    };
    QCOMPARE(dropAndPass(3, 0ms), 1);
    QCOMPARE(dropped.first().at(0).value<Id>(), subscriber.session);
    QCOMPARE(dropped.first().at(1).toULongLong(), 3U);
    QCOMPARE(dropAndPass(2, 999ms), 1);
    QCOMPARE(dropAndPass(2, 1ms), 2);
    QCOMPARE(dropped.last().at(1).toULongLong(), 4U);
}

void TestBroker::eventsBeyondTwiceTheLimitAreDropped()
{
    SlowScene scene;
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    scene.realm->publish(u"a"_s); // nobody can be slowed down
    subscriber.wire.waiting = 2 * limit;
    scene.realm->publish(u"a"_s);
    QCOMPARE(subscriber.wire.sent.size(), 2);
    subscriber.wire.waiting = 2 * limit + 1;
    scene.realm->publish(u"a"_s);
    QCOMPARE(subscriber.wire.sent.size(), 2);
    QCOMPARE(scene.router.statistics().eventsDropped, 1U);
}

void TestBroker::queuesKeepTheLimitThatTheyBeganWith()
{
    SlowScene scene;
    RouterClient subscriber(scene.router);
    QVERIFY(subscriber.join());
    subscriber.subscribe("a");
    scene.router.setOptions({.sessionQueueBytes = limit / 10});
    stopReading(subscriber);
    scene.realm->publish(u"a"_s);
    subscriber.wire.waiting = 2 * limit;
    scene.realm->publish(u"a"_s);
    subscriber.call("nothing"); // of an answer too many it would die
    scene.pass(0ms);
    QVERIFY(subscriber.wire.isOpen());
    QCOMPARE(subscriber.wire.sent.size(), 3);
    RouterClient later(scene.router);
    QCOMPARE(later.wire.highWatermark, limit / 10);
}

void TestBroker::stalledSessionIsDisconnectedOnRequest()
{
    SlowScene scene(SlowSessionPolicy::Disconnect);
    RouterClient publisher(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(publisher.join() && subscriber.join());
    subscriber.subscribe("a");
    stopReading(subscriber);
    publisher.publish("a");
    scene.pass(2s);
    scene.pass(0ms);
    QVERIFY(subscriber.wire.wasAborted);
    QVERIFY(!publisher.wire.isPaused);
    QCOMPARE(scene.router.statistics().slowSessionsKilled, 1U);
    QCOMPARE(scene.router.statistics().subscriptions, 0);
}
