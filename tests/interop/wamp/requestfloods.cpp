// SPDX-License-Identifier: MIT
// Sessions that ask for more than there is, and one that publishes as fast as it can to many
// that read.
#include "wampfloods.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <algorithm>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Limit = 50;
constexpr int Requests = 500;
constexpr int Subscribers = 100;

QByteArray request(const QString &kind, int number)
{
    const QByteArray digits = QByteArray::number(number);
    if (kind == "subscriptions"_L1)
        return "[32," + digits + ",{\"match\":\"prefix\"},\"com.topic" + digits + "\"]";
    if (kind == "registrations"_L1)
        return "[64," + digits + ",{},\"com.procedure" + digits + "\"]";
    return "[48," + digits + ",{},\"com.never\"]";
}

//! Counts the events, which have to be numbered from 1.
class CountingSubscriber
{
public:
    explicit CountingSubscriber(const QUrl &url)
        : m_client(url)
    { }
    bool subscribe()
    {
        if (!m_client.join())
            return false;
        m_client.send("[32,1,{},\"com.topic\"]");
        const bool isSubscribed = m_client.take<Wamp::Subscribed>().has_value();
        m_client.whenMessage = [this](const Wamp::Message &message) {
            const auto *event = std::get_if<Wamp::Event>(&message);
            const QByteArrayView args = event ? event->payload.rawArgs() : QByteArrayView("[]");
            if (args.sliced(1, args.size() - 2).toInt() == m_count + 1)
                ++m_count;
            else
                m_isInOrder = false;
        };
        return isSubscribed;
    }
    int count() const { return m_count; }
    bool isInOrder() const { return m_isInOrder; }

private:
    RawWamp m_client;
    int m_count = 0;
    bool m_isInOrder = true;
};

} // namespace

void WampFloods::requestsBeyondALimitAreRefused_data()
{
    QTest::addColumn<QString>("kind");
    for (const QString &kind : {u"subscriptions"_s, u"registrations"_s, u"pendingCalls"_s})
        QTest::newRow(qPrintable(kind)) << kind;
}

void WampFloods::requestsBeyondALimitAreRefused()
{
    QFETCH(QString, kind);
    FloodRouter router({.ofRouter = {{kind + u"PerSession"_s, Limit}}});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    RawWamp callee(router.url(u"tcp"_s)); // which never answers
    QVERIFY(callee.join());
    callee.send("[64,1,{},\"com.never\"]");
    QVERIFY(callee.take<Wamp::Registered>());
    const bool isAboutCallees = kind == "registrations"_L1;
    for (const QString &channel : FloodRouter::channels()) {
        RawWamp client(router.url(channel));
        QVERIFY(client.join());
        int granted = 0;
        int refused = 0;
        client.whenMessage = [&](const Wamp::Message &message) {
            const auto *error = std::get_if<Wamp::Error>(&message);
            if (error && error->error == QByteArrayView("wamp.error.unavailable"))
                ++refused;
            else if (!error)
                ++granted;
        };
        for (int i = 1; i <= Requests; ++i)
            client.send(request(kind, i));
        QVERIFY(Testing::waitFor([&] { return refused == Requests - Limit; }, 60'000));
        QCOMPARE(granted, kind == "pendingCalls"_L1 ? 0 : Limit);
        QCOMPARE(router.now(qPrintable(kind)), Limit + (isAboutCallees ? 1 : 0));
        QVERIFY(serves(router.url(channel)));
        client.send("[16," + QByteArray::number(Requests + 1) + ",{\"acknowledge\":true},\"com.x\"]");
        client.whenMessage = {};
        QVERIFY(client.take<Wamp::Published>()); // the session goes on
        client.drop();
        QVERIFY(router.comesTo(qPrintable(kind), isAboutCallees ? 1 : 0));
    }
}

void WampFloods::aBurstLosesNothing_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::aBurstLosesNothing()
{
    QFETCH(QString, channel);
    const int publications = Testing::soak(100'000, 2'000);
    // One process reads for all of them, one after the other.
    FloodRouter router({.ofRouter = {{u"stallTimeoutMs"_s, 60'000}}});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    std::vector<std::unique_ptr<CountingSubscriber>> subscribers;
    for (int i = 0; i < Subscribers; ++i) {
        subscribers.push_back(std::make_unique<CountingSubscriber>(router.url(channel)));
        QVERIFY(subscribers.back()->subscribe());
    }
    RawWamp publisher(router.url(channel));
    QVERIFY(publisher.join());
    QElapsedTimer clock;
    clock.start();
    for (int i = 1; i <= publications; ++i) {
        const QByteArray digits = QByteArray::number(i);
        publisher.send("[16," + digits + ",{},\"com.topic\",[" + digits + "]]");
    }
    const auto haveAll = [&] {
        return std::ranges::all_of(subscribers, [publications](const auto &subscriber) {
            return subscriber->count() == publications || !subscriber->isInOrder();
        });
    };
    QVERIFY(Testing::waitFor(haveAll, 500'000));
    for (const auto &subscriber : subscribers)
        QVERIFY(subscriber->isInOrder());
    QCOMPARE(router.total("events"), qint64(publications) * Subscribers);
    QCOMPARE(router.total("eventsDropped"), 0);
    qInfo("%d publications to %d subscribers in %lld ms; the router had at most %lld KiB", publications,
          Subscribers, clock.elapsed(), router.peakMemory() / 1024);
}

} // namespace Gantry::Interop
