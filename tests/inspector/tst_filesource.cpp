// SPDX-License-Identifier: GPL-3.0-only
// Files as a source: what is told, when, and that nothing waits for a file. And JSON
// lines, the format that keeps everything, there and back.
#include "export/jsonlines.h"
#include "export/recordwriter.h"
#include "import/filesource.h"
#include "inspector/filetools.h"
#include "inspector/samplerecords.h"
#include "inspector/wireconversation.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestFileSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonLinesComeBackAsTheyWere();
    void commentsComeBackWithTheirRecords();
    void jsonLinesOfOthersMayLackMuch();
    void brokenJsonLinesGiveWhatCameBefore();
    void everyTruncationAndMutationOfLinesEnds();
    void givesAllRecordsAndEnds();
    void canBeStopped();
    void mayBeDeletedWhileItReads();
    void saysWhatItCannotOpen_data();
    void saysWhatItCannotOpen();
    void aBrokenFileFailsAfterItsRecords();

private:
    QString path() const { return m_directory.filePath(u"out"_s); }
    QByteArray lines(const QList<Tap::Record> &records) const
    {
        RecordWriter writer(appendJsonLine);
        return written(writer, records, path());
    }

    const QTemporaryDir m_directory;
};

namespace {

//! What a line does not say, taken out.
Tap::Record asLinesSayIt(Tap::Record record)
{
    if (auto *frame = std::get_if<Tap::FrameRecord>(&record))
        frame->header.minimalLength = true;
    return record;
}

//! Follows a source to its end.
struct Listener
{
    explicit Listener(Source &source)
        : failed(&source, &Source::failed)
        , finished(&source, &Source::finished)
    {
        QObject::connect(&source, &Source::recordsReady, &source, [this](const QList<Tap::Record> &batch) {
            records += batch;
            largest = std::max(largest, batch.size());
        });
    }
    QList<Tap::Record> records;
    qsizetype largest = 0;
    QSignalSpy failed;
    QSignalSpy finished;
};

} // namespace

void TestFileSource::jsonLinesComeBackAsTheyWere()
{
    WireConversation conversation("example.com:9000", "permessage-deflate");
    addMessages(conversation, true, 3);
    conversation.frame(Tap::Direction::Sent, 1, "caf\xc3", false);
    conversation.frame(Tap::Direction::Sent, 0, "\xa9", true);
    conversation.frame(Tap::Direction::Sent, 11, "?");
    conversation.close();
    QList<Tap::Record> records = conversation.records(1);
    const QList<Tap::Record> others = conversation.records(2, true, false);
    records += others;
    records.append(Tap::DropRecord{.head = {.connection = 0, .timeNs = 5}, .count = 3, .octets = 99});
    const ReadFile file = readAll(lines(records));
    QCOMPARE(file.error, QString());
    QCOMPARE(file.format, FileFormat::JsonLines);
    QCOMPARE(file.records.size(), records.size());
    for (qsizetype i = 0; i < records.size(); ++i)
        QVERIFY2(file.records[i] == asLinesSayIt(records[i]), qPrintable(QString::number(i)));
    // The side that was watched is kept, too.
    Tap::OpenRecord server = open(1, "ws://a/");
    server.role = Core::Role::Server;
    QCOMPARE(std::get<Tap::OpenRecord>(readAll(lines({server})).records[0]).role, Core::Role::Server);
}

void TestFileSource::commentsComeBackWithTheirRecords()
{
    JsonLinesWriter writer;
    QVERIFY(writer.open(path()));
    const QByteArray comment = "why \"so\"?\nü";
    QVERIFY(writer.add(0, open(1, "ws://a/"), {}));
    QVERIFY(writer.add(0, text(1, "hello"), comment));
    QVERIFY(writer.add(0, Tap::MessageRecord{}, "has no line"));
    QVERIFY(writer.add(0, text(1, "again"), {}));
    QVERIFY(writer.add(0, closed(1, 1000, "bye", true), "the end"));
    QVERIFY(writer.finish());
    FileSource source(path());
    const Listener listener(source);
    QList<std::pair<qsizetype, QString>> comments;
    connect(&source, &Source::commentsReady, this, [&](const auto &some) { comments += some; });
    source.start();
    QTRY_COMPARE(listener.finished.count(), 1);
    QVERIFY(listener.failed.isEmpty());
    QCOMPARE(listener.records.size(), 4);
    QCOMPARE(std::get<Tap::FrameRecord>(listener.records[1]).payload, "hello");
    const QList<std::pair<qsizetype, QString>> expected{{1, QString::fromUtf8(comment)}, {3, u"the end"_s}};
    QCOMPARE(comments, expected);
}

