// SPDX-License-Identifier: GPL-3.0-only
// Traffic in numbers: bins of time, percentiles, what is counted of a store, the table.
#include "inspector/samplerecords.h"
#include "models/numbersmodel.h"
#include "models/trafficnumbers.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;
using Core::Opcode;

namespace {

constexpr qint64 Second = 1'000'000'000;

template<typename Record>
Record at(qint64 ns, Record record)
{
    record.head.timeNs = SampleTimeNs + ns;
    return record;
}

quint64 total(const TimeBins &bins)
{
    quint64 messages = 0;
    for (const TimeBin &bin : bins.bins()) {
        messages += bin.messages();
    }
    return messages;
}

} // namespace

class TestNumbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void binsGrowWiderAndLoseNothing()
    {
        TimeBins bins(16);
        QRandomGenerator random(7);
        for (int i = 0; i < 1000; ++i) {
            // An hour, in any order.
            ++bins.at(SampleTimeNs + qint64(random.bounded(3600.0) * double(Second))).sentMessages;
            QVERIFY(bins.bins().size() <= 16);
        }
        QCOMPARE(total(bins), 1000U);
        QVERIFY(bins.originNs() <= SampleTimeNs + 10 * Second);
        QVERIFY(bins.endNs() > SampleTimeNs + 3500 * Second);
        QVERIFY(bins.widthNs() >= 3500 * Second / 16);
        QVERIFY(bins.widthNs() <= 3600 * Second / 4);
        bins.at(0).sentMessages += 5;
        QVERIFY(bins.bins().size() <= 16);
        QCOMPARE(total(bins), 1005U);
    }

    void eventsStayInTheirBins()
    {
        TimeBins bins(100);
        bins.at(SampleTimeNs + 50).sentMessages = 1;
        bins.at(SampleTimeNs + Second).receivedMessages = 2;
        bins.at(SampleTimeNs - Second).sentOctets = 3;
        QCOMPARE(bins.bins().size(), 21U);
        QCOMPARE(bins.bins()[0].sentOctets, 3U);
        QCOMPARE(bins.bins()[10].sentMessages, 1U);
        QCOMPARE(bins.bins()[20].receivedMessages, 2U);
        QCOMPARE(bins.originNs(), SampleTimeNs - Second);
    }

    void percentilesAreWithinTwoPercent()
    {
        LatencyDigest digest;
        QVERIFY(!digest.percentileNs(50));
        std::vector<qint64> latencies;
        QRandomGenerator random(11);
        for (int i = 0; i < 20'000; ++i) {
            latencies.push_back(qint64(2000.0 * std::exp(random.bounded(12.0))));
            digest.add(latencies.back());
        }
        std::sort(latencies.begin(), latencies.end());
        for (const double percent : {0.1, 50.0, 95.0, 99.0, 100.0}) {
            const auto rank = std::size_t(std::ceil(percent / 100.0 * double(latencies.size()))) - 1;
            const auto exact = double(latencies[rank]);
            const auto told = double(*digest.percentileNs(percent));
            QVERIFY2(std::abs(told - exact) <= 0.02 * exact,
                     qPrintable(u"%1: %2, %3"_s.arg(percent).arg(told).arg(exact)));
        }
        QCOMPARE(*digest.maximumNs(), latencies.back());
        LatencyDigest odd;
        odd.add(0);
        odd.add(std::numeric_limits<qint64>::max());
        QCOMPARE(odd.count(), 2U);
        QVERIFY(*odd.percentileNs(50) <= 1020);
    }

    void aPongAnswersTheLatestPing()
    {
        RecordStore store;
        TrafficNumbers numbers(&store);
        const auto ping = [](qint64 second) {
            return at(second * Second, frame(1, Direction::Sent, Opcode::Ping, ""));
        };
        const auto pong = [](qint64 ns) { return at(ns, frame(1, Direction::Received, Opcode::Pong, "")); };
        store.append(0,
                     {open(1, "ws://x"), ping(1), ping(31), pong(31 * Second + 2'000'000), ping(61),
                      pong(61 * Second + 2'000'000)});
        QSignalSpy advanced(&numbers, &TrafficNumbers::advanced);
        QVERIFY(advanced.wait());
        QCOMPARE(numbers.overall().ping.count(), 2U);
        QVERIFY(std::abs(double(*numbers.overall().ping.percentileNs(99)) - 2e6) < 4e4);
    }

    void storeIsCounted()
    {
        RecordStore store;
        TrafficNumbers numbers(&store);
        Tap::FrameRecord compressed = text(2, QByteArray(100, 'x'), Direction::Received);
        compressed.header.rsv = Core::Rsv1;
        compressed.header.payloadLength = 10;
        store.append(0,
                     {open(1, "ws://x"), at(0, text(1, "four")), at(0, fragment(1, "abc", true, false)),
                      at(Second, frame(1, Direction::Sent, Opcode::Ping, "p")),
                      at(Second, fragment(1, "defg", false, true)),
                      at(Second + 3'000'000, frame(1, Direction::Received, Opcode::Pong, "p")),
                      at(2 * Second, frame(1, Direction::Received, Opcode::Pong, "p")),
                      at(2 * Second, compressed)});
        QSignalSpy advanced(&numbers, &TrafficNumbers::advanced);
        QVERIFY(advanced.wait());
        const TrafficNumbers::Numbers &all = numbers.overall();
        QCOMPARE(all.sent, (DeflateTotals{.messages = 2, .compressed = 0, .wireOctets = 11, .octets = 11}));
        QCOMPARE(all.received,
                 (DeflateTotals{.messages = 1, .compressed = 1, .wireOctets = 10, .octets = 100}));
        QCOMPARE(all.controlFrames, 3U);
        QCOMPARE(all.sizes[3], 2U); // 4 to 7 octets
        QCOMPARE(all.sizes[7], 1U); // 64 to 127
        QCOMPARE(total(all.bins), 3U);
        QCOMPARE(all.ping.count(), 1U); // the second pong answers nothing
        QVERIFY(std::abs(double(*all.ping.percentileNs(50)) - 3e6) < 6e4);
        QCOMPARE(numbers.connections(), QList<quint64>({1, 2}));
        QCOMPARE(numbers.of(1)->sent.messages, 2U);
        QCOMPARE(numbers.of(2)->received.messages, 1U);
        QVERIFY(!numbers.of(3));
        numbers.addWampLatency(2, 0, 5'000'000);
        QCOMPARE(numbers.of(2)->wamp.count(), 1U);
        QCOMPARE(all.wamp.count(), 1U);
        store.clear();
        QCOMPARE(numbers.overall().sent.messages, 0U);
        QVERIFY(numbers.connections().isEmpty());
    }

    void manyConnectionsAreBounded()
    {
        RecordStore store;
        TrafficNumbers numbers(&store);
        constexpr int Connections = int(TrafficNumbers::MaxConnections) + 500;
        QList<Tap::Record> records;
        for (int i = 1; i <= Connections; ++i) {
            records << text(quint64(i), "hello");
        }
        store.append(0, records);
        numbers.finish();
        QCOMPARE(std::size_t(numbers.connections().size()), TrafficNumbers::MaxConnections);
        QCOMPARE(numbers.overall().sent.messages, quint64(Connections));
        QCOMPARE(total(numbers.overall().bins), quint64(Connections));
    }

    void countingIsQuick()
    {
        constexpr int Records = 200'000;
        RecordStore store;
        store.append(0, manyTexts(Records));
        TrafficNumbers numbers(&store);
        QElapsedTimer timer;
        timer.start();
        numbers.finish();
        qInfo("%.0f ns a record", double(timer.nsecsElapsed()) / Records);
        QCOMPARE(numbers.overall().sent.messages, quint64(Records));
    }

    void tableHasTheNumbers()
    {
        NumbersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        TrafficNumbers::Numbers numbers(100);
        numbers.sent = {.messages = 1234, .compressed = 4, .wireOctets = 50, .octets = 200};
        numbers.ping.add(3'000'000);
        numbers.sizes[8] = 1234;
        model.showNumbers(numbers);
        const auto valueOf = [&model](const QString &name) {
            for (int row = 0; row < model.rowCount(); ++row) {
                if (model.index(row, NumbersModel::Name).data().toString() == name) {
                    return model.index(row, NumbersModel::Value).data().toString();
                }
            }
            return QString();
        };
        QCOMPARE(valueOf(u"Messages sent"_s), u"1,234 (200 octets)"_s);
        QCOMPARE(valueOf(u"Wire to payload"_s), u"25.0 %"_s);
        QCOMPARE(valueOf(u"Ping to pong: p95"_s), u"3.0 ms"_s);
        QCOMPARE(valueOf(u"WAMP: p50"_s), u"–"_s);
        QCOMPARE(valueOf(u"Messages of 128 … 255 octets"_s), u"1,234"_s);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        ++numbers.controlFrames;
        model.showNumbers(numbers);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(reset.count(), 0);
    }

    void currentRateIsThatOfTheLastSecond()
    {
        TimeBins bins(100);
        for (int i = 0; i < 30; ++i) {
            bins.at(SampleTimeNs + i * TimeBins::FirstWidthNs).sentMessages = i < 20 ? 100 : 5;
        }
        QCOMPARE(qRound(currentRate(bins) * 100), qRound((9 * 5 + 100) * 100.0));
        QCOMPARE(currentRate(TimeBins(10)), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestNumbers)
#include "tst_numbers.moc"
