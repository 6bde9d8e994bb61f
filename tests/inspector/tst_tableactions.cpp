// SPDX-License-Identifier: GPL-3.0-only
// What can be done with rows: bookmarks, comments, their menu; and the panes around them.
#include "inspector/tablescene.h"
#include "ui/capturedocks.h"
#include "ui/commentdialog.h"
#include "ui/rowmenu.h"

#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QGuiApplication>
#include <QtTest/QAbstractItemModelTester>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestTableActions : public TableScene
{
    Q_OBJECT

private Q_SLOTS:
    void wampColumnsComeWithTheFirstMessage()
    {
        start(conversation());
        QVERIFY(view()->isColumnHidden(int(FrameColumn::Wamp)));
        m_source->deliver(wampSession());
        QTRY_VERIFY(!view()->isColumnHidden(int(FrameColumn::Wamp)));
        QVERIFY(!view()->isColumnHidden(int(FrameColumn::Pair)));
    }

    void bookmarksAndCommentsByKeys()
    {
        start(conversation());
        view()->setFocus();
        for (const int row : {2, 7}) {
            view()->chooseRow(row);
            QTest::keyClick(view(), Qt::Key_B, Qt::ControlModifier);
        }
        view()->chooseRow(0);
        QTest::keyClick(view(), Qt::Key_F2);
        QCOMPARE(view()->currentIndex().row(), 2);
        QTest::keyClick(view(), Qt::Key_F2);
        QCOMPARE(view()->currentIndex().row(), 7);
        QTest::keyClick(view(), Qt::Key_F2);
        QCOMPARE(view()->currentIndex().row(), 7); // it is the last
        QTest::keyClick(view(), Qt::Key_F2, Qt::ShiftModifier);
        QCOMPARE(view()->currentIndex().row(), 2);
        QTest::keyClick(view(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QPointer<CommentDialog> dialog = m_window->findChild<CommentDialog *>();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->comment(), u"who is Noor?"_s);
        QTest::keyClicks(dialog->tags(), u"chat, to ask"_s);
        QTest::keyClick(dialog->tags(), Qt::Key_Return);
        QTRY_VERIFY(!dialog);
        const Annotation *annotation = annotations()->of(3);
        QVERIFY(annotation);
        QCOMPARE(annotation->comment, u"who is Noor?"_s);
        QVERIFY(annotation->isBookmarked);
        bar()->setExpression(u"tag == \"to ask\""_s);
        QTRY_COMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->sequenceAt(0), 3U);
    }

    void commentsComeWithTheirRecords()
    {
        start(conversation());
        Q_EMIT m_source->recordsReady(manyTexts(3));
        Q_EMIT m_source->commentsReady({{1, u"look here"_s}});
        QCOMPARE(annotations()->rowCount(), 1);
        QCOMPARE(annotations()->of(25)->comment, u"look here"_s);
        QCOMPARE(annotations()->exportedComments().value(25), "look here");
        QVERIFY(!annotations()->exportedComments().contains(24));
        annotations()->addComment(25, u"and there"_s);
        QCOMPARE(annotations()->of(25)->comment, u"look here\nand there"_s);
    }

    void menuOfARowByMouseAndKey_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("mouse") << false;
        QTest::newRow("key") << true;
    }

    void menuOfARowByMouseAndKey()
    {
        QFETCH(bool, byKey);
        start(wampSession());
        m_window->page()->wampIndex()->finish();
        const int column = int(byKey ? FrameColumn::Number : FrameColumn::Wamp);
        const QModelIndex cell = model()->index(6, column);
        view()->setCurrentIndex(cell);
        const QPoint place = view()->visualRect(cell).center();
        QContextMenuEvent event(byKey ? QContextMenuEvent::Keyboard : QContextMenuEvent::Mouse, place,
                                view()->viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(view()->viewport(), &event);
        QPointer<RowMenu> menu = m_window->findChild<RowMenu *>();
        QVERIFY(menu);
        QVERIFY(menu->actions().contains(tableActions()->bookmark));
        QAction *byConnection = named(menu, u"Connection"_s);
        QVERIFY(byConnection);
        QCOMPARE(byConnection->toolTip(), u"conn == 1"_s);
        if (!byKey) {
            QAction *byValue = named(menu, u"com.example.add"_s);
            QVERIFY(byValue);
            byValue->trigger();
            QTRY_COMPARE(model()->rowCount(), 2);
        } else {
            byConnection->trigger();
            QTRY_COMPARE(model()->rowCount(), 30);
        }
        menu->close();
        QTRY_VERIFY(!menu);
    }

    void rowsAreCopiedAsCommands()
    {
        start(conversation());
        view()->chooseRow(1);
        RowMenu menu(m_window->page(), 2, int(FrameColumn::Preview), {});
        QMenu *copyAs = menu.findChild<QMenu *>();
        QVERIFY(copyAs && copyAs->isEnabled());
        copyAs->actions().at(0)->trigger();
        QVERIFY(clipboard().contains(u"websocat"_s) && clipboard().contains(u"harbour"_s));
        copyAs->actions().at(1)->trigger();
        QVERIFY(clipboard().startsWith(u"curl"_s));
        copyAs->actions().at(2)->trigger();
        QVERIFY(clipboard().contains(u"#include <Gantry/"_s));
    }

    void cellsBecomeExpressions()
    {
        start(conversation());
        const CapturePage &page = *m_window->page();
        QCOMPARE(cellExpression(page, 2, int(FrameColumn::Direction)), u"dir == send"_s);
        QCOMPARE(cellExpression(page, 2, int(FrameColumn::Type)), u"op == 1"_s);
        QCOMPARE(cellExpression(page, 6, int(FrameColumn::WireSize)), u"wire == 41"_s);
        QCOMPARE(cellExpression(page, 2, int(FrameColumn::Preview)), QString());
        QCOMPARE(cellExpression(page, 4711, int(FrameColumn::Type)), QString());
    }

    void panesHaveNamesAndLeadToRecords()
    {
        start(wampSession());
        m_window->page()->wampIndex()->finish();
        CaptureDocks *docks = tableActions()->docks();
        QSet<QString> names;
        for (QDockWidget *dock : {docks->numbers(), docks->wampNames(), docks->annotations()}) {
            QVERIFY(!dock->objectName().isEmpty());
            QVERIFY(!dock->isVisible());
            names.insert(dock->objectName());
            QVERIFY(actions()->viewMenu->actions().contains(dock->toggleViewAction()));
            dock->toggleViewAction()->trigger();
            QTRY_VERIFY(dock->isVisible() && dock->widget()->isVisible());
        }
        QCOMPARE(names.size(), 3);
        auto *table = qobject_cast<QTableView *>(docks->wampNames()->widget());
        const QAbstractItemModelTester tester(table->model());
        QVERIFY(!table->accessibleName().isEmpty());
        QCOMPARE(table->model()->rowCount(), 2);
        docks->wampNames()->raise();
        QTRY_VERIFY(table->isVisible());
        table->setCurrentIndex(table->model()->index(0, 0));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(view()->chosenSequence(),
                 table->model()->index(0, 0).data(WampNameModel::SequenceRole).toULongLong());
    }

    void everyControlSaysWhatItIs()
    {
        start(conversation());
        for (const QLineEdit *line : m_window->findChildren<QLineEdit *>()) {
            QVERIFY(!line->accessibleName().isEmpty() || !line->isVisible());
        }
        for (const QComboBox *box : m_window->page()->findChildren<QComboBox *>()) {
            QVERIFY(!box->accessibleName().isEmpty());
        }
        for (const QToolButton *button : m_window->page()->findChildren<QToolButton *>()) {
            QVERIFY(!button->text().isEmpty() || !button->accessibleName().isEmpty() || !button->isVisible());
        }
        for (const QAction *action : tableActions()->findChildren<QAction *>()) {
            QVERIFY(!action->text().isEmpty() && !action->statusTip().isEmpty());
        }
    }

private:
    static QAction *named(const QMenu *menu, const QString &part)
    {
        for (QAction *action : menu->actions()) {
            if (action->text().remove(u'&').contains(part)) {
                return action;
            }
        }
        return nullptr;
    }

    static QString clipboard() { return QGuiApplication::clipboard()->text(); }
};

QTEST_MAIN(TestTableActions)
#include "tst_tableactions.moc"
