// SPDX-License-Identifier: MIT
#include "wampinterop.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

const QJsonObject Acknowledged{{u"acknowledge"_s, true}};

QJsonObject eventSaid(const QJsonArray &args, const QJsonObject &kwargs = {})
{
    return payloadSaid(u"event"_s, args, kwargs);
}

QJsonObject eventOf(const QString &topic, const QJsonArray &args)
{
    QJsonObject report = eventSaid(args);
    report.insert(u"topic"_s, topic);
    return report;
}

} // namespace

void WampInteropTest::eventsComeInOrder()
{
    JOIN(publisher, first());
    JOIN(subscriber, second());
    const int subscription = subscriber.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(subscriber, subscription, said(u"subscribed"_s));

    const QJsonObject kwargs{{u"text"_s, u"a\u00e4\u20ac\U0001f600"_s}, {u"list"_s, QJsonArray{1, 1.5}}};
    const int first =
        publisher.tell(u"publish"_s, topical(uri(u"topic"_s), Acknowledged, {u"first"_s}, kwargs));
    const QJsonObject published = publisher.hear(first);
    QVERIFY2(includes(published, said(u"published"_s)), qPrintable(publisher.tale(published, {})));
    QJsonObject expected = eventSaid({u"first"_s}, kwargs);
    expected.insert(u"publication"_s, published.value(u"publication"_s));
    EXPECT(subscriber, subscription, expected);

    constexpr int Events = 100;
    for (int i = 0; i < Events; ++i)
        publisher.tell(u"publish"_s, topical(uri(u"topic"_s), {}, {i}));
    for (int i = 0; i < Events; ++i)
        EXPECT(subscriber, subscription, eventSaid({i}));
    publisher.tell(u"publish"_s, topical(uri(u"topic"_s)));
    EXPECT(subscriber, subscription, eventSaid({}));
}

void WampInteropTest::publishersMayHearThemselves()
{
    JOIN(publisher, first());
    const int own = publisher.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(publisher, own, said(u"subscribed"_s));
    JOIN(subscriber, second());
    const int other = subscriber.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(subscriber, other, said(u"subscribed"_s));

    publisher.tell(u"publish"_s, topical(uri(u"topic"_s), {}, {u"to others"_s}));
    EXPECT(subscriber, other, eventSaid({u"to others"_s}));
    if (publisher.seat().can(u"publish to itself"_s)) {
        publisher.tell(u"publish"_s, topical(uri(u"topic"_s), {{u"exclude_me"_s, false}}, {u"to all"_s}));
        EXPECT(publisher, own, eventSaid({u"to all"_s}));
        EXPECT(subscriber, other, eventSaid({u"to all"_s}));
    }
    // What came of the first event must have come before what the other one publishes now.
    subscriber.tell(u"publish"_s, topical(uri(u"topic"_s), {}, {u"back"_s}));
    EXPECT(publisher, own, eventSaid({u"back"_s}));
}

void WampInteropTest::receiversAreChosen()
{
    JOIN(publisher, first());
    JOIN(chosen, second());
    JOIN(other, second());
    const int toChosen = chosen.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(chosen, toChosen, said(u"subscribed"_s));
    const int toOther = other.tell(u"subscribe"_s, topical(uri(u"topic"_s)));
    EXPECT(other, toOther, said(u"subscribed"_s));

    const QJsonObject eligible{{u"eligible"_s, QJsonArray{chosen.session()}}};
    publisher.tell(u"publish"_s, topical(uri(u"topic"_s), eligible, {1}));
    const QJsonObject excluded{{u"exclude"_s, QJsonArray{chosen.session()}}};
    publisher.tell(u"publish"_s, topical(uri(u"topic"_s), excluded, {2}));
    publisher.tell(u"publish"_s, topical(uri(u"topic"_s), {}, {3}));
    for (const int number : {1, 3})
        EXPECT(chosen, toChosen, eventSaid({number}));
    for (const int number : {2, 3})
        EXPECT(other, toOther, eventSaid({number}));
}

void WampInteropTest::topicsAreSubscribedToByPattern()
{
    JOIN(publisher, first());
    JOIN(subscriber, second());
    const int byPrefix =
        subscriber.tell(u"subscribe"_s, topical(uri(u"news"_s), {{u"match"_s, u"prefix"_s}}));
    EXPECT(subscriber, byPrefix, said(u"subscribed"_s));
    const int byWildcard =
        subscriber.tell(u"subscribe"_s, topical(uri(u"news..city"_s), {{u"match"_s, u"wildcard"_s}}));
    EXPECT(subscriber, byWildcard, said(u"subscribed"_s));

    for (const QString &topic : {uri(u"other"_s), uri(u"news.sport"_s), uri(u"news.sport.city"_s)})
        publisher.tell(u"publish"_s, topical(topic, {}, {topic}));
    EXPECT(subscriber, byPrefix, eventOf(uri(u"news.sport"_s), {uri(u"news.sport"_s)}));
    EXPECT(subscriber, byPrefix, eventOf(uri(u"news.sport.city"_s), {uri(u"news.sport.city"_s)}));
    EXPECT(subscriber, byWildcard, eventOf(uri(u"news.sport.city"_s), {uri(u"news.sport.city"_s)}));
}

void WampInteropTest::eventsAreRetained()
{
    SKIP_UNLESS(first(), u"retain"_s);
    JOIN(publisher, first());
    for (const int number : {1, 2}) {
        EXPECT(publisher,
               publisher.tell(
                   u"publish"_s,
                   topical(uri(u"topic"_s), {{u"retain"_s, true}, {u"acknowledge"_s, true}}, {number})),
               said(u"published"_s));
    }
    JOIN(subscriber, second());
    const int subscription =
        subscriber.tell(u"subscribe"_s, topical(uri(u"topic"_s), {{u"get_retained"_s, true}}));
    QJsonObject subscribed = subscriber.hear(subscription);
    QJsonObject retained = subscriber.hear(subscription);
    // They come at once, and who has promises may tell of the event first.
    if (subscribed.value("what"_L1) == "event"_L1)
        std::swap(subscribed, retained);
    QVERIFY2(includes(subscribed, said(u"subscribed"_s)), qPrintable(subscriber.tale(subscribed, {})));
    QJsonObject expected = eventSaid({2});
    expected.insert(u"retained"_s, true);
    QVERIFY2(includes(retained, expected), qPrintable(subscriber.tale(retained, expected)));
    publisher.tell(u"publish"_s, topical(uri(u"topic"_s), {}, {3}));
    EXPECT(subscriber, subscription, eventSaid({3}));
}

void WampInteropTest::subscriptionsAreGivenUp()
{
    JOIN(publisher, first());
    JOIN(subscriber, second());
    const int given = subscriber.tell(u"subscribe"_s, topical(uri(u"given"_s)));
    EXPECT(subscriber, given, said(u"subscribed"_s));
    const int kept = subscriber.tell(u"subscribe"_s, topical(uri(u"kept"_s)));
    EXPECT(subscriber, kept, said(u"subscribed"_s));
    EXPECT(subscriber, subscriber.tell(u"unsubscribe"_s, about(given)), said(u"unsubscribed"_s));
    for (const QString &name : {u"given"_s, u"kept"_s})
        publisher.tell(u"publish"_s, topical(uri(name), {}, {name}));
    EXPECT(subscriber, kept, eventSaid({u"kept"_s}));
    QVERIFY(!subscriber.hasReport(given));
}

} // namespace Gantry::Interop
