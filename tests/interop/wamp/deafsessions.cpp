// SPDX-License-Identifier: MIT
// Sessions that do not read what they are sent: what waits for them is bounded and what they
// miss is counted, nobody else loses anything, and no call waits for ever.
#include "wampfloods.h"

#include "support/memoryuse.h"

#include <QtTest/QTest>

#include <algorithm>
#include <functional>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int QueueBytes = 64 * 1024;
constexpr int StallMs = 300;
// Far more than a system keeps for a connection: 10 KiB each.
constexpr int Messages = 5000;

// The most that a thread keeps of its buffers, and what there is beside them; the messages
// have 50 MB.
constexpr qint64 MemoryBound = 24 * 1024 * 1024;

QJsonObject smallQueues()
{
    return {{u"sessionQueueBytes"_s, QueueBytes}, {u"stallTimeoutMs"_s, StallMs}};
}

QByteArray text()
{
    return QByteArray(10 * 1024, 'x');
}

QByteArray publication(int number)
{
    const QByteArray digits = QByteArray::number(number);
    return "[16," + digits + ",{},\"com.topic\",[" + digits + ",\"" + text() + "\"]]";
}

//! Of an event of publication().
int numberOf(const Wamp::Message &message)
{
    const auto *event = std::get_if<Wamp::Event>(&message);
    const QByteArrayView args = event ? event->payload.rawArgs() : QByteArrayView();
    return args.isEmpty() ? -1 : args.sliced(1, args.indexOf(',') - 1).toInt();
}

//! Notes the numbers of a subscriber's events.
class Subscriber
{
public:
    explicit Subscriber(const QUrl &url)
        : client(url)
    { }
    bool subscribe()
    {
        if (!client.join())
            return false;
        client.send("[32,1,{},\"com.topic\"]");
        const bool isSubscribed = client.take<Wamp::Subscribed>().has_value();
        client.whenMessage = [this](const Wamp::Message &message) { numbers.append(numberOf(message)); };
        return isSubscribed;
    }
    bool hasCount(qsizetype count)
    {
        return Testing::waitFor([&] { return numbers.size() >= count; }, 60'000) && numbers.size() == count;
    }
    bool isInOrder() const
    {
        return std::ranges::adjacent_find(numbers, std::greater_equal<>()) == numbers.end();
    }

    RawWamp client;
    QList<int> numbers;
};

bool isBounded(FloodRouter &router, qint64 before)
{
    const qint64 growth = router.peakMemory() - before;
    if (growth >= MemoryBound)
        qWarning("the router has grown by %lld octets", growth);
    return growth < MemoryBound || !Testing::MemoryIsMeasurable; // the router is built like this
}

} // namespace

void WampFloods::deafSubscriberLosesAndOthersDoNot_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::deafSubscriberLosesAndOthersDoNot()
{
    QFETCH(QString, channel);
    FloodRouter router({.ofRouter = smallQueues()});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    Subscriber deaf(router.url(channel));
    Subscriber reading(router.url(channel));
    RawWamp publisher(router.url(u"tcp"_s));
    QVERIFY(deaf.subscribe() && reading.subscribe() && publisher.join());
    deaf.client.setReading(false);
    const qint64 before = router.memory();
    for (int i = 1; i <= Messages; ++i)
        publisher.send(publication(i));
    QVERIFY(reading.hasCount(Messages));
    QVERIFY(reading.isInOrder());

    const qint64 dropped = router.total("eventsDropped");
    QVERIFY2(dropped > 0 && dropped < Messages, qPrintable(QString::number(dropped)));
    QCOMPARE(router.now("stalledSessions"), 1);
    const qint64 waiting = router.now("queuedBytes");
    QVERIFY2(waiting > 0 && waiting <= 2 * QueueBytes + 2 * text().size(),
             qPrintable(QString::number(waiting)));
    QVERIFY(
        router.page().contains("<tr><th>Events dropped</th><td>" + QByteArray::number(dropped) + "</td>"));
    QVERIFY(router.page().contains("<tr><th>Sessions that do not read</th><td>1</td>"));
    QVERIFY(isBounded(router, before));

    deaf.client.setReading(true);
    QVERIFY2(deaf.hasCount(Messages - dropped), qPrintable(QString::number(deaf.numbers.size())));
    QVERIFY(deaf.isInOrder());
    QVERIFY(router.comesTo("stalledSessions", 0));
    publisher.send(publication(Messages + 1));
    QVERIFY(deaf.hasCount(Messages - dropped + 1));
    QCOMPARE(deaf.numbers.last(), Messages + 1);
    QVERIFY(reading.hasCount(Messages + 1));
    QCOMPARE(router.total("eventsDropped"), dropped);
    QCOMPARE(router.total("events"), 2 * (Messages + 1) - dropped);
}