void TestFileSource::jsonLinesOfOthersMayLackMuch()
{
    const ReadFile file =
        readAll(" \n{\"op\":1,\"data\":\"hi\"}\r\n\n"
                "{\"new\":{\"a\":[1,{}]},\"op\":2,\"dir\":\"recv\",\"b64\":\"AQI=\",\"conn\":4}"
                "{\"event\":\"later\",\"x\":1}"
                "{\"event\":\"close\",\"conn\":4,\"wire\":18446744073709551615}");
    QCOMPARE(file.error, QString());
    QCOMPARE(file.records.size(), 3);
    const auto first = std::get<Tap::FrameRecord>(file.records[0]);
    QCOMPARE(first.head.connection, quint64(1));
    QVERIFY(first.header.fin);
    QVERIFY(!first.header.masked);
    QCOMPARE(first.header.payloadLength, quint64(2));
    QCOMPARE(std::get<Tap::FrameRecord>(file.records[1]).payload, QByteArray("\x01\x02"));
    QCOMPARE(std::get<Tap::CloseRecord>(file.records[2]).code, 1006);
}

void TestFileSource::brokenJsonLinesGiveWhatCameBefore()
{
    const QByteArray whole = lines(manyTexts(10));
    const ReadFile cut = readAll(whole.chopped(5));
    QCOMPARE(cut.records.size(), 9);
    QVERIFY2(cut.error.startsWith(u"line 10: it ends"_s), qPrintable(cut.error));
    const ReadFile broken = readAll(whole + "oops\n");
    QCOMPARE(broken.records.size(), 10);
    QVERIFY2(broken.error.startsWith(u"line 11: "_s), qPrintable(broken.error));
}

void TestFileSource::everyTruncationAndMutationOfLinesEnds()
{
    const QByteArray whole = lines(conversation());
    for (qsizetype size = 0; size < whole.size(); size += 11)
        QVERIFY(readAll(whole.first(size)).error != u"endless"_s);
    for (qsizetype at = 0; at < whole.size(); at += 7) {
        QByteArray mutated = whole;
        for (const char c : {'\0', '"', '{', ']', '\\', '9', 'u'}) {
            mutated[at] = c;
            QVERIFY(readAll(mutated).error != u"endless"_s);
        }
    }
}

void TestFileSource::givesAllRecordsAndEnds()
{
    constexpr int Count = 100'000;
    const qsizetype size = lines(manyTexts(Count)).size();
    FileSource source(path());
    Listener listener(source);
    QList<qint64> progress;
    connect(&source, &FileSource::progressChanged, &source, [&](qint64 done, qint64 total) {
        progress.append(done);
        QVERIFY(done <= total);
    });
    source.start();
    QTRY_COMPARE_WITH_TIMEOUT(listener.finished.count(), 1, 60'000);
    QCOMPARE(listener.failed.count(), 0);
    QCOMPARE(listener.records.size(), Count);
    for (int i = 0; i < Count; i += 997)
        QCOMPARE(std::get<Tap::FrameRecord>(listener.records[i]).payload, "message " + QByteArray::number(i));
    QVERIFY(listener.largest <= 8192); // what a window can take between two pictures
    QVERIFY(std::is_sorted(progress.begin(), progress.end()));
    QCOMPARE(progress.last(), size);
    QCOMPARE(source.title(), u"out"_s);
    QVERIFY(!source.wasCancelled());
}

void TestFileSource::canBeStopped()
{
    lines(manyTexts(100'000));
    FileSource source(path());
    Listener listener(source);
    source.start();
    QTRY_VERIFY(!listener.records.isEmpty());
    source.stop();
    QTRY_COMPARE(listener.finished.count(), 1);
    QVERIFY(listener.records.size() < 100'000);
    QCOMPARE(listener.failed.count(), 0);
    QVERIFY(source.wasCancelled());
}

void TestFileSource::mayBeDeletedWhileItReads()
{
    lines(manyTexts(100'000));
    for (int i = 0; i < 20; ++i) {
        FileSource source(path());
        source.start();
        if (i % 2 == 0)
            QTest::qWait(i);
    }
}

void TestFileSource::saysWhatItCannotOpen_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("not there") << u"no/such/file"_s;
    QTest::newRow("a folder") << u"."_s;
}

void TestFileSource::saysWhatItCannotOpen()
{
    QFETCH(QString, name);
    FileSource source(m_directory.filePath(name));
    Listener listener(source);
    source.start();
    QCOMPARE(listener.failed.count(), 1);
    QVERIFY(listener.failed[0][0].toString().contains(name));
}

void TestFileSource::aBrokenFileFailsAfterItsRecords()
{
    lines(manyTexts(3));
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"op\":");
    }
    FileSource source(path());
    Listener listener(source);
    qsizetype before = -1;
    connect(&source, &Source::failed, &source, [&] { before = listener.records.size(); });
    source.start();
    QTRY_COMPARE(listener.finished.count(), 1);
    QCOMPARE(listener.failed.count(), 1);
    QCOMPARE(before, 3);
    QVERIFY(listener.failed[0][0].toString().contains(u"line 4"_s));
}

QTEST_GUILESS_MAIN(TestFileSource)
#include "tst_filesource.moc"
