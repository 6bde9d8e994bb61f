// SPDX-License-Identifier: MIT
// A session as a subscriber and publisher.
#include "sessiontest.h"

#include "sessionscene.h"

#include <QtTest/QTest>

using namespace Gantry::Test;

namespace {

//! Joined, with what was delivered.
class EventScene : public SessionScene
{
public:
    explicit EventScene() { join(); }

    //! SUBSCRIBED has come.
    Subscription subscribed(const QString &topic, const EventHandler &handler, Id id,
                            QObject *context = nullptr)
    {
        const auto future =
            context ? session->subscribe(topic, context, handler) : session->subscribe(topic, handler);
        receive(Subscribed{.request = wire.take<Subscribe>().request, .subscription = id});
        return outcomeOf(future).subscription;
    }
    auto logging(const QString &name)
    {
        return [this, name](const QVariantList &args) { log << name + u' ' + args.value(0).toString(); };
    }
    void event(Id subscription, const QVariantList &args = {})
    {
        receive(Event{.subscription = subscription, .publication = 77, .payload = Payload::fromValues(args)});
    }
};

class Listener : public QObject
{
    Q_OBJECT

public:
    QStringList heard;

public Q_SLOTS:
    void changed(int value, const QString &unit) { heard << u"%1 %2"_s.arg(value).arg(unit); }
    void told(const Gantry::Wamp::EventInfo &info) { heard << info.topic; }
};

} // namespace

void SessionTest::subscribes()
{
    EventScene scene;
    const auto future =
        scene.session->subscribe(u"a..c"_s, [] {}, {.match = MatchPolicy::Wildcard, .getRetained = true});
    const Subscribe sent = scene.wire.take<Subscribe>();
    QCOMPARE(sent,
             (Subscribe{.request = 1,
                        .options = {.match = MatchPolicy::Wildcard, .getRetained = true},
                        .topic = u"a..c"_s}));
    QVERIFY(!future.isFinished());
    scene.receive(Subscribed{.request = 1, .subscription = 5});
    const SubscribeOutcome outcome = outcomeOf(future);
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.subscription.id(), Id(5));
    QCOMPARE(outcome.subscription.topic(), u"a..c"_s);
    QVERIFY(outcome.subscription.isActive());
    QCOMPARE(outcomeOf(scene.session->subscribe(u"a..c"_s, [] {})).error.failure, Failure::InvalidUri);
}

void SessionTest::deliversInEveryShape()
{
    EventScene scene;
    EventInfo info;
    int plain = 0;
    QVariantMap words;
    scene.subscribed(
        u"a.b"_s, [&](const QVariantList &, const QVariantMap &, const EventInfo &i) { info = i; }, 5);
    scene.subscribed(
        u"a.b"_s, [&](const QVariantList &, const QVariantMap &k) { words = k; }, 5);
    scene.subscribed(u"a.b"_s, scene.logging(u"args"_s), 5);
    scene.subscribed(
        u"a.b"_s, [&] { ++plain; }, 5);
    EventDetails details{.publisher = 3, .publisherAuthid = u"anna"_s, .trustlevel = 2, .retained = true};
    scene.receive(Event{.subscription = 5,
                        .publication = 77,
                        .details = details,
                        .payload = Payload::fromValues({u"x"_s}, {{u"k"_s, 1}})});
    QCOMPARE(info,
             (EventInfo{.session = scene.session.get(),
                        .subscription = 5,
                        .publication = 77,
                        .topic = u"a.b"_s,
                        .publisher = 3,
                        .publisherAuthid = u"anna"_s,
                        .trustlevel = 2,
                        .retained = true}));
    QCOMPARE(words, (QVariantMap{{u"k"_s, 1}}));
    QCOMPARE(scene.log, QStringList{u"args x"_s});
    QCOMPARE(plain, 1);
    details.topic = u"a.b.c"_s; // of a pattern
    scene.receive(Event{.subscription = 5, .publication = 78, .details = details});
    QCOMPARE(info.topic, u"a.b.c"_s);
}

