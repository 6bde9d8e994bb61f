// SPDX-License-Identifier: GPL-3.0-only
// What a store leaves on disk: nothing after an orderly end, everything after a crash.
// Called with --capture and a folder it is the program that crashes.
#include "inspector/samplerecords.h"
#include "store/recordstore.h"
#include "store/segmentheader.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cstdio>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray payloadAt(const RecordStore &store, quint64 sequence)
{
    return std::get<Tap::FrameRecord>(store.at(sequence)).payload;
}

//! Captures as fast as it can and says after each batch how much the store took.
int captureUntilKilled(const QString &root)
{
    RecordStore store(StoreOptions{.root = root});
    store.append(1, {open(1, "ws://crash/")});
    for (int i = 0; i < 10'000'000; i += 500) {
        store.append(1, manyTexts(500, i));
        std::printf("%llu\n", static_cast<unsigned long long>(store.endSequence() - 1));
        std::fflush(stdout);
    }
    return 0;
}

struct Reopened
{
    quint64 records = 0;
    quint64 unreadOctets = 0;
    bool operator==(const Reopened &) const = default;
};

//! Opens the capture in \a folder and waits until it is read.
Reopened reopen(RecordStore &store, const QString &folder)
{
    QSignalSpy opened(&store, &RecordStore::opened);
    QString problem;
    if (!store.openCapture(folder, &problem)) {
        qWarning("%s", qPrintable(problem));
        return {};
    }
    if (opened.isEmpty() && !opened.wait(60'000)) {
        return {};
    }
    return {.records = opened.first().at(0).toULongLong(),
            .unreadOctets = opened.first().at(1).toULongLong()};
}

} // namespace

class TestCaptureRecovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
        m_root = m_dir->filePath(u"cache/captures"_s);
    }

    void anOrderlyEndLeavesNothing()
    {
        QString folder;
        {
            RecordStore store(StoreOptions{.root = m_root});
            QCOMPARE(store.folder(), QString());
            store.append(0, manyTexts(10));
            folder = store.folder();
            QVERIFY(folder.startsWith(m_root));
            QVERIFY(QFileInfo(folder).isDir());
            constexpr auto Others = QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
            QVERIFY(!(QFile::permissions(folder) & Others));
            QVERIFY(!(QFile::permissions(m_root) & Others));
        }
        QVERIFY(!QFileInfo::exists(folder));
    }

    void aCaptureInUseIsNotRecoverable()
    {
        RecordStore store(StoreOptions{.root = m_root});
        store.append(0, manyTexts(10));
        RecordStore other(StoreOptions{.root = m_root});
        QVERIFY(other.recoverableCaptures().isEmpty());
        QString problem;
        QVERIFY(!other.openCapture(store.folder(), &problem));
        QVERIFY(problem.contains(u"in use"_s));
        QVERIFY(!CaptureFolder::discard(store.folder()));
        QCOMPARE(payloadAt(store, 10), QByteArray("message 9"));
    }

    void aKeptCaptureComesBackAsItWas()
    {
        const QString folder = keep(conversation());
        RecordStore store(StoreOptions{.root = m_root});
        const QList<RecoverableCapture> captures = store.recoverableCaptures();
        QCOMPARE(captures.size(), 1);
        QCOMPARE(captures.first().folder, folder);
        QVERIFY(captures.first().bytes > 2000);
        QCOMPARE(reopen(store, folder), (Reopened{.records = 23}));
        const QList<Tap::Record> records = conversation();
        for (int i = 0; i < records.size(); ++i) {
            QVERIFY2(store.at(quint64(i) + 1) == records.at(i), qPrintable(QString::number(i)));
        }
        QCOMPARE(store.openOf(2)->url, QByteArray("ws://127.0.0.1:9000/feed"));
        QCOMPARE(store.liveConnections(), 0);
        QCOMPARE(store.lostRecords(), 128u);
        QVERIFY(store.recoverableCaptures().isEmpty()); // it is open here
    }

    void anOpenedCaptureStandsBehindWhatIsThereWithNumbersOfItsOwn()
    {
        const QString folder = keep({open(1, "ws://old/"), text(1, "old"), closed(1, 1000, {}, true)});
        RecordStore store(StoreOptions{.root = m_root});
        store.append(5, {open(1, "ws://live/"), text(1, "live")});
        QCOMPARE(reopen(store, folder).records, 3u);
        store.append(5, {text(1, "and goes on")});
        QCOMPARE(payloadAt(store, 2), QByteArray("live"));
        QCOMPARE(payloadAt(store, 4), QByteArray("old"));
        QCOMPARE(payloadAt(store, 6), QByteArray("and goes on"));
        QCOMPARE(Tap::headOf(store.at(4)).connection, 2u);
        QCOMPARE(Tap::headOf(store.at(6)).connection, 1u);
        QCOMPARE(store.openOf(1)->url, QByteArray("ws://live/"));
        QCOMPARE(store.openOf(2)->url, QByteArray("ws://old/"));
        QCOMPARE(store.liveConnections(), 1);
    }

    void anOpenedCaptureStaysUntilItIsDiscarded()
    {
        const QString folder = keep(manyTexts(1000));
        {
            RecordStore store(StoreOptions{.root = m_root});
            QCOMPARE(reopen(store, folder).records, 1000u);
            QVERIFY(!CaptureFolder::discard(folder)); // in use
            store.setMaxBytes(4096); // what is dropped here is not deleted there
            store.append(0, manyTexts(1000));
            QVERIFY(!store.contains(1));
        }
        {
            RecordStore store(StoreOptions{.root = m_root});
            QCOMPARE(reopen(store, folder).records, 1000u);
        }
        QVERIFY(CaptureFolder::discard(folder));
        QVERIFY(!QFileInfo::exists(folder));
    }

    void discardTouchesNothingButCaptures()
    {
        QVERIFY(!CaptureFolder::discard(m_dir->path()));
        QVERIFY(QFileInfo(m_dir->path()).isDir());
        RecordStore store(StoreOptions{.root = m_root});
        QString problem;
        QVERIFY(!store.openCapture(m_dir->path(), &problem));
        QVERIFY(problem.contains(u"no capture"_s));
    }

    void aKilledProgramLosesNothingThatItTook()
    {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--capture"_s, m_root});
        quint64 taken = 0;
        const auto readTaken = [&] {
            while (child.canReadLine()) {
                taken = child.readLine().trimmed().toULongLong();
            }
            return taken;
        };
        QTRY_VERIFY_WITH_TIMEOUT(readTaken() > 50'000, 60'000);
        child.kill(); // SIGKILL, in the middle of something
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        readTaken();

        RecordStore store(StoreOptions{.root = m_root});
        const QList<RecoverableCapture> captures = store.recoverableCaptures();
        QCOMPARE(captures.size(), 1);
        QVERIFY(captures.first().bytes > qint64(taken) * 50);
        QVERIFY(captures.first().bytes < qint64(taken + 500) * 100); // not the hole behind it
        const Reopened reopened = reopen(store, captures.first().folder);
        QCOMPARE(reopened.unreadOctets, 0u);
        QVERIFY2(reopened.records >= taken, qPrintable(u"%1 of %2"_s.arg(reopened.records).arg(taken)));
        QVERIFY(reopened.records <= taken + 500); // a batch whose line did not come out
        for (quint64 i = 2; i < store.endSequence(); ++i) {
            QCOMPARE(payloadAt(store, i), "message " + QByteArray::number(i - 2));
        }
        QCOMPARE(store.openOf(1)->url, QByteArray("ws://crash/"));
        qInfo("%llu records were taken, %llu came back", taken, reopened.records);
    }

    void aTornTailIsCutCleanly()
    {
        // Octets that were written but not promised, as in the middle of a batch.
        const QString folder = keep(manyTexts(100));
        QFile file(segmentOf(folder));
        QVERIFY(file.open(QIODevice::Append));
        QByteArray torn(200, '\0');
        torn[0] = 60; // the length of a record whose octets never came
        torn[4] = 2;
        file.write(torn);
        file.close();
        RecordStore store(StoreOptions{.root = m_root});
        QCOMPARE(reopen(store, folder), (Reopened{.records = 100}));
    }

    void aShortenedFileGivesWhatIsLeftAndSaysWhatIsNot()
    {
        const QString folder = keep(manyTexts(10));
        const qint64 whole = QFileInfo(segmentOf(folder)).size();
        const qint64 record = (whole - SegmentHeader::Size) / 10;
        for (qint64 size = whole; size >= 0; size -= 7) {
            QVERIFY(QFile::resize(segmentOf(folder), size));
            RecordStore store(StoreOptions{.root = m_root});
            const Reopened reopened = reopen(store, folder);
            const qint64 records = std::max<qint64>(0, size - SegmentHeader::Size) / record;
            QCOMPARE(reopened.records, quint64(records));
            if (size >= SegmentHeader::Size) {
                QCOMPARE(reopened.unreadOctets, quint64(whole - SegmentHeader::Size - records * record));
            }
        }
    }

    void aDamagedRecordEndsItsSegmentOnly()
    {
        RecordStore first(StoreOptions{.maxBytes = SmallBound, .root = m_root});
        first.setKept(true);
        first.append(0, manyTexts(200));
        const QString folder = first.folder();
        const QStringList before = segmentsOf(folder);
        QVERIFY(before.size() > 2);
        const auto run = first.snapshot().runAt(1);
        const quint64 inFirstSegment = run.end - run.first;
        const qint64 place = first.indexAt(11).offset;
        {
            QFile file(before.first());
            QVERIFY(file.open(QIODevice::ReadWrite));
            file.seek(place);
            file.write("\xFF\xFF\xFF\xFF");
        }
        const QString copy = m_root + u"/copy"_s;
        QVERIFY(QDir().mkpath(copy));
        for (const QString &path : before) {
            QVERIFY(QFile::copy(path, copy + u'/' + QFileInfo(path).fileName()));
        }
        RecordStore store(StoreOptions{.root = m_root});
        const Reopened reopened = reopen(store, copy);
        QCOMPARE(reopened.records, 200 - inFirstSegment + 10);
        QVERIFY(reopened.unreadOctets > 0);
        QCOMPARE(payloadAt(store, 10), QByteArray("message 9"));
        QCOMPARE(payloadAt(store, 11), "message " + QByteArray::number(inFirstSegment));
    }

    void aFileOfANewerProgramIsCountedAsUnread()
    {
        const QString folder = keep(manyTexts(10));
        const qint64 size = QFileInfo(segmentOf(folder)).size();
        {
            QFile file(segmentOf(folder));
            QVERIFY(file.open(QIODevice::ReadWrite));
            file.seek(8);
            file.write("\x02");
        }
        RecordStore store(StoreOptions{.root = m_root});
        QCOMPARE(reopen(store, folder), (Reopened{.records = 0, .unreadOctets = quint64(size)}));
    }

    void openingTellsItsProgressAndCanBeCancelled()
    {
        const QString folder = keep(manyTexts(200'000));
        RecordStore store(StoreOptions{.root = m_root});
        QSignalSpy progressed(&store, &RecordStore::openingProgressed);
        QSignalSpy opened(&store, &RecordStore::opened);
        QString problem;
        QVERIFY(store.openCapture(folder, &problem));
        QVERIFY(store.isOpening());
        QVERIFY(!store.openCapture(folder, &problem)); // one at a time
        QTRY_COMPARE(opened.count(), 1);
        QVERIFY(!store.isOpening());
        QVERIFY(progressed.count() > 5);
        QCOMPARE(progressed.last().first().toInt(), 100);

        RecordStore cancelled(StoreOptions{.root = m_root});
        const QString second = keep(manyTexts(200'000));
        QSignalSpy ended(&cancelled, &RecordStore::opened);
        QVERIFY(cancelled.openCapture(second, &problem));
        cancelled.cancelOpening();
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(ended.first().at(0).toULongLong() < 200'000);
        QCOMPARE(ended.first().at(0).toULongLong(), cancelled.endSequence() - 1);
    }

    void clearWhileOpeningLeavesNothingBehind()
    {
        const QString folder = keep(manyTexts(50'000));
        RecordStore store(StoreOptions{.root = m_root});
        QString problem;
        QVERIFY(store.openCapture(folder, &problem));
        store.clear();
        QVERIFY(!store.isOpening());
        store.append(0, manyTexts(1));
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QCOMPARE(store.endSequence() - store.firstSequence(), 1u);
    }

private:
    //! Leaves a capture of \a records and returns its folder.
    QString keep(const QList<Tap::Record> &records) const
    {
        RecordStore store(StoreOptions{.root = m_root});
        store.setKept(true);
        store.append(0, records);
        return store.folder();
    }

    static QStringList segmentsOf(const QString &folder)
    {
        QStringList paths;
        for (const QFileInfo &file : QDir(folder).entryInfoList({u"*.records"_s}, QDir::Files, QDir::Name)) {
            paths << file.filePath();
        }
        return paths;
    }

    static QString segmentOf(const QString &folder) { return segmentsOf(folder).value(0); }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == "--capture"_L1) {
        return captureUntilKilled(arguments.at(2));
    }
    TestCaptureRecovery test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_capturerecovery.moc"
