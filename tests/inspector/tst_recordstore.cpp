// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "store/recordstore.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;

namespace {

//! Room for about \a records text frames with a payload of \a octets.
qint64 roomFor(int records, int octets)
{
    return records * (qint64(sizeof(Tap::Record)) + octets);
}

QByteArray payloadAt(const RecordStore &store, quint64 sequence)
{
    return std::get<Tap::FrameRecord>(store.at(sequence)).payload;
}

} // namespace

class TestRecordStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderAndCountsFromOne()
    {
        RecordStore store;
        QSignalSpy appended(&store, &RecordStore::appended);
        store.append(0, manyTexts(3));
        store.append(0, manyTexts(2, 3));
        QCOMPARE(store.firstSequence(), 1u);
        QCOMPARE(store.endSequence(), 6u);
        QCOMPARE(payloadAt(store, 5), QByteArray("message 4"));
        QCOMPARE(appended.at(1).at(0).toULongLong(), 4u);
        QCOMPARE(appended.at(1).at(1).toULongLong(), 6u);
    }

    void givesConnectionsOfEachSourceTheirOwnNumbers()
    {
        RecordStore store;
        store.append(1, {text(7, "a"), text(8, "b")});
        store.append(2, {text(7, "c")});
        store.append(1, {text(7, "d")});
        QList<quint64> numbers;
        for (quint64 i = 1; i < store.endSequence(); ++i) {
            numbers << Tap::headOf(store.at(i)).connection;
        }
        QCOMPARE(numbers, (QList<quint64>{1, 2, 3, 1}));
    }

    void leavesTheNumberOfASourceAsAWholeAlone()
    {
        RecordStore store;
        store.append(1, {Tap::DropRecord{.head = {}, .count = 5, .octets = 10}});
        QCOMPARE(Tap::headOf(store.at(1)).connection, 0u);
        QCOMPARE(store.lostRecords(), 5u);
    }

    void dropsTheOldestWhenTheBoundBitesAndSaysHowMany()
    {
        RecordStore store;
        store.setMaxBytes(roomFor(10, 1000));
        QSignalSpy trimmed(&store, &RecordStore::trimmed);
        for (int i = 0; i < 25; ++i) {
            store.append(0, {text(1, QByteArray(1000, char('a' + i)))});
        }
        QVERIFY(store.bytes() <= store.maxBytes());
        QVERIFY(store.endSequence() - store.firstSequence() >= 9);
        QCOMPARE(store.trimmedRecords(), store.firstSequence() - 1);
        QCOMPARE(trimmed.last().at(0).toULongLong(), store.firstSequence());
        QCOMPARE(payloadAt(store, 25), QByteArray(1000, 'y'));
    }

    void keepsTheNewestRecordHoweverLarge()
    {
        RecordStore store;
        store.setMaxBytes(100);
        store.append(0, {text(1, QByteArray(5000, 'x'))});
        QCOMPARE(store.endSequence() - store.firstSequence(), 1u);
    }

    void trimsAcrossSegments()
    {
        RecordStore store;
        constexpr int Count = 3 * int(RecordSegments::SegmentSize);
        store.append(0, manyTexts(Count));
        store.setMaxBytes(roomFor(100, 12));
        store.append(0, manyTexts(10, Count));
        QVERIFY(store.endSequence() - store.firstSequence() <= 101);
        QCOMPARE(payloadAt(store, quint64(Count) + 10), "message " + QByteArray::number(Count + 9));
        QCOMPARE(payloadAt(store, store.firstSequence()),
                 "message " + QByteArray::number(store.firstSequence() - 1));
    }

    void remembersTheHandshakeOfALiveConnection()
    {
        RecordStore store;
        store.setMaxBytes(roomFor(5, 100));
        store.append(0, {open(4, "ws://a/")});
        store.append(0, manyTexts(50));
        QVERIFY(!store.contains(1));
        QVERIFY(store.openOf(1));
        QCOMPARE(store.openOf(1)->url, QByteArray("ws://a/"));
        QCOMPARE(store.liveConnections(), 1);
    }

    void forgetsAClosedConnectionWithItsLastRecord()
    {
        RecordStore store;
        store.append(0, {open(4, "ws://a/"), text(4, "x"), closed(4, 1000, {}, true)});
        QVERIFY(store.openOf(1));
        QCOMPARE(store.liveConnections(), 0);
        store.setMaxBytes(roomFor(5, 100));
        store.append(0, manyTexts(50));
        QVERIFY(!store.openOf(1));
        store.append(0, {open(4, "ws://again/")});
        QCOMPARE(Tap::headOf(store.at(store.endSequence() - 1)).connection, 3u);
    }

    void remembersAClosedConnectionAsLongAsItHasARecord()
    {
        RecordStore store;
        store.setMaxBytes(roomFor(10, 50));
        store.append(0, {open(4, "ws://a/")});
        store.append(0, manyTexts(5));
        store.append(0, {text(4, "x"), closed(4, 1000, {}, true)});
        store.append(0, manyTexts(5));
        QVERIFY(!store.contains(1));
        QVERIFY(store.contains(7));
        QVERIFY(store.openOf(1));
    }

    void countsConnectionsOfAnEndedSourceAsClosed()
    {
        RecordStore store;
        store.append(1, {open(1, "ws://a/")});
        store.append(2, {open(1, "ws://b/")});
        store.endSource(1);
        QCOMPARE(store.liveConnections(), 1);
    }

    void clearForgetsRecordsButNeverReusesNumbers()
    {
        RecordStore store;
        store.append(0, {open(1, "ws://live/"), open(2, "ws://gone/"), closed(2, 1000, {}, true)});
        QSignalSpy cleared(&store, &RecordStore::cleared);
        store.clear();
        QCOMPARE(cleared.count(), 1);
        QVERIFY(store.isEmpty());
        QCOMPARE(store.bytes(), 0);
        QCOMPARE(store.endSequence(), 4u);
        QVERIFY(store.openOf(1));
        QVERIFY(!store.openOf(2));
        store.append(0, {text(1, "still connection 1")});
        QCOMPARE(Tap::headOf(store.at(4)).connection, 1u);
    }
};

QTEST_APPLESS_MAIN(TestRecordStore)
#include "tst_recordstore.moc"