void SessionTest::sharesASubscription()
{
    EventScene scene;
    const Subscription first = scene.subscribed(u"a.b"_s, scene.logging(u"first"_s), 5);
    const Subscription second = scene.subscribed(u"a.b"_s, scene.logging(u"second"_s), 5);
    scene.event(5, {1});
    QCOMPARE(scene.log, (QStringList{u"first 1"_s, u"second 1"_s}));
    QVERIFY(outcomeOf(first.unsubscribe()).isOk());
    QVERIFY(scene.wire.sent.isEmpty());
    QVERIFY(!first.isActive() && second.isActive());
    QCOMPARE(outcomeOf(first.unsubscribe()).error.failure, Failure::SessionNotReady);
    scene.event(5, {2});
    QCOMPARE(scene.log.last(), u"second 2"_s);
    const auto last = second.unsubscribe();
    QCOMPARE(scene.wire.take<Unsubscribe>(), (Unsubscribe{.request = 3, .subscription = 5}));
    QVERIFY(!last.isFinished());
    scene.receive(Unsubscribed{.request = 3});
    QVERIFY(outcomeOf(last).isOk());
    QCOMPARE(scene.log.size(), 3);
}

void SessionTest::keepsATopicForWhoComes()
{
    // The router answers a SUBSCRIBE that is under way with the same subscription, which an
    // UNSUBSCRIBE behind it would end.
    for (const bool isRefused : {false, true}) {
        EventScene scene;
        const Subscription first = scene.subscribed(u"a.b"_s, scene.logging(u"first"_s), 5);
        const auto second = scene.session->subscribe(u"a.b"_s, scene.logging(u"second"_s));
        scene.wire.take<Subscribe>();
        QVERIFY(outcomeOf(first.unsubscribe()).isOk());
        QVERIFY(scene.wire.sent.isEmpty());
        scene.event(5, {1});
        QVERIFY(scene.log.isEmpty());
        if (isRefused) {
            scene.receive(
                Error{.requestType = MessageType::Subscribe, .request = 2, .error = Uris::notAuthorized});
            QCOMPARE(scene.wire.take<Unsubscribe>().subscription, Id(5));
            continue;
        }
        scene.receive(Subscribed{.request = 2, .subscription = 5});
        QVERIFY(outcomeOf(second).isOk());
        QVERIFY(scene.wire.sent.isEmpty());
        scene.event(5, {2});
        QCOMPARE(scene.log, QStringList{u"second 2"_s});
    }
    // The other way round: UNSUBSCRIBE went first.
    EventScene scene;
    const Subscription first = scene.subscribed(u"a.b"_s, scene.logging(u"first"_s), 5);
    const auto gone = first.unsubscribe();
    const auto second = scene.session->subscribe(u"a.b"_s, scene.logging(u"second"_s));
    scene.receive(Subscribed{.request = 3, .subscription = 5});
    scene.receive(Unsubscribed{.request = 2});
    QVERIFY(outcomeOf(gone).isOk());
    scene.event(5, {3});
    QCOMPARE(scene.log, QStringList{u"second 3"_s});
}

void SessionTest::ignoresEventsAfterUnsubscribing()
{
    EventScene scene;
    const Subscription subscription = scene.subscribed(u"a.b"_s, scene.logging(u"x"_s), 5);
    subscription.unsubscribe();
    scene.event(5, {1});
    QVERIFY(scene.log.isEmpty());
    scene.receive(Unsubscribed{.request = 2});
    scene.event(5, {2}); // after the answer nothing was on its way
    QVERIFY(scene.isAborted());
}

void SessionTest::endsASubscriptionWithItsObject()
{
    EventScene scene;
    auto context = std::make_unique<QObject>();
    const Subscription subscription = scene.subscribed(u"a.b"_s, scene.logging(u"x"_s), 5, context.get());
    scene.event(5, {1});
    QCOMPARE(scene.log, QStringList{u"x 1"_s});
    context.reset();
    QVERIFY(!subscription.isActive());
    QCOMPARE(scene.wire.take<Unsubscribe>().subscription, Id(5));

    context = std::make_unique<QObject>();
    const auto future = scene.session->subscribe(u"a.c"_s, context.get(), scene.logging(u"x"_s));
    context.reset(); // before the answer
    const Id request = scene.wire.take<Subscribe>().request;
    scene.receive(Subscribed{.request = request, .subscription = 6});
    QVERIFY(!outcomeOf(future).subscription.isActive());
    QCOMPARE(scene.wire.take<Unsubscribe>().subscription, Id(6));
}

