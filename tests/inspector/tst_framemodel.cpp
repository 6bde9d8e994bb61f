// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/framemodel.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QSemaphore>
#include <QtCore/QThread>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

QString cell(const FrameModel &model, int row, FrameColumn column)
{
    return model.index(row, int(column)).data().toString();
}

//! A filter that stops at a record until it is let go.
class Gate
{
public:
    ~Gate() { letGo(); }

    RowFilterPtr filterStoppingAt(quint64 stop)
    {
        return makeRowFilter([state = m_state, stop](const Tap::Record &, quint64 sequence) {
            if (sequence == stop) {
                state->reached.release();
                state->open.acquire();
            }
            return true;
        });
    }
    bool waitUntilReached() { return m_state->reached.tryAcquire(1, 60'000); }
    void letGo() { m_state->open.release(); }

private:
    struct State
    {
        QSemaphore reached;
        QSemaphore open;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace

class TestFrameModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_store = std::make_unique<RecordStore>();
        m_model = std::make_unique<FrameModel>(m_store.get());
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_store.reset();
    }

    void showsRecordsInTheirOrder()
    {
        m_store->append(0, conversation());
        QTRY_COMPARE(m_model->rowCount(), 23);
        QCOMPARE(cell(*m_model, 1, FrameColumn::Number), u"2"_s);
        QCOMPARE(cell(*m_model, 1, FrameColumn::Direction), u"▲ sent"_s);
        QCOMPARE(cell(*m_model, 2, FrameColumn::Direction), u"▼ received"_s);
        QCOMPARE(cell(*m_model, 5, FrameColumn::WireSize), u"41"_s);
        QCOMPARE(cell(*m_model, 5, FrameColumn::Size), u"87"_s);
        QCOMPARE(cell(*m_model, 10, FrameColumn::Type), u"text, more"_s);
        QCOMPARE(cell(*m_model, 0, FrameColumn::Direction), QString());
        QCOMPARE(cell(*m_model, 17, FrameColumn::Connection), QString());
    }

    void tellsTheDelegateWhatARowIs()
    {
        m_store->append(0, conversation());
        m_model->publishAll();
        QCOMPARE(m_model->index(13, 0).data(FrameModel::MalformedRole).toBool(), true);
        QCOMPARE(m_model->index(1, 0).data(FrameModel::MalformedRole).toBool(), false);
        QCOMPARE(m_model->index(6, 0).data(FrameModel::ControlRole).toBool(), true);
        QCOMPARE(m_model->index(0, 0).data(FrameModel::KindRole).toInt(), int(Tap::RecordKind::Open));
        QCOMPARE(m_model->index(17, 0).data(FrameModel::KindRole).toInt(), int(Tap::RecordKind::Drop));
        QVERIFY(!m_model->index(0, 0).data(FrameModel::DirectionRole).isValid());
    }

    void everyCellHasAnAccessibleText()
    {
        m_store->append(0, conversation());
        m_model->publishAll();
        for (int row = 0; row < m_model->rowCount(); ++row) {
            for (int column = 0; column < m_model->columnCount(); ++column) {
                QVERIFY(!m_model->index(row, column).data(Qt::AccessibleTextRole).toString().isEmpty());
            }
        }
        const QString sentence =
            m_model->index(1, int(FrameColumn::Preview)).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(sentence.startsWith(u"sent, text, 45 octets, {"_s), qPrintable(sentence));
    }

    void insertsNoOftenerThanOnceAnInterval()
    {
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 200; ++i) {
            m_store->append(0, manyTexts(10, i * 10));
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(m_model->rowCount(), 2000);
        QVERIFY(inserted.count() <= 1 + timer.elapsed() / FrameModel::PublishInterval.count());
    }

    void filterFindsWhatLiesBeyondThePreview()
    {
        m_store->append(0, {text(1, QByteArray(10'000, 'x') + "NEEDLE"), text(1, "other")});
        m_model->setFilter(u"needle"_s);
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->rowCount(), 1);
        m_store->append(0, {text(1, "one more needle"), text(1, "hay")});
        QTRY_COMPARE(m_model->rowCount(), 2);
        QCOMPARE(m_model->sequenceAt(1), 3u);
        QCOMPARE(m_model->rowOf(3), 1);
        QCOMPARE(m_model->rowOf(2), -1);
    }

    void clearingTheFilterBringsAllBackAtOnce()
    {
        m_store->append(0, manyTexts(1000));
        m_model->setFilter(u"message 99"_s);
        QTRY_COMPARE(m_model->rowCount(), 11);
        m_model->setFilter({});
        QCOMPARE(m_model->rowCount(), 1000);
        QCOMPARE(m_model->rowOf(500), 499);
    }

    void newFilterCancelsTheOneUnderWay()
    {
        for (int i = 0; i < 20; ++i) {
            m_store->append(0, {text(1, QByteArray(1'000'000, 'x') + "end")});
        }
        m_model->setFilter(u"end"_s);
        QCoreApplication::processEvents();
        m_model->setFilter(u"nothing like this"_s);
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->rowCount(), 0);
    }

    void filterTellsHowFarItIs()
    {
        m_store->append(0, manyTexts(1000));
        QSignalSpy advanced(m_model.get(), &FrameModel::scanAdvanced);
        m_model->setFilter(u"message"_s);
        QVERIFY(m_model->isScanning());
        QCOMPARE(m_model->scanPercent(), 0);
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->scanPercent(), 100);
        QVERIFY(advanced.count() >= 2);
    }

    void filteringHappensInAnotherThreadAndNobodyWaitsForIt()
    {
        m_store->append(0, manyTexts(100));
        Gate gate;
        m_model->setRowFilter(gate.filterStoppingAt(50));
        QVERIFY(gate.waitUntilReached()); // it would be for ever if this thread filtered
        m_store->append(0, manyTexts(100));
        QCoreApplication::processEvents();
        QVERIFY(m_model->isScanning());
        m_model->setFilter(u"message 7"_s); // while the other still stands there
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->rowCount(), 22);
        gate.letGo();
        m_model->setFilter({});
        QCOMPARE(m_model->rowCount(), 200);
    }

    void recordsTrimmedWhileTheyAreSearchedGetNoRows()
    {
        m_store->setMaxBytes(SmallBound);
        m_store->append(0, manyTexts(1000));
        Gate gate;
        m_model->setRowFilter(gate.filterStoppingAt(900));
        QVERIFY(gate.waitUntilReached());
        m_store->setMaxBytes(m_store->bytes() / 2);
        QVERIFY(m_store->firstSequence() > 100);
        gate.letGo();
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->sequenceAt(0), m_store->firstSequence());
        QCOMPARE(quint64(m_model->rowCount()), m_store->endSequence() - m_store->firstSequence());
    }

    void clearingTheStoreEndsTheSearch()
    {
        m_store->append(0, manyTexts(1000));
        Gate gate;
        m_model->setRowFilter(gate.filterStoppingAt(500));
        QVERIFY(gate.waitUntilReached());
        m_store->clear();
        QVERIFY(!m_model->isScanning());
        gate.letGo();
        m_store->append(0, manyTexts(10));
        QTRY_COMPARE(m_model->rowCount(), 10);
        QCOMPARE(m_model->sequenceAt(0), 1001u);
    }

    void highlightShowsAllRowsAndMarksThoseThatPass()
    {
        m_store->append(0, manyTexts(100));
        m_model->publishAll();
        m_model->setFilterMode(FrameModel::FilterMode::Highlight);
        QCOMPARE(m_model->rowCount(), 100);
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        m_model->setFilter(u"message 4"_s);
        QCOMPARE(m_model->rowCount(), 100); // at once, unmarked
        QTRY_VERIFY(!m_model->isScanning());
        QVERIFY(!changed.isEmpty());
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 4);
        QCOMPARE(changed.last().at(1).toModelIndex().row(), 49);
        for (int row = 0; row < 100; ++row) {
            QCOMPARE(m_model->index(row, 0).data(FrameModel::HighlightRole).toBool(),
                     row == 4 || row / 10 == 4);
        }
        m_store->append(0, manyTexts(10, 400));
        QTRY_VERIFY(m_model->rowCount() == 110 && !m_model->isScanning());
        QVERIFY(m_model->index(105, 0).data(FrameModel::HighlightRole).toBool());
        QCOMPARE(m_model->nextMatch(5, true), 41u);
        QCOMPARE(m_model->nextMatch(41, false), 5u);
        QCOMPARE(m_model->nextMatch(5, false), 0u);
        m_model->setFilterMode(FrameModel::FilterMode::Hide);
        QTRY_COMPARE(m_model->rowCount(), 21);
        QVERIFY(!m_model->index(0, 0).data(FrameModel::HighlightRole).toBool());
        QCOMPARE(m_model->nextMatch(50, true), 101u);
    }

