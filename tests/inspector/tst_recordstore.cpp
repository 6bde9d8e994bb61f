// SPDX-License-Identifier: GPL-3.0-only
// What a store keeps, counts and lets go while it runs. What it finds again after its
// end is in tst_capturerecovery.cpp.
#include "inspector/samplerecords.h"
#include "store/recordstore.h"
#include "tap/recordcodec.h"

#include <QtCore/QTemporaryFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <csignal>

#include <sys/resource.h>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray payloadAt(const RecordStore &store, quint64 sequence)
{
    return std::get<Tap::FrameRecord>(store.at(sequence)).payload;
}

//! Adds texts until the first record is gone.
void appendUntilTheFirstIsGone(RecordStore &store)
{
    for (int i = 0; i < 1000 && store.contains(1); ++i) {
        store.append(0, manyTexts(10));
    }
    QVERIFY(!store.contains(1));
}

//! Files of this process may not grow beyond \a bytes, as if the disk were full.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before = {};
};

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

    void givesEveryKindOfRecordBack()
    {
        RecordStore store;
        QList<Tap::Record> records = conversation();
        records << Tap::MessageRecord{.head = {.connection = 3}, .isBinary = true, .payload = "whole"}
                << Tap::OctetsRecord{.head = {.connection = 3}, .octets = "GET /", .note = "no handshake"}
                << Tap::StateRecord{.head = {.connection = 3}, .state = Core::ConnectionState::Closing};
        store.append(0, records);
        const RecordSnapshot snapshot = store.snapshot();
        for (int i = 0; i < records.size(); ++i) {
            QVERIFY2(store.at(quint64(i) + 1) == records.at(i), qPrintable(QString::number(i)));
            QVERIFY(snapshot.peek(quint64(i) + 1) == records.at(i));
        }
    }

    void tellsWithoutReadingWhatARecordIs()
    {
        RecordStore store;
        store.append(0, conversation());
        for (quint64 i = store.firstSequence(); i < store.endSequence(); ++i) {
            const Tap::Record record = store.at(i);
            const RecordIndex &index = store.indexAt(i);
            QCOMPARE(index.kind, Tap::kindOf(record));
            QCOMPARE(index.timeNs, Tap::headOf(record).timeNs);
            QCOMPARE(quint64(index.connection), Tap::headOf(record).connection);
            if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
                QCOMPARE(index.opcode, frame->header.opcode);
                QCOMPARE(index.messageOpcode, frame->messageOpcode);
                QCOMPARE(index.isFinal(), frame->header.fin);
                QCOMPARE(index.rsv(), frame->header.rsv);
                QCOMPARE(index.isMasked(), frame->header.masked);
                QCOMPARE(index.isControlFrame(), frame->header.isControl());
                QCOMPARE(index.hasNote(), !frame->note.isEmpty());
                QVERIFY(index.direction() == frame->direction);
                QCOMPARE(quint64(index.wireLength), frame->header.payloadLength);
                QCOMPARE(store.snapshot().payloadAt(i).toByteArray(), frame->payload);
            } else {
                QVERIFY(!index.direction());
            }
        }
    }

    void aLengthThatDoesNotFitTheIndexIsTheLargest()
    {
        RecordStore store;
        Tap::FrameRecord announced = text(1, "x");
        announced.header.payloadLength = quint64(1) << 40;
        store.append(0, {announced});
        QCOMPARE(store.indexAt(1).wireLength, 0xFFFF'FFFFu);
        QCOMPARE(std::get<Tap::FrameRecord>(store.at(1)).header.payloadLength, quint64(1) << 40);
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

    void dropsWholeSegmentsWhenTheBoundBitesAndSaysHowMany()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        QSignalSpy trimmed(&store, &RecordStore::trimmed);
        for (int i = 0; i < 1000; ++i) {
            store.append(0, {text(1, QByteArray(1000, char('a' + i % 26)))});
        }
        QVERIFY(store.bytes() <= store.maxBytes());
        QVERIFY(store.bytes() > store.maxBytes() - 3 * 4096);
        QCOMPARE(store.trimmedRecords(), store.firstSequence() - 1);
        QCOMPARE(trimmed.last().at(0).toULongLong(), store.firstSequence());
        for (quint64 i = store.firstSequence(); i < store.endSequence(); ++i) {
            QCOMPARE(payloadAt(store, i), QByteArray(1000, char('a' + (i - 1) % 26)));
        }
        const QStringList files = QDir(store.folder()).entryList({u"*.records"_s});
        QVERIFY2(files.size() < 90, qPrintable(QString::number(files.size())));
    }

    void keepsTheNewestRecordHoweverLarge()
    {
        RecordStore store;
        store.setMaxBytes(100);
        store.append(0, {text(1, QByteArray(5000, 'x'))});
        QCOMPARE(store.endSequence() - store.firstSequence(), 1u);
        store.append(0, {text(1, QByteArray(6000, 'y'))});
        QCOMPARE(store.firstSequence(), 2u);
        QCOMPARE(payloadAt(store, 2), QByteArray(6000, 'y'));
    }

    void aRecordOfManyMebibytesComesBackWhole()
    {
        RecordStore store;
        QByteArray payload(64 * 1024 * 1024, '.');
        payload.replace(payload.size() - 3, 3, "end");
        store.append(0, {text(1, "before"), text(1, payload), text(1, "behind")});
        QVERIFY(payloadAt(store, 2) == payload);
        QCOMPARE(payloadAt(store, 1), QByteArray("before"));
        QCOMPARE(payloadAt(store, 3), QByteArray("behind"));
    }

    void aPayloadThatIsTooLargeIsCutAndSaysSo()
    {
        RecordStore store;
        store.append(0, {text(1, QByteArray(Tap::MaxEncodedPayloadBytes + 1, 'x'))});
        const auto frame = std::get<Tap::FrameRecord>(store.at(1));
        QCOMPARE(frame.payload.size(), Tap::MaxEncodedPayloadBytes);
        QVERIFY(frame.note.startsWith("payload cut"));
    }

    void whatWasReadOutlivesTheStoreAndASnapshotItsSegments()
    {
        auto store = std::make_unique<RecordStore>();
        store->setMaxBytes(SmallBound);
        store->append(0, manyTexts(1000));
        const RecordSnapshot snapshot = store->snapshot();
        const Tap::Record first = store->at(1);
        store->append(0, manyTexts(10'000, 1000));
        QVERIFY(!store->contains(1000));
        store->clear();
        store.reset();
        QCOMPARE(std::get<Tap::FrameRecord>(first).payload, QByteArray("message 0"));
        QCOMPARE(snapshot.end(), 1001u);
        for (quint64 i = 1; i < snapshot.end(); ++i) {
            const auto frame = std::get<Tap::FrameRecord>(snapshot.peek(i));
            QCOMPARE(frame.payload, "message " + QByteArray::number(i - 1));
        }
    }

    void runsOfASnapshotCoverIt()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        store.append(0, manyTexts(1000));
        const RecordSnapshot snapshot = store.snapshot().until(900);
        QCOMPARE(snapshot.end(), 900u);
        int runs = 0;
        quint64 next = snapshot.first();
        while (next < snapshot.end()) {
            const RecordSnapshot::Run run = snapshot.runAt(next);
            QCOMPARE(run.first, next);
            QVERIFY(run.end > next);
            next = run.end;
            ++runs;
        }
        QCOMPARE(next, 900u);
        QVERIFY(runs > 5);
    }

    void remembersTheHandshakeOfALiveConnection()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound / 8);
        store.append(0, {open(4, "ws://a/")});
        appendUntilTheFirstIsGone(store);
        QVERIFY(store.openOf(1));
        QCOMPARE(store.openOf(1)->url, QByteArray("ws://a/"));
        QCOMPARE(store.liveConnections(), 1);
    }

    void forgetsAClosedConnectionWithItsLastRecord()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound / 8);
        store.append(0, {open(4, "ws://a/"), text(4, "x"), closed(4, 1000, {}, true)});
        QVERIFY(store.openOf(1));
        QCOMPARE(store.liveConnections(), 0);
        appendUntilTheFirstIsGone(store);
        QVERIFY(!store.openOf(1));
        store.append(0, {open(4, "ws://again/")});
        QCOMPARE(Tap::headOf(store.at(store.endSequence() - 1)).connection, 3u);
    }

    void remembersAClosedConnectionAsLongAsItHasARecord()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound / 8);
        store.append(0, {open(4, "ws://a/")});
        store.append(0, manyTexts(100));
        store.append(0, {text(4, "x"), closed(4, 1000, {}, true)});
        appendUntilTheFirstIsGone(store);
        QVERIFY(store.contains(103));
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

    void aFullDiskIsSaidOnceAndEndsNothing()
    {
        RecordStore store(StoreOptions{.maxBytes = SmallBound});
        store.append(0, manyTexts(10));
        QSignalSpy failed(&store, &RecordStore::failed);
        {
            const FileSizeLimit full(2000);
            for (int i = 10; i < 500; i += 10) {
                store.append(0, manyTexts(10, i));
            }
        }
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(u"no longer stored"_s));
        const quint64 stored = store.endSequence() - 1;
        QVERIFY(stored >= 10 && stored < 100);
        QCOMPARE(store.unstoredRecords(), 500 - stored);
        QCOMPARE(store.droppedRecords(), 500 - stored);
        QCOMPARE(payloadAt(store, stored), "message " + QByteArray::number(stored - 1));
        store.append(0, manyTexts(10)); // there is room again, but nobody cleared
        QCOMPARE(store.endSequence() - 1, stored);
        store.clear();
        store.append(0, manyTexts(10));
        QCOMPARE(store.endSequence() - 1, stored + 10);
        QCOMPARE(store.unstoredRecords(), 0u);
        QCOMPARE(failed.count(), 1);
    }

    void aFolderThatVanishesIsSaid()
    {
        RecordStore store(StoreOptions{.maxBytes = SmallBound});
        store.append(0, manyTexts(10));
        QSignalSpy failed(&store, &RecordStore::failed);
        QVERIFY(QDir(store.folder()).removeRecursively());
        for (int i = 10; i < 500; i += 10) {
            store.append(0, manyTexts(10, i));
        }
        QCOMPARE(failed.count(), 1);
        const quint64 stored = store.endSequence() - 1;
        QCOMPARE(store.unstoredRecords(), 500 - stored);
        QCOMPARE(payloadAt(store, stored), "message " + QByteArray::number(stored - 1));
    }

    void aRootThatCannotBeIsSaid()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        RecordStore store(StoreOptions{.root = file.fileName() + u"/captures"_s});
        QSignalSpy failed(&store, &RecordStore::failed);
        store.append(0, manyTexts(10));
        QCOMPARE(failed.count(), 1);
        QVERIFY(store.isEmpty());
        QCOMPARE(store.unstoredRecords(), 10u);
    }
};

QTEST_GUILESS_MAIN(TestRecordStore)
#include "tst_recordstore.moc"