void SessionTest::watchesItsObjectNoLongerThanItSubscribes()
{
    EventScene scene;
    WatchedObject context;
    Subscription first = scene.subscribed(u"a.b"_s, scene.logging(u"first"_s), 5, &context);
    Subscription second = scene.subscribed(u"a.b"_s, scene.logging(u"second"_s), 5, &context);
    QCOMPARE(context.watchers(), 2);
    first.unsubscribe();
    QCOMPARE(context.watchers(), 1);
    QVERIFY(scene.session->leave().isOk());
    scene.receive(Goodbye{.reason = Uris::goodbyeAndOut});
    QCOMPARE(context.watchers(), 0);
}

void SessionTest::survivesWhatHandlersDo()
{
    {
        EventScene scene;
        Subscription subscription;
        subscription = scene.subscribed(
            u"a.b"_s, [&](const QVariantList &) { subscription.unsubscribe(); }, 5);
        scene.subscribed(
            u"a.b"_s, [] { throw std::runtime_error("oops"); }, 5);
        scene.subscribed(u"a.b"_s, scene.logging(u"last"_s), 5);
        scene.event(5, {1});
        QCOMPARE(scene.log, (QStringList{u"error oops"_s, u"last 1"_s}));
        scene.event(5, {2});
        QCOMPARE(scene.log.size(), 4);
    }
    for (const int what : {0, 1, 2, 3}) {
        EventScene scene;
        scene.subscribed(
            u"a.b"_s,
            [&, what] {
                if (what == 0)
                    scene.session.reset();
                else if (what == 1)
                    (void)scene.session->leave();
                else if (what == 2)
                    scene.session->disconnect();
                else
                    scene.wire.end();
            },
            5);
        scene.subscribed(u"a.b"_s, scene.logging(u"never"_s), 5);
        scene.event(5, {1});
        QCOMPARE(scene.log.contains(u"never 1"_s), what == 2); // what had come is still told
    }
}

void SessionTest::tellsThatASubscriptionWasRevoked()
{
    EventScene scene;
    QString told;
    QObject::connect(scene.session.get(), &ApplicationSession::subscriptionRevoked,
                     [&](Id id, const QString &topic, const QString &reason) {
                         told = u"%1 %2 %3"_s.arg(id).arg(topic, reason);
                     });
    const Subscription subscription = scene.subscribed(u"a.b"_s, scene.logging(u"x"_s), 5);
    scene.receive(Unsubscribed{.request = 0, .details = {.subscription = 5, .reason = u"app.why"_s}});
    QCOMPARE(told, u"5 a.b app.why"_s);
    QVERIFY(!subscription.isActive());
    QVERIFY(scene.session->isJoined());
}

void SessionTest::failsToSubscribe()
{
    EventScene scene;
    const auto future = scene.session->subscribe(u"a.b"_s, [] {});
    scene.receive(Error{.requestType = MessageType::Subscribe,
                        .request = 1,
                        .error = Uris::notAuthorized,
                        .payload = Payload::fromValues({u"no"_s}, {{u"k"_s, 1}})});
    const RequestError error = outcomeOf(future).error;
    QCOMPARE(error,
             (RequestError{.failure = Failure::Refused,
                           .uri = Uris::notAuthorized,
                           .args = {u"no"_s},
                           .kwargs = {{u"k"_s, 1}}}));
    QCOMPARE(error.text(), u"wamp.error.not_authorized: no"_s);

    scene.wire.sent.clear();
    const Subscription subscription = scene.subscribed(
        u"a.b"_s, [] {}, 5);
    scene.wire.sent.clear();
    const auto gone = subscription.unsubscribe();
    scene.receive(
        Error{.requestType = MessageType::Unsubscribe, .request = 3, .error = Uris::noSuchSubscription});
    QCOMPARE(outcomeOf(gone).error.uri, QString(Uris::noSuchSubscription));
    // The id may be another topic's now, but not that of one with handlers.
    scene.wire.sent.clear();
    QVERIFY(scene
                .subscribed(
                    u"a.c"_s, [] {}, 5)
                .isActive());
    const auto wrong = scene.session->subscribe(u"a.d"_s, [] {});
    scene.receive(Subscribed{.request = 5, .subscription = 5});
    QVERIFY(scene.isAborted());
    QCOMPARE(outcomeOf(wrong).error.failure, Failure::SessionLeft);
}

