// SPDX-License-Identifier: MIT
// What a router does with a message, reading it and writing what follows from it, costs no
// allocation: payloads are parts of what came.
#include "support/allocationcount.h"
#include "wamp/serializer/serializer.h"

#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWampAllocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allocationsAreCounted();
    void routingCostsNone_data();
    void routingCostsNone();
    void translatingCostsNone_data();
    void translatingCostsNone();
};

namespace {

template<typename Call>
quint64 allocationsOf(Call &&call, int times = 20)
{
    for (int i = 0; i < 5; ++i)
        call();
    const quint64 before = allocationCount();
    for (int i = 0; i < times; ++i)
        call();
    return allocationCount() - before;
}

Payload payloadOf(int size)
{
    return Payload::fromValues({QString(size, u'x'), 42, 3.5, QVariantList{1, true}}, {{u"value"_s, 17}});
}

void addRows()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<int>("size");
    for (const Serializer *serializer : Serializer::all()) {
        for (const int size : {0, 100, 10'000})
            QTest::addRow("%s, %d", qPrintable(serializer->name()), size) << serializer->name() << size;
    }
}

Call callWith(const Payload &payload)
{
    return {.request = 7,
            .options = {.timeout = std::chrono::seconds(5), .receiveProgress = true},
            .procedure = QByteArray("com.myapp.procedure"),
            .payload = payload};
}

Publish publishWith(const Payload &payload)
{
    return {.request = 7,
            .options = {.acknowledge = true, .excludeMe = false},
            .topic = QByteArray("com.myapp.topic"),
            .payload = payload};
}

//! What a dealer and a broker make of \a message.
Message following(const Message &message)
{
    if (const auto *call = std::get_if<Call>(&message))
        return Invocation{
            .request = 1,
            .registration = 2,
            .details = {.timeout = call->options.timeout, .receiveProgress = call->options.receiveProgress},
            .payload = call->payload};
    return Event{.subscription = 1,
                 .publication = 2,
                 .details = {.topic = std::get<Publish>(message).topic},
                 .payload = std::get<Publish>(message).payload};
}

//! Reads \a octets with \a from and writes what follows with \a to; whether all went well.
bool route(const QByteArray &octets, const Serializer &from, const Serializer &to, QByteArray &out)
{
    bool isWritten = false;
    out.resize(0);
    const auto write = [&](const Message &message) {
        isWritten = !to.encode(following(message), out);
        return true;
    };
    return !from.decode(octets, std::ref(write)) && isWritten;
}

quint64 allocationsOfRouting(const Message &message, const Serializer &from, const Serializer &to)
{
    QByteArray octets;
    QByteArray out;
    out.reserve(100'000);
    bool isFine = !from.encode(message, octets);
    const quint64 count = allocationsOf([&] { isFine = route(octets, from, to, out) && isFine; });
    return isFine ? count : ~quint64(0);
}

} // namespace

void TestWampAllocations::initTestCase()
{
    if (const char *reason = allocationsAreUncountable())
        QSKIP(reason);
}

// Else every other test here would say what one wants to hear.
void TestWampAllocations::allocationsAreCounted()
{
    QCOMPARE(allocationsOf([] { QByteArray(100, 'x').detach(); }, 10), quint64(10));
    QCOMPARE(allocationsOf([] {}, 10), quint64(0));
}

void TestWampAllocations::routingCostsNone_data()
{
    addRows();
}

void TestWampAllocations::routingCostsNone()
{
    QFETCH(QString, serializer);
    QFETCH(int, size);
    const Serializer &s = *Serializer::byName(serializer);
    QCOMPARE(allocationsOfRouting(callWith(payloadOf(size)), s, s), quint64(0));
    QCOMPARE(allocationsOfRouting(publishWith(payloadOf(size)), s, s), quint64(0));
}

void TestWampAllocations::translatingCostsNone_data()
{
    addRows();
}

void TestWampAllocations::translatingCostsNone()
{
    QFETCH(QString, serializer);
    QFETCH(int, size);
    for (const Serializer *to : Serializer::all())
        QCOMPARE(allocationsOfRouting(publishWith(payloadOf(size)), *Serializer::byName(serializer), *to),
                 quint64(0));
}

QTEST_GUILESS_MAIN(TestWampAllocations)
#include "tst_wampallocations.moc"