void WampFloods::callsOfADeafCalleeFail_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::callsOfADeafCalleeFail()
{
    QFETCH(QString, channel);
    // Pings find out that nobody reads what was sent before.
    FloodRouter router({.ofRouter = smallQueues(),
                        .ofListeners = {{u"pingIntervalMs"_s, 1'000}, {u"pingTimeoutMs"_s, 3'000}}});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    RawWamp deaf(router.url(channel));
    RawWamp caller(router.url(u"tcp"_s));
    QVERIFY(deaf.join() && caller.join());
    deaf.send("[64,1,{},\"com.procedure\"]");
    QVERIFY(deaf.take<Wamp::Registered>());
    deaf.setReading(false);
    const qint64 before = router.memory();
    QMap<Wamp::Id, QByteArray> errors;
    int answers = 0;
    caller.whenMessage = [&](const Wamp::Message &message) {
        ++answers;
        if (const auto *error = std::get_if<Wamp::Error>(&message))
            errors.insert(error->request, error->error.toByteArray());
    };
    for (int i = 1; i <= Messages; ++i)
        caller.send("[48," + QByteArray::number(i) + ",{},\"com.procedure\",[\"" + text() + "\"]]");
    QVERIFY(Testing::waitFor([&] { return answers >= Messages; }, 60'000));
    QCOMPARE(answers, Messages);
    QCOMPARE(errors.size(), Messages);
    const QByteArrayList uris = errors.values();
    // What the callee had when it was given up, and what it was not given any more.
    const qsizetype canceled = uris.count("wamp.error.canceled");
    const qsizetype refused = uris.count("wamp.error.no_available_callee");
    const qsizetype late = uris.count("wamp.error.no_such_procedure");
    QVERIFY2(canceled > 0 && refused > 0, qPrintable(QString::fromLatin1(uris.value(0))));
    QCOMPARE(canceled + refused + late, Messages);
    QCOMPARE(router.now("pendingCalls"), 0);
    QCOMPARE(router.now("registrations"), 0);
    QVERIFY(router.comesTo("connections", 1));
    QVERIFY(isBounded(router, before));
}

void WampFloods::deafCallerIsEnded_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::deafCallerIsEnded()
{
    QFETCH(QString, channel);
    FloodRouter router({.ofRouter = smallQueues()});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    RawWamp deaf(router.url(channel));
    RawWamp callee(router.url(u"tcp"_s));
    RawWamp caller(router.url(channel));
    QVERIFY(deaf.join() && callee.join() && caller.join());
    callee.send("[64,1,{},\"com.procedure\"]");
    QVERIFY(callee.take<Wamp::Registered>());
    callee.whenMessage = [&callee](const Wamp::Message &message) {
        if (const auto *invocation = std::get_if<Wamp::Invocation>(&message))
            callee.send("[70," + QByteArray::number(invocation->request) + ",{},[\"" + text() + "\"]]");
    };
    deaf.setReading(false);
    const qint64 before = router.memory();
    for (int i = 1; i <= Messages; ++i)
        deaf.send("[48," + QByteArray::number(i) + ",{},\"com.procedure\"]");
    QVERIFY(router.comesTo("sessions", 2));
    QCOMPARE(router.total("slowSessionsKilled"), 1);
    QVERIFY(router.comesTo("pendingCalls", 0));
    caller.send("[48,1,{},\"com.procedure\"]");
    QVERIFY(caller.take<Wamp::Result>());
    QVERIFY(isBounded(router, before));
}

void WampFloods::whoJoinsWithoutReadingIsBounded_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::whoJoinsWithoutReadingIsBounded()
{
    QFETCH(QString, channel);
    FloodRouter router({.ofRouter = smallQueues()});
    QVERIFY2(router.isReady(), qPrintable(router.story()));
    RawWamp deaf(router.url(channel));
    QVERIFY(deaf.join());
    deaf.setReading(false);
    const qint64 before = router.memory();
    // Each round is answered with more octets than it has.
    for (int i = 0; i < 20'000; ++i) {
        deaf.send(R"([6,{},"wamp.close.normal"])");
        deaf.sayHello();
    }
    const auto isStopped = [&router] {
        return router.now("queuedBytes") >= QueueBytes || router.now("connections") == 0;
    };
    QVERIFY(QTest::qWaitFor(isStopped, 60'000));
    for (const QString &each : FloodRouter::channels())
        QVERIFY(serves(router.url(each)));
    const qint64 waiting = router.now("queuedBytes");
    QVERIFY2(waiting <= 3 * QueueBytes, qPrintable(QString::number(waiting)));
    QVERIFY(isBounded(router, before));
}

} // namespace Gantry::Interop