void SessionTest::confirmsEventsWhenAsked()
{
    EventScene scene;
    scene.subscribed(
        u"a.b"_s, [] {}, 5);
    scene.receive(Event{.subscription = 5, .publication = 77, .details = {.acknowledgedDelivery = true}});
    QCOMPARE(scene.wire.take<EventReceived>().publication, Id(77));
}

void SessionTest::deliversToSlots()
{
    EventScene scene;
    Listener listener;
    scene.subscribed(u"a.b"_s, EventHandler::ofMethod(&listener, "changed"), 5, &listener);
    scene.subscribed(u"a.c"_s, EventHandler::ofMethod(&listener, "told"), 6, &listener);
    scene.event(5, {21, u"C"_s, u"more"_s});
    scene.event(6, {1});
    QCOMPARE(listener.heard, (QStringList{u"21 C"_s, u"a.c"_s}));
    scene.event(5, {u"warm"_s});
    QCOMPARE(scene.log.size(), 1);
    QVERIFY(scene.log.first().startsWith("error wamp.error.invalid_argument"_L1));
}

void SessionTest::publishes()
{
    EventScene scene;
    const PublishOptions options{.acknowledge = true, .excludeMe = false, .exclude = {3}};
    QVERIFY(scene.session->publish(u"a.b"_s, {1}, {{u"k"_s, 2}}, options).isOk());
    PublishOptions sent = options;
    sent.acknowledge = false;
    QCOMPARE(scene.wire.take<Publish>(),
             (Publish{.request = 1,
                      .options = sent,
                      .topic = u"a.b"_s,
                      .payload = Payload::fromValues({1}, {{u"k"_s, 2}})}));
    QCOMPARE(scene.session->publish(u"a b"_s).failure, Failure::InvalidUri);
    scene.wire.isFull = true;
    QCOMPARE(scene.session->publish(u"a.b"_s), (SendOutcome{.isFull = true}));
    int drained = 0;
    QObject::connect(scene.session.get(), &ApplicationSession::drained, [&] { ++drained; });
    scene.wire.drain();
    QCOMPARE(drained, 1);
    scene.session->disconnect();
    QCOMPARE(scene.session->publish(u"a.b"_s).failure, Failure::TransportLost);
}

void SessionTest::publishesWithAcknowledgement()
{
    EventScene scene;
    const auto good = scene.session->publishAcknowledged(u"a.b"_s);
    const auto bad = scene.session->publishAcknowledged(u"a.b"_s);
    const auto lost = scene.session->publishAcknowledged(u"a.b"_s);
    QVERIFY(scene.wire.take<Publish>().options.acknowledge);
    scene.receive(Error{.requestType = MessageType::Publish, .request = 2, .error = Uris::notAuthorized});
    scene.receive(Published{.request = 1, .publication = 99});
    QCOMPARE(outcomeOf(good), (PublishOutcome{.publication = 99}));
    QCOMPARE(outcomeOf(bad).error.uri, QString(Uris::notAuthorized));
    QVERIFY(!lost.isFinished());
    scene.session.reset();
    QCOMPARE(outcomeOf(lost).error.failure, Failure::TransportLost);
}

void SessionTest::keepsRequestIdsInSequence()
{
    EventScene scene;
    QVERIFY(scene.session->publish(u"a.b"_s).isOk());
    scene.wire.refuse = [](const Message &) {
        return SendStatus::TooBig;
    }; // what was not sent is not counted
    QCOMPARE(scene.session->publish(u"a.b"_s).failure, Failure::TooBig);
    QCOMPARE(outcomeOf(scene.session->call(u"a.b"_s).future()).error.failure, Failure::TooBig);
    scene.wire.refuse = [](const Message &) { return SendStatus::NotSerializable; };
    QCOMPARE(outcomeOf(scene.session->publishAcknowledged(u"a.b"_s)).error.failure, Failure::NotSerializable);
    scene.wire.refuse = {};
    scene.forget();
    scene.session->call(u"a.b"_s);
    QCOMPARE(scene.wire.take<Call>().request, Id(2));
}

#include "sessionevents.moc"
