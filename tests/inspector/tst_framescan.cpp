// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/framescan.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;

namespace {

using Sequences = std::vector<quint64>;

Sequences scanAll(RecordStore &store, const QByteArray &needle)
{
    FrameScan scan(store);
    scan.restart(ByteMatcher(needle));
    Sequences found;
    scan.run(store.endSequence(), QDeadlineTimer(QDeadlineTimer::Forever), found);
    return found;
}

} // namespace

class TestFrameScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheNeedleWhereverARecordHasText_data()
    {
        QTest::addColumn<QByteArray>("needle");
        QTest::addColumn<int>("records");
        QTest::newRow("empty lets all pass") << QByteArray() << 23;
        QTest::newRow("payload") << QByteArray("berth 4") << 1;
        QTest::newRow("payload, other case") << QByteArray("BERTH") << 1;
        QTest::newRow("UTF-8 payload") << QByteArray("Grüße") << 1;
        QTest::newRow("request header value") << QByteArray("dGhlIHNhbXBsZSBub25jZQ") << 3;
        QTest::newRow("response header name") << QByteArray("sec-websocket-accept") << 3;
        QTest::newRow("extensions") << QByteArray("permessage-deflate") << 1;
        QTest::newRow("note") << QByteArray("must mask") << 1;
        QTest::newRow("close reason, in frame and end") << QByteArray("frame not masked") << 2;
        QTest::newRow("close code of the end") << QByteArray("1002") << 1;
        QTest::newRow("nowhere") << QByteArray("no such text") << 0;
    }

    void findsTheNeedleWhereverARecordHasText()
    {
        RecordStore store;
        store.append(0, conversation());
        QFETCH(QByteArray, needle);
        QFETCH(int, records);
        QCOMPARE(int(scanAll(store, needle).size()), records);
    }

    void findsANeedleAcrossThePiecesOfAPayload()
    {
        RecordStore store;
        for (int shift = -6; shift <= 6; ++shift) {
            QByteArray payload(3 * FrameScan::OctetsPerCheck, '.');
            payload.replace(FrameScan::OctetsPerCheck + shift, 6, "needle");
            store.append(0, {text(1, payload)});
        }
        store.append(0, {text(1, QByteArray(3 * FrameScan::OctetsPerCheck, '.'))});
        QCOMPARE(int(scanAll(store, "needle").size()), 13);
    }

    void findsANeedleAtTheVeryEndOfALargePayload()
    {
        RecordStore store;
        store.append(0, {text(1, QByteArray(5'000'000, '.') + "needle")});
        QCOMPARE(scanAll(store, "needle"), Sequences{1});
    }

    void pausesInsideAPayloadWhenTimeIsOver()
    {
        RecordStore store;
        store.append(0, {text(1, QByteArray(64 * 1024 * 1024, '.')), text(1, "needle")});
        FrameScan scan(store);
        scan.restart(ByteMatcher("needle"));
        Sequences found;
        int slices = 0;
        std::chrono::nanoseconds longest{};
        for (; scan.position() < store.endSequence() && slices < 100'000; ++slices) {
            QElapsedTimer timer;
            timer.start();
            scan.run(store.endSequence(), QDeadlineTimer(std::chrono::milliseconds(1)), found);
            longest = std::max(longest, std::chrono::nanoseconds(timer.nsecsElapsed()));
        }
        QCOMPARE(found, Sequences{2});
        // A record of 64 MiB takes many times a millisecond, however fast the machine.
        QVERIFY2(slices > 3, qPrintable(QString::number(slices)));
        qInfo("longest of %d slices of 1 ms: %.2f ms", slices, double(longest.count()) / 1e6);
    }

    void makesProgressWithoutAnyTime()
    {
        RecordStore store;
        store.append(0, manyTexts(10'000));
        FrameScan scan(store);
        scan.restart(ByteMatcher("message 9999"));
        Sequences found;
        for (int i = 0; i < 10'000 && scan.position() < store.endSequence(); ++i) {
            scan.run(store.endSequence(), QDeadlineTimer(0), found);
        }
        QCOMPARE(found, Sequences{10'000});
    }

    void goesOnWhereTheStoreBeginsAfterTrimming()
    {
        RecordStore store;
        store.append(0, manyTexts(1000));
        FrameScan scan(store);
        scan.restart(ByteMatcher("message"));
        store.setMaxBytes(store.bytes() / 2);
        Sequences found;
        scan.run(store.endSequence(), QDeadlineTimer(QDeadlineTimer::Forever), found);
        QCOMPARE(found.front(), store.firstSequence());
        QCOMPARE(found.size(), std::size_t(store.endSequence() - store.firstSequence()));
    }
};

QTEST_APPLESS_MAIN(TestFrameScan)
#include "tst_framescan.moc"