    void highlightSurvivesTrimming()
    {
        m_store->setMaxBytes(SmallBound / 4);
        m_model->setFilterMode(FrameModel::FilterMode::Highlight);
        m_model->setFilter(u"message 29"_s);
        for (int i = 0; i < 3000; i += 100) {
            m_store->append(0, manyTexts(100, i));
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY(!m_model->isScanning());
        m_model->publishAll();
        QVERIFY(m_store->trimmedRecords() > 0);
        QCOMPARE(quint64(m_model->rowCount()), m_store->endSequence() - m_store->firstSequence());
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const quint64 number = m_model->sequenceAt(row) - 1;
            QCOMPARE(m_model->index(row, 0).data(FrameModel::HighlightRole).toBool(),
                     QByteArray::number(number).startsWith("29"));
        }
    }

    void pauseFreezesTheViewAndCountsWhatIsNew()
    {
        m_store->append(0, manyTexts(10));
        m_model->publishAll();
        m_model->setPaused(true);
        QSignalSpy heldBack(m_model.get(), &FrameModel::heldBackChanged);
        m_store->append(0, manyTexts(5, 10));
        QTRY_VERIFY(!heldBack.isEmpty());
        QCOMPARE(heldBack.last().at(0).toULongLong(), 5u);
        QCOMPARE(m_model->rowCount(), 10);
        QCOMPARE(m_store->endSequence(), 16u); // capturing went on
        m_model->setPaused(false);
        QTRY_COMPARE(m_model->rowCount(), 15);
        QCOMPARE(m_model->heldBack(), 0u);
    }

