// SPDX-License-Identifier: GPL-3.0-only
#include "ui/hexlayout.h"
#include "ui/hexview.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QScrollBar>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray countingOctets(qsizetype count)
{
    QByteArray octets(count, '\0');
    for (qsizetype i = 0; i < count; ++i) {
        octets[i] = char(i & 0xFF);
    }
    return octets;
}

} // namespace

class TestHexView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placesDoNotOverlapAndAreFoundAgain()
    {
        const HexLayout layout(7, 15);
        for (int column = 0; column < HexLayout::OctetsPerLine; ++column) {
            QCOMPARE(layout.columnAt(layout.hexRect(column, 0).center().x()), column);
            QCOMPARE(layout.columnAt(layout.characterRect(column, 0).center().x()), column);
            if (column > 0) {
                QVERIFY(layout.hexRect(column, 0).left() > layout.hexRect(column - 1, 0).right());
            }
        }
        QVERIFY(layout.hexRect(15, 0).right() < layout.charactersLeft());
        QVERIFY(layout.characterRect(15, 0).right() < layout.width());
        QCOMPARE(layout.columnAt(-100), 0);
        QCOMPARE(layout.columnAt(100'000), 15);
    }

    void writesLinesAsExpected()
    {
        QCOMPARE(HexLayout::offsetText(0x1234), u"00001234"_s);
        QCOMPARE(HexLayout::hexText(0x0A), u"0a"_s);
        QCOMPARE(HexLayout::characterText('A'), QChar(u'A'));
        QCOMPARE(HexLayout::characterText(0x00), QChar(u'·'));
        QCOMPARE(HexLayout::characterText(0xE9), QChar(u'·'));
        QCOMPARE(HexLayout::lineCount(0), 0);
        QCOMPARE(HexLayout::lineCount(16), 1);
        QCOMPARE(HexLayout::lineCount(17), 2);
    }

    void dumpBreaksLinesAndSaysWhatItLeavesOut()
    {
        const QString dump = hexDump(countingOctets(18));
        QCOMPARE(dump, u"00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11"_s);
        QVERIFY(hexDump(countingOctets(18), 16).contains(u"2 more octets"_s));
    }

    void keysMoveAndSelect()
    {
        HexView view;
        view.setData(countingOctets(1000));
        view.resize(view.sizeHint());
        view.show();
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.selectionFirst(), 17);
        QTest::keyClick(&view, Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(view.selectionFirst(), 17);
        QCOMPARE(view.selectionEnd(), 32);
        QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(view.selectionFirst(), 999);
        QTest::keyClick(&view, Qt::Key_Down); // stays
        QCOMPARE(view.selectionFirst(), 999);
        QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(view.selectionFirst(), 0);
        QTest::keyClick(&view, Qt::Key_Up);
        QTest::keyClick(&view, Qt::Key_Left);
        QCOMPARE(view.selectionFirst(), 0);
    }

    void caretIsAlwaysInSight()
    {
        HexView view;
        view.setData(countingOctets(100'000));
        view.resize(view.sizeHint());
        view.show();
        QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(view.verticalScrollBar()->value(), 0);
        const int before = view.verticalScrollBar()->value();
        QTest::keyClick(&view, Qt::Key_PageDown);
        QTest::keyClick(&view, Qt::Key_PageDown);
        QVERIFY(view.verticalScrollBar()->value() > before);
    }

    void copiesTheSelection()
    {
        HexView view;
        view.setData("Hello, world");
        view.select(0, 4);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"48 65 6c 6c 6f"_s);
        view.copyText();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"Hello"_s);
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectionEnd() - view.selectionFirst(), 12);
    }

    void mouseSelectsFromPressToRelease()
    {
        HexView view;
        view.setData(countingOctets(64));
        view.resize(view.sizeHint());
        view.show();
        const HexLayout layout(view.fontMetrics().horizontalAdvance(u'0'), view.fontMetrics().height() + 2);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, layout.hexRect(2, 1).center());
        QTest::mouseMove(view.viewport(), layout.characterRect(5, layout.lineHeight()).center());
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {},
                            layout.characterRect(5, layout.lineHeight()).center());
        QCOMPARE(view.selectionFirst(), 2);
        QCOMPARE(view.selectionEnd(), 22);
    }

    void newDataBeginsAtTheTop()
    {
        HexView view;
        view.setData(countingOctets(100'000));
        view.resize(view.sizeHint());
        view.show();
        QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
        view.setData("short");
        QCOMPARE(view.verticalScrollBar()->maximum(), 0);
        QCOMPARE(view.selectionFirst(), 0);
        view.setData({});
        QCOMPARE(view.selectionEnd(), 0);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    }

    void hugeDataPaintsLikeSmallData()
    {
        HexView view;
        view.setData(QByteArray(64 * 1024 * 1024, 'x'));
        view.resize(800, 400);
        QCOMPARE(view.verticalScrollBar()->maximum() + view.verticalScrollBar()->pageStep(),
                 64 * 1024 * 1024 / 16);
        QBENCHMARK_ONCE
        {
            QVERIFY(!view.grab().isNull());
        }
    }

    void readsLeftToRightInEveryLanguage()
    {
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        HexView view;
        QCOMPARE(view.layoutDirection(), Qt::LeftToRight);
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }
};

QTEST_MAIN(TestHexView)
#include "tst_hexview.moc"
