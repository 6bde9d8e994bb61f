// SPDX-License-Identifier: GPL-3.0-only
// The filter, finding and the strip of rates above and below the table, by keys and mouse.
#include "inspector/tablescene.h"
#include "models/trafficnumbers.h"
#include "ui/detailpane.h"
#include "ui/ratestrip.h"
#include "ui/theme.h"

#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QToolButton>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestAroundTable : public TableScene
{
    Q_OBJECT

private Q_SLOTS:
    void filterSaysWhetherItIsRight()
    {
        start(conversation());
        const QRect place = view()->geometry();
        type(u"dir==send && len>10"_s);
        QCOMPARE(bar()->state(), FilterBar::State::Right);
        QCOMPARE(bar()->message(), u"✓ valid"_s);
        QTest::keyClick(edit(), Qt::Key_Return);
        QTRY_COMPARE(model()->rowCount(), rowsWith([](const Tap::FrameRecord &frame) {
                         return frame.direction == Core::Direction::Sent && frame.payload.size() > 10;
                     }));
        const int rows = model()->rowCount();
        QTest::keyClicks(edit(), u" && lenn > 5"_s); // what is wrong is not applied
        QCOMPARE(bar()->state(), FilterBar::State::Wrong);
        QVERIFY2(bar()->message().contains(u"column 24"_s), qPrintable(bar()->message()));
        QVERIFY(bar()->message().contains(u"lenn"_s));
        QTest::keyClick(edit(), Qt::Key_Return);
        QCOMPARE(model()->rowCount(), rows);
        type(u"len >"_s);
        QCOMPARE(bar()->state(), FilterBar::State::Unfinished);
        QCOMPARE(view()->geometry(), place); // nothing moves the table
        edit()->suggestions()->hide();
        QTest::keyClick(edit(), Qt::Key_Escape);
        QCOMPARE(bar()->state(), FilterBar::State::Empty);
        QCOMPARE(model()->rowCount(), 23);
        QVERIFY(view()->hasFocus());
    }

    void wampIsFilteredInTheWindow()
    {
        start(wampSession());
        type(u"wamp.uri == com.example.add && latency > 1ms"_s);
        QTest::keyClick(edit(), Qt::Key_Return);
        QTRY_COMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->sequenceAt(0), 9U);
    }

    void suggestionsAreTakenByKeys()
    {
        start(conversation());
        edit()->setFocus();
        QTest::keyClick(edit(), Qt::Key_Down);
        QAbstractItemView *list = edit()->suggestions();
        QTRY_VERIFY(list->isVisible());
        QVERIFY(list->model()->rowCount() > 10);
        QTest::keyClicks(list, u"di"_s);
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), u"dir"_s);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(edit()->text(), u"dir "_s);
        QTRY_VERIFY(list->isVisible()); // what may come next
        QTest::keyClicks(list, u"== se"_s);
        QTRY_COMPARE(list->model()->index(0, 0).data().toString(), u"send"_s);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Tab);
        QCOMPARE(edit()->text().trimmed(), u"dir == send"_s);
        list->hide();
        QTest::keyClick(edit(), Qt::Key_Return);
        QTRY_COMPARE(model()->rowCount(), rowsWith([](const Tap::FrameRecord &frame) {
                         return frame.direction == Core::Direction::Sent;
                     }));
    }

    void othersAreHiddenOrTheRestHighlighted()
    {
        start(conversation());
        view()->chooseRow(3);
        annotations()->toggleBookmark(2);
        type(u"harbour"_s);
        QTest::keyClick(edit(), Qt::Key_Return);
        QTRY_COMPARE(model()->rowCount(), 2);
        QTest::keyClick(edit(), Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(bar()->mode(), FrameModel::FilterMode::Highlight);
        QCOMPARE(model()->rowCount(), 23);
        QTRY_VERIFY(model()->index(1, 0).data(FrameModel::HighlightRole).toBool());
        QVERIFY(!model()->index(3, 0).data(FrameModel::HighlightRole).toBool());
        QCOMPARE(view()->chosenSequence(), 4U);
        QCOMPARE(view()->currentIndex().row(), 3);
        // The mark is a bar, not just another colour of the row.
        view()->clearSelection();
        view()->scrollToTop();
        const QImage picture = view()->viewport()->grab().toImage();
        const QRect row = view()->visualRect(model()->index(1, 0));
        const SemanticColors &colors = semanticColors(view()->palette());
        QCOMPARE(picture.pixelColor(row.left() + 1, row.center().y()), colors.mark);
        QCOMPARE(picture.pixelColor(row.left() + 7, row.top() + 1), colors.markTint);
        QVERIFY(
            model()->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"passes the filter"_s));
        QTRY_COMPARE(bar()->message(), u"✓ valid, 2 marked"_s);
        view()->chooseRow(0);
        view()->setFocus();
        for (const quint64 expected : {2, 3, 3}) { // there are no more
            QTest::keyClick(view(), Qt::Key_Down, Qt::AltModifier);
            QCOMPARE(view()->chosenSequence(), expected);
        }
        QTest::keyClick(view(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(view()->chosenSequence(), 2U);
        tableActions()->toggleMode->trigger();
        QTRY_COMPARE(model()->rowCount(), 2);
        QCOMPARE(bar()->message(), u"✓ valid"_s);
    }

    void filtersAreRemembered()
    {
        start(conversation());
        bar()->setExpression(u"harbour"_s);
        bar()->setExpression(u"dir == send"_s);
        bar()->setExpression(u"harbour"_s);
        bar()->setExpression(u"len >"_s); // not right
        QCOMPARE(bar()->recentFilters(), (QStringList{u"harbour"_s, u"dir == send"_s}));
    }

    void detailsCanSetTheFilter()
    {
        start(conversation());
        Q_EMIT m_window->page()->details()->filterWanted(u"json.name == \"Ada\""_s);
        QCOMPARE(edit()->text(), u"json.name == \"Ada\""_s);
        QTRY_COMPARE(model()->rowCount(), 1);
    }

    void findGoesFromRowToRow()
    {
        start(conversation());
        view()->chooseRow(0);
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(findBar()->isVisible());
        QVERIFY(findBar()->edit()->hasFocus());
        QTest::keyClicks(findBar()->edit(), u"HARBOUR"_s);
        QTest::keyClick(findBar()->edit(), Qt::Key_Return);
        QTRY_COMPARE(view()->chosenSequence(), 2U);
        QTest::keyClick(findBar()->edit(), Qt::Key_F3);
        QTRY_COMPARE(view()->chosenSequence(), 3U);
        QTest::keyClick(findBar()->edit(), Qt::Key_F3);
        QTRY_COMPARE(view()->chosenSequence(), 2U);
        QVERIFY(findBar()->message().contains(u"from the beginning"_s));
        QTest::keyClick(findBar()->edit(), Qt::Key_F3, Qt::ShiftModifier);
        QTRY_COMPARE(view()->chosenSequence(), 3U);
        QVERIFY(findBar()->message().contains(u"from the end"_s));
        QVERIFY(!view()->isFollowing());
        QTest::keyClick(findBar()->edit(), Qt::Key_Escape);
        QVERIFY(!findBar()->isVisible());
        QVERIFY(view()->hasFocus());
        QTest::keyClick(view(), Qt::Key_F3); // goes on without the bar
        QTRY_COMPARE(view()->chosenSequence(), 2U);
    }

    void findSaysWhatItCannotFind()
    {
        start(conversation());
        tableActions()->find->trigger();
        findBar()->edit()->setText(u"no such thing"_s);
        QTest::keyClick(findBar()->edit(), Qt::Key_Return);
        QTRY_COMPARE(findBar()->message(), u"✗ Not found"_s);
        auto *kind = findBar()->findChild<QComboBox *>();
        kind->setCurrentIndex(kind->findText(u"Hex"_s));
        findBar()->edit()->setText(u"8950 4"_s);
        QTest::keyClick(findBar()->edit(), Qt::Key_Return);
        QVERIFY(findBar()->message().startsWith(u"✗ "_s));
        findBar()->edit()->setText(u"8950 4e"_s);
        QTest::keyClick(findBar()->edit(), Qt::Key_Return);
        QTRY_COMPARE(view()->chosenSequence(), 9U);
        kind->setCurrentIndex(kind->findText(u"Regular expression"_s));
        findBar()->edit()->setText(u"berth \\d"_s);
        QTest::keyClick(findBar()->edit(), Qt::Key_Return);
        QTRY_COMPARE(view()->chosenSequence(), 4U);
    }

    void findLooksAtHiddenRowsToo()
    {
        start(conversation());
        bar()->setExpression(u"dir == recv"_s);
        QTRY_VERIFY(!model()->isScanning());
        findBar()->edit()->setText(u"berth"_s);
        tableActions()->findNext->trigger();
        QTRY_VERIFY(findBar()->message().contains(u"the filter hides"_s));
        QCOMPARE(m_window->page()->currentSequence(), 4U);
        tableActions()->findNext->trigger(); // the same again: there is no other
        QTRY_VERIFY(findBar()->message().contains(u"from the beginning"_s));
    }

    void strokeOverTheRatesIsATimeFilter()
    {
        start(wampSession());
        m_window->page()->numbers()->finish();
        bar()->setExpression(u"com.example.log"_s);
        QTRY_COMPARE(model()->rowCount(), 2);
        RateStrip *rates = m_window->page()->rateStrip();
        Q_EMIT rates->rangeChosen(SampleTimeNs, SampleTimeNs + 43 * Millisecond);
        QTRY_COMPARE(model()->rowCount(), 1);
        QToolButton *badge = nullptr;
        for (auto *button : bar()->findChildren<QToolButton *>()) {
            badge = button->text().endsWith(u'✕') ? button : badge;
        }
        QVERIFY(badge && badge->isVisible());
        badge->click();
        QTRY_COMPARE(model()->rowCount(), 2);
        QVERIFY(!rates->hasRange());
        QVERIFY(!badge->isVisible());
    }

    void rangeIsDraggedOut()
    {
        QList<Tap::Record> records = manyTexts(100);
        for (int i = 0; i < records.size(); ++i) {
            std::visit([i](auto &record) { record.head.timeNs += i * 100 * Millisecond; }, records[i]);
        }
        start(records);
        m_window->page()->numbers()->finish();
        RateStrip *rates = m_window->page()->rateStrip();
        const int width = rates->width();
        QTest::mousePress(rates, Qt::LeftButton, {}, {width / 4, 10});
        QTest::mouseMove(rates, {width / 2, 10});
        QTest::mouseRelease(rates, Qt::LeftButton, {}, {width / 2, 10});
        QTRY_VERIFY(!model()->isScanning() && model()->rowCount() > 10 && model()->rowCount() < 40);
        tableActions()->rates->trigger();
        QVERIFY(!rates->isVisible());
    }
};

QTEST_MAIN(TestAroundTable)
#include "tst_aroundtable.moc"
