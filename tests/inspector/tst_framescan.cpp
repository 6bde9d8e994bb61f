// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/framescan.h"
#include "models/rowset.h"
#include "store/recordstore.h"

#include <QtTest/QTest>

#include <numeric>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;

namespace {

using Sequences = std::vector<quint64>;

const QDeadlineTimer Forever(QDeadlineTimer::Forever);

RowFilterPtr textFilter(const QByteArray &needle)
{
    return std::make_shared<TextFilter>(needle);
}

Sequences scanAll(const RecordStore &store, const RowFilterPtr &filter)
{
    FrameScan scan(store.snapshot(), filter, 1);
    Sequences found;
    scan.run(Forever, found);
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
        QCOMPARE(int(scanAll(store, textFilter(needle)).size()), records);
    }

    void findsANeedleAtTheVeryEndOfALargePayload()
    {
        RecordStore store;
        store.append(0, {text(1, QByteArray(5'000'000, '.') + "needle")});
        QCOMPARE(scanAll(store, textFilter("needle")), Sequences{1});
    }

    void aTextIsJudgedTheSameWithAndWithoutAGlance()
    {
        RecordStore store;
        store.append(0, conversation());
        for (const QByteArray needle :
             {"berth", "must mask", "1002", "sec-websocket", "three frames", "\xb1"}) {
            const RowFilterPtr filter = textFilter(needle);
            const RowFilterPtr slow = makeRowFilter(
                [filter](const Tap::Record &record, quint64 at) { return filter->matches(record, at); });
            QCOMPARE(scanAll(store, filter), scanAll(store, slow));
        }
    }

    void aFunctionSeesWholeRecordsAndTheirNumbers()
    {
        RecordStore store;
        store.append(0, conversation());
        const RowFilterPtr filter = makeRowFilter([](const Tap::Record &record, quint64 sequence) {
            const auto *frame = std::get_if<Tap::FrameRecord>(&record);
            return frame && frame->payload.startsWith('{') && sequence > 3;
        });
        QCOMPARE(scanAll(store, filter), (Sequences{4, 6, 23}));
    }

    void stopsWhenTimeIsOverAndGoesOnThere()
    {
        RecordStore store;
        for (int i = 0; i < 64; ++i) {
            store.append(0, {text(1, QByteArray(2 * FrameScan::OctetsPerCheck, '.'))});
        }
        store.append(0, {text(1, "needle")});
        FrameScan scan(store.snapshot(), textFilter("needle"), 1);
        Sequences found;
        int slices = 0;
        for (; !scan.isDone() && slices < 1000; ++slices) {
            const quint64 before = scan.position();
            scan.run(QDeadlineTimer(0), found);
            QVERIFY(scan.position() > before);
            QVERIFY(scan.position() <= before + 2);
        }
        QCOMPARE(found, Sequences{65});
        QVERIFY(slices > 30);
    }

    void stopsWhenItIsCancelled()
    {
        RecordStore store;
        store.append(0, manyTexts(10'000));
        std::atomic<bool> cancelled = false;
        const RowFilterPtr filter = makeRowFilter([&](const Tap::Record &, quint64 sequence) {
            cancelled = sequence >= 100;
            return true;
        });
        FrameScan scan(store.snapshot(), filter, 1);
        Sequences found;
        scan.run(Forever, found, &cancelled);
        QVERIFY(found.size() >= 100 && found.size() < 3000);
    }

    void readsWhatItsSnapshotHasAlthoughTheStoreLetItGo()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        store.append(0, manyTexts(1000));
        FrameScan scan(store.snapshot(), textFilter("message"), 1);
        store.clear();
        store.append(0, manyTexts(1000));
        Sequences found;
        scan.run(Forever, found);
        QCOMPARE(found.size(), std::size_t(1000));
        QCOMPARE(found.front(), 1u);
    }

    void beginsWhereTheStoreDoesAfterTrimming()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        store.append(0, manyTexts(1000));
        store.setMaxBytes(store.bytes() / 2);
        const Sequences found = scanAll(store, textFilter("message"));
        QCOMPARE(found.front(), store.firstSequence());
        QCOMPARE(found.size(), std::size_t(store.endSequence() - store.firstSequence()));
    }

    void rowsWithoutGapsBehaveLikeListedOnes()
    {
        RowSet range;
        RowSet list;
        range.appendRange(10, 20);
        range.appendRange(20, 30);
        Sequences numbers(20);
        std::iota(numbers.begin(), numbers.end(), 10);
        list.append(numbers);
        range.dropFirst(3);
        list.dropFirst(3);
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(range.size(), list.size());
            for (int row = 0; row < list.size(); ++row) {
                QCOMPARE(range.at(row), list.at(row));
            }
            for (quint64 sequence = 5; sequence < 60; ++sequence) {
                QCOMPARE(range.lowerBound(sequence), list.lowerBound(sequence));
                QCOMPARE(range.rowOf(sequence), list.rowOf(sequence));
            }
            if (round == 0) {
                range.appendRange(40, 45); // a gap: from now on a list as well
                list.append(std::vector<quint64>{40, 41, 42, 43, 44});
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestFrameScan)
#include "tst_framescan.moc"
