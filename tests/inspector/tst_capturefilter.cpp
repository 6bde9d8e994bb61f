// SPDX-License-Identifier: GPL-3.0-only
// The filter of a table with all that it asks for beside records: WAMP, latency, tags and
// the capture's start; and what people put on records.
#include "inspector/wampsamples.h"
#include "models/annotations.h"
#include "models/capturefilter.h"
#include "models/framemodel.h"
#include "models/wampindex.h"
#include "store/recordstore.h"

#include <QtCore/QThread>
#include <QtGui/QTextDocumentFragment>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Sequences = QList<quint64>;

namespace {

Filter compiled(const QString &text)
{
    const Filter::Result result = Filter::compile(text);
    Q_ASSERT(std::holds_alternative<Filter>(result));
    return std::get<Filter>(result);
}

//! What a window has around its table.
struct Scene
{
    RecordStore store;
    WampIndex index{&store};
    Annotations annotations{&store};
    CaptureFilter filter{&store, &index, &annotations};
    FrameModel model{&store};

    Scene()
    {
        model.setFacts(&index, &annotations);
        QObject::connect(&filter, &CaptureFilter::changed, &model,
                         [this] { model.setFilterSource(filter.passesAll() ? nullptr : &filter); });
    }

    Sequences shown() const
    {
        Sequences sequences;
        for (int row = 0; row < model.rowCount(); ++row) {
            sequences << model.sequenceAt(row);
        }
        return sequences;
    }
};

} // namespace

class TestCaptureFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void wampIsAskedForInTheTable_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<Sequences>("expected");
        QTest::newRow("type") << u"wamp.type == ERROR"_s << Sequences{23, 25};
        QTest::newRow("uri, also of the answer") << u"wamp.uri == com.example.add"_s << Sequences{7, 9};
        QTest::newRow("id") << u"wamp.id == 3 && wamp.type == RESULT"_s << Sequences{11, 12, 13};
        QTest::newRow("latency is the answers'") << u"latency > 4500us"_s << Sequences{5, 12, 13};
        QTest::newRow("a slow procedure")
            << u"wamp.uri == com.example.lift && latency >= 10ms"_s << Sequences{13};
        QTest::newRow("no WAMP at all") << u"!wamp.type"_s << Sequences{1};
        QTest::newRow("since the first record") << u"time >= 99ms"_s << Sequences{29, 30};
    }

    void wampIsAskedForInTheTable()
    {
        QFETCH(QString, expression);
        QFETCH(Sequences, expected);
        Scene scene;
        const QAbstractItemModelTester tester(&scene.model);
        scene.filter.setFilter(compiled(expression)); // before there is anything
        scene.store.append(0, wampSession());
        QTRY_COMPARE(scene.shown(), expected);
        QTRY_VERIFY(!scene.model.isScanning());
        scene.filter.setFilter({});
        QCOMPARE(scene.model.rowCount(), 30);
        scene.filter.setFilter(compiled(expression)); // and when all is there
        QTRY_VERIFY(!scene.model.isScanning());
        QCOMPARE(scene.shown(), expected);
    }

    void answersThatComeLaterAreFound()
    {
        Scene scene;
        const QAbstractItemModelTester tester(&scene.model);
        const QList<Tap::Record> session = wampSession();
        scene.filter.setFilter(compiled(u"wamp.uri == com.example.add && latency"_s));
        scene.store.append(0, session.first(7)); // up to the CALL
        QTRY_VERIFY(!scene.model.isScanning());
        QCOMPARE(scene.model.rowCount(), 0);
        scene.store.append(0, session.sliced(7));
        QTRY_COMPARE(scene.shown(), Sequences{9});
    }

    //! The index reads a message only after the filter could have looked at it.
    void whatTheIndexHasNotReadIsNotJudged()
    {
        Scene scene;
        scene.store.append(0, wampSession());
        scene.filter.setFilter(compiled(u"!(wamp.type == CALL)"_s));
        QCOMPARE(scene.filter.judgeableEnd(), scene.index.position());
        scene.model.publishAll();
        for (const quint64 sequence : scene.shown()) {
            QVERIFY(sequence < scene.index.position());
        }
        QTRY_COMPARE(scene.model.rowCount(), 27);
        scene.filter.setFilter(compiled(u"len > 5"_s));
        QVERIFY(scene.filter.judgeableEnd() > scene.store.endSequence());
    }

    void timeRangeAndExpressionBothHold()
    {
        Scene scene;
        scene.store.append(0, wampSession());
        scene.filter.setTimeRange(
            TimeRange{SampleTimeNs + 20 * Millisecond, SampleTimeNs + 50 * Millisecond});
        QTRY_COMPARE(scene.shown(), (Sequences{10, 11, 12, 13, 14, 15, 16}));
        scene.filter.setFilter(compiled(u"com.example.log"_s));
        QTRY_COMPARE(scene.shown(), (Sequences{14, 16}));
        scene.filter.setTimeRange(std::nullopt);
        scene.filter.setFilter({});
        QCOMPARE(scene.model.rowCount(), 30);
    }

    void tagsAreAskedForAndJudgedAnew()
    {
        Scene scene;
        scene.store.append(0, wampSession());
        scene.filter.setFilter(compiled(u"tag == slow"_s));
        QTRY_VERIFY(!scene.model.isScanning());
        QCOMPARE(scene.model.rowCount(), 0);
        scene.annotations.set(7, {.tags = {u"slow"_s, u"to check"_s}});
        QTRY_COMPARE(scene.shown(), Sequences{7});
        scene.annotations.set(7, {.isBookmarked = true});
        QTRY_VERIFY(!scene.model.isScanning());
        QCOMPARE(scene.model.rowCount(), 0);
    }

    void captureBeginsAnewWhenItIsCleared()
    {
        Scene scene;
        scene.store.append(0, wampSession());
        QCOMPARE(scene.filter.captureStartNs(), SampleTimeNs);
        scene.store.clear();
        scene.store.append(0, {sent(7000, "[]")});
        QCOMPARE(scene.filter.captureStartNs(), SampleTimeNs + 7000 * Millisecond);
    }

    void rowsShowWhatIsKnownOfThem()
    {
        Scene scene;
        scene.store.append(0, wampSession());
        QSignalSpy changes(&scene.model, &QAbstractItemModel::dataChanged);
        scene.model.publishAll();
        scene.index.finish();
        QVERIFY(changes.count() >= 1);
        const auto cell = [&](quint64 sequence, FrameColumn column, int role = Qt::DisplayRole) {
            return scene.model.index(scene.model.rowOf(sequence), int(column)).data(role).toString();
        };
        QCOMPARE(cell(7, FrameColumn::Wamp), u"CALL com.example.add"_s);
        QCOMPARE(cell(7, FrameColumn::Pair), u"→9 3.0 ms"_s);
        QCOMPARE(cell(9, FrameColumn::Pair), u"←7 3.0 ms"_s);
        QVERIFY(cell(25, FrameColumn::Wamp).startsWith(u"⚠ ERROR CALL"_s));
        QVERIFY(cell(25, FrameColumn::Number, Qt::AccessibleTextRole).contains(u"a WAMP problem"_s));
        QVERIFY(cell(7, FrameColumn::Wamp, Qt::AccessibleTextRole).contains(u"CALL com.example.add"_s));
        const QModelIndex row = scene.model.index(scene.model.rowOf(7), 0);
        QVERIFY(!row.data(FrameModel::ProblemRole).toBool());
        QVERIFY(!row.data(FrameModel::BookmarkRole).toBool());
        scene.annotations.set(7, {.isBookmarked = true, .comment = u"why?"_s, .tags = {u"slow"_s}});
        QVERIFY(row.data(FrameModel::BookmarkRole).toBool());
        QVERIFY(row.data(FrameModel::CommentRole).toBool());
        QCOMPARE(QTextDocumentFragment::fromHtml(row.data(Qt::ToolTipRole).toString()).toPlainText(),
                 u"why?\nTags: slow"_s);
        scene.annotations.set(7, {.comment = u"<b>no markup</b>"_s});
        QVERIFY(!row.data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
        scene.annotations.set(7, {.isBookmarked = true, .comment = u"why?"_s, .tags = {u"slow"_s}});
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"bookmarked, why?"_s));
    }

    //! An answer to an old request is no reason to name all rows since.
    void lateAnswersChangeFewRows()
    {
        Scene scene;
        scene.store.append(0, wampSession().first(7));
        scene.store.append(0, QList<Tap::Record>(5000, received(12, R"([36,5512315355,78,{}])")));
        scene.model.publishAll();
        scene.index.finish();
        QSignalSpy changes(&scene.model, &QAbstractItemModel::dataChanged);
        scene.store.append(0, {received(14, R"([50,2,{},[5]])")});
        scene.index.finish();
        scene.model.publishAll();
        QCOMPARE(scene.index.pairOf(7), scene.store.endSequence() - 1);
        QVERIFY(!changes.isEmpty());
        for (const QList<QVariant> &change : changes) {
            const int rows = change.at(1).toModelIndex().row() - change.at(0).toModelIndex().row();
            QVERIFY2(rows < 100, qPrintable(QString::number(rows)));
        }
    }

    //! Copies are what they were, also while the original changes and another thread reads.
    void entriesOfACopyStayAsTheyAre()
    {
        WampEntries entries;
        const quint32 uri = entries.addUri("com.x");
        constexpr quint64 Count = 3 * WampEntries::ChunkSize + 7;
        for (quint64 i = 1; i <= Count; ++i) {
            entries.append({.sequence = 2 * i, .uri = uri}, 1'000'000);
        }
        QCOMPARE(entries.size(), qsizetype(Count));
        bool isSame = true;
        QThread *reader = QThread::create([copy = entries, &isSame] {
            for (quint64 i = 1; i <= Count; ++i) {
                const WampEntry *entry = copy.find(2 * i);
                isSame = isSame && entry && entry->latencyNs == -1 && copy.uri(entry->uri) == "com.x"
                    && !copy.find(2 * i + 1);
            }
            isSame = isSame && copy.size() == qsizetype(Count);
        });
        reader->start();
        for (quint64 i = 1; i <= Count; ++i) {
            entries.findForChange(2 * i)->latencyNs = 5;
        }
        entries.append({.sequence = 2 * Count + 2}, 1'000'000);
        entries.addUri("com.y");
        reader->wait();
        delete reader;
        QVERIFY(isSame);
        QCOMPARE(entries.find(2 * Count)->latencyNs, 5);
        entries.dropBefore(2 * Count);
        QVERIFY(!entries.find(2 * Count - 2));
        QVERIFY(entries.find(2 * Count));
        WampEntries few;
        for (quint64 i = 1; i <= Count; ++i) {
            few.append({.sequence = i}, WampEntries::ChunkSize);
        }
        QVERIFY(few.size() <= WampEntries::ChunkSize);
        QVERIFY(few.find(Count));
    }

    void annotationsAreATable()
    {
        RecordStore store;
        store.append(0, manyTexts(10));
        Annotations annotations(&store);
        const QAbstractItemModelTester tester(&annotations);
        QSignalSpy changed(&annotations, &Annotations::changed);
        annotations.toggleBookmark(5);
        annotations.set(2, {.comment = u"  first line\nsecond  "_s, .tags = {u"b"_s, u"a"_s}});
        annotations.set(8, {.isBookmarked = true, .tags = {u"a"_s}});
        annotations.set(11, {.isBookmarked = true}); // there is no such record
        QCOMPARE(changed.count(), 3);
        QCOMPARE(annotations.rowCount(), 3);
        QCOMPARE(annotations.index(0, Annotations::Comment).data().toString(), u"first line"_s);
        QCOMPARE(annotations.index(0, Annotations::Tags).data().toString(), u"b, a"_s);
        QCOMPARE(annotations.distinctTags(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(annotations.of(2)->comment, u"first line\nsecond"_s);
        QCOMPARE(annotations.nextBookmark(1, true), 5U);
        QCOMPARE(annotations.nextBookmark(5, true), 8U);
        QCOMPARE(annotations.nextBookmark(8, true), 0U);
        QCOMPARE(annotations.nextBookmark(8, false), 5U);
        QCOMPARE(annotations.nextBookmark(5, false), 0U);
        annotations.toggleBookmark(5);
        QVERIFY(!annotations.of(5));
        QCOMPARE(annotations.rowCount(), 2);
        store.clear();
        QCOMPARE(annotations.rowCount(), 0);
        QVERIFY(annotations.tags().isEmpty());
    }

    void tagsAreReadFromText()
    {
        QCOMPARE(tagsFromText(u" slow,  to   check ,, slow "_s), (QStringList{u"slow"_s, u"to check"_s}));
    }
};

QTEST_GUILESS_MAIN(TestCaptureFilter)
#include "tst_capturefilter.moc"
