// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/framemodel.h"
#include "ui/frameview.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestFrameView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<RecordStore>();
        m_model = std::make_unique<FrameModel>(m_store.get());
        m_view = std::make_unique<FrameView>(m_model.get());
        m_view->resize(900, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void cleanup()
    {
        m_view.reset();
        m_model.reset();
        m_store.reset();
    }

    void followsTheNewestRow()
    {
        add(1000);
        QCOMPARE(bar()->value(), bar()->maximum());
        add(500);
        QCOMPARE(bar()->value(), bar()->maximum());
        QVERIFY(bar()->maximum() > 1400);
    }

    void scrollingUpLeavesTheTailAndScrollingToTheEndReturns()
    {
        add(1000);
        wheel(+1);
        QVERIFY(!m_view->isFollowing());
        const int place = bar()->value();
        add(1000);
        QCOMPARE(bar()->value(), place);
        bar()->triggerAction(QAbstractSlider::SliderToMaximum);
        QVERIFY(m_view->isFollowing());
        add(100);
        QCOMPARE(bar()->value(), bar()->maximum());
    }

    void choosingARowLeavesTheTail()
    {
        add(1000);
        QSignalSpy following(m_view.get(), &FrameView::followingChanged);
        m_view->chooseRow(995);
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(following.count(), 1);
        const int place = bar()->value();
        add(1000);
        QCOMPARE(bar()->value(), place);
        QCOMPARE(m_view->chosenSequence(), 996u);
    }

    void keysLeaveTheTail()
    {
        add(1000);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(m_view->currentIndex().row(), 0);
        QCOMPARE(bar()->value(), 0);
    }

    void trimmingDoesNotMoveWhatIsInSight()
    {
        m_store->setMaxBytes(SmallBound);
        add(1000);
        m_view->setFollowing(false);
        bar()->setValue(700);
        const quint64 top = m_model->sequenceAt(bar()->value());
        m_store->setMaxBytes(m_store->bytes() / 2);
        m_model->publishAll();
        QCoreApplication::processEvents(); // the table's delayed layout
        QVERIFY(m_model->rowCount() < 600);
        QVERIFY(bar()->value() < m_model->rowCount());
        QCOMPARE(m_model->sequenceAt(bar()->value()), top);
    }

    void choiceSurvivesTrimming()
    {
        m_store->setMaxBytes(SmallBound);
        add(1000);
        m_view->chooseRow(900);
        m_store->setMaxBytes(m_store->bytes() / 2);
        m_model->publishAll();
        QVERIFY(m_view->currentIndex().isValid());
        QCOMPARE(m_model->sequenceAt(m_view->currentIndex().row()), 901u);
        QCOMPARE(m_view->selectionModel()->selectedRows().size(), 1);
    }

    void trimmedChoiceChoosesNoNeighbour()
    {
        m_store->setMaxBytes(SmallBound);
        add(1000);
        m_view->chooseRow(10);
        QSignalSpy chosen(m_view.get(), &FrameView::recordChosen);
        m_store->setMaxBytes(m_store->bytes() / 2);
        m_model->publishAll();
        QVERIFY(!m_view->currentIndex().isValid());
        QVERIFY(m_view->selectionModel()->selectedRows().isEmpty());
        QCOMPARE(chosen.count(), 0);
    }

    void choiceSurvivesTheFilterAndStaysInSight()
    {
        add(5000);
        m_view->chooseRow(m_model->rowOf(2500)); // "message 2499"
        QSignalSpy chosen(m_view.get(), &FrameView::recordChosen);
        m_model->setFilter(u"99"_s);
        QTRY_VERIFY(!m_model->isScanning());
        QCOMPARE(m_model->sequenceAt(m_view->currentIndex().row()), 2500u);
        m_model->setFilter(u"nothing like this"_s);
        QTRY_VERIFY(!m_model->isScanning());
        QVERIFY(!m_view->currentIndex().isValid());
        m_model->setFilter({});
        QCOMPARE(m_view->currentIndex().row(), 2499);
        QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(m_view->currentIndex()).center()));
        QCOMPARE(chosen.count(), 0); // it is still the same record
        QVERIFY(!m_view->isFollowing());
    }

    void withoutAChoiceTheTopRowStaysWhenTheFilterIsCleared()
    {
        add(5000);
        m_model->setFilter(u"message 4"_s);
        QTRY_VERIFY(!m_model->isScanning());
        bar()->triggerAction(QAbstractSlider::SliderToMinimum);
        bar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
        const quint64 top = m_model->sequenceAt(bar()->value());
        m_model->setFilter({});
        QCOMPARE(m_model->sequenceAt(bar()->value()), top);
    }

    void columnsShowTheirWidestTexts()
    {
        add(1);
        for (int column = 0; column + 1 < FrameColumnCount; ++column) {
            QVERIFY(m_view->isColumnHidden(column)
                    || m_view->columnWidth(column)
                        >= m_view->sizeHintForIndex(m_model->index(0, column)).width());
        }
        QCOMPARE(m_view->horizontalHeader()->length(), m_view->viewport()->width());
    }

    void copiesChosenRowsAsColumns()
    {
        add(3);
        m_view->selectAll();
        const QStringList lines = m_view->selectedText().trimmed().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.at(2).split(u'\t').size(), FrameColumnCount - 2); // no WAMP here
        QVERIFY(lines.at(2).endsWith(u"message 2"_s));
    }

private:
    QScrollBar *bar() const { return m_view->verticalScrollBar(); }

    void add(int count)
    {
        m_store->append(0, manyTexts(count, int(m_store->endSequence()) - 1));
        m_model->publishAll();
    }

    void wheel(int steps)
    {
        const QPointF place(100, 100);
        QWheelEvent event(place, m_view->viewport()->mapToGlobal(place), {}, QPoint(0, 120 * steps),
                          Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &event);
    }

    std::unique_ptr<RecordStore> m_store;
    std::unique_ptr<FrameModel> m_model;
    std::unique_ptr<FrameView> m_view;
};

QTEST_MAIN(TestFrameView)
#include "tst_frameview.moc"