    void pauseShowsWhatCameBeforeIt()
    {
        m_store->append(0, manyTexts(10)); // not published yet
        m_model->setPaused(true);
        m_store->append(0, manyTexts(5, 10));
        QTRY_COMPARE(m_model->rowCount(), 10);
    }

    void filteringWhilePausedStaysWithinWhatIsFrozen()
    {
        m_store->append(0, manyTexts(10));
        m_model->setPaused(true);
        m_store->append(0, manyTexts(10, 10));
        m_model->setFilter(u"message"_s);
        QTRY_COMPARE(m_model->rowCount(), 10);
        QVERIFY(!m_model->isScanning());
    }

    void trimTakesRowsFromTheTop()
    {
        m_store->setMaxBytes(SmallBound);
        m_store->append(0, manyTexts(1000));
        m_model->publishAll();
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_store->setMaxBytes(m_store->bytes() / 2);
        QTRY_COMPARE(removed.count(), 1);
        QCOMPARE(removed.first().at(1).toInt(), 0);
        QCOMPARE(m_model->sequenceAt(0), m_store->firstSequence());
        QCOMPARE(quint64(m_model->rowCount()), m_store->endSequence() - m_store->firstSequence());
    }

    void rowsOfTrimmedRecordsAreEmptyUntilTheyGo()
    {
        m_store->setMaxBytes(SmallBound);
        m_store->append(0, manyTexts(1000));
        m_model->publishAll();
        m_store->setMaxBytes(m_store->bytes() / 2);
        QCOMPARE(m_model->index(0, int(FrameColumn::Preview)).data(), QVariant());
    }

    void trimWhilePausedOnlyTakesWhatIsGone()
    {
        m_store->setMaxBytes(SmallBound);
        m_store->append(0, manyTexts(100));
        m_model->publishAll();
        m_model->setPaused(true);
        m_store->setMaxBytes(m_store->bytes());
        m_store->append(0, manyTexts(1000, 100)); // pushes all that was frozen out
        QTRY_COMPARE(m_model->rowCount(), 0);
        m_model->setPaused(false);
        QTRY_COMPARE(quint64(m_model->rowCount()), m_store->endSequence() - m_store->firstSequence());
    }

    void clearEmptiesTheTable()
    {
        m_store->append(0, manyTexts(100));
        m_model->publishAll();
        m_store->clear();
        QCOMPARE(m_model->rowCount(), 0);
        m_store->append(0, manyTexts(3));
        QTRY_COMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->sequenceAt(0), 101u);
    }

    void eachColumnHasATitleAndAnExplanation()
    {
        for (int column = 0; column < m_model->columnCount(); ++column) {
            QVERIFY(!m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
            QVERIFY(!m_model->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
        }
    }

private:
    std::unique_ptr<RecordStore> m_store;
    std::unique_ptr<FrameModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestFrameModel)
#include "tst_framemodel.moc"
