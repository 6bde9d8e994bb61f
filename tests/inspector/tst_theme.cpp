// SPDX-License-Identifier: GPL-3.0-only
#include "ui/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <cmath>

using namespace Gantry::Inspector;

namespace {

//! WCAG 2.1, relative luminance.
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textReachesTheContrastOfWcagAa_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << lightPalette();
        QTest::newRow("dark") << darkPalette();
    }

    void textReachesTheContrastOfWcagAa()
    {
        QFETCH(QPalette, palette);
        const SemanticColors &colors = semanticColors(palette);
        const QColor base = palette.color(QPalette::Base);
        const QColor text = palette.color(QPalette::Text);
        for (const QColor &background :
             {base, colors.problemTint, colors.eventTint, colors.lossTint, colors.markTint}) {
            for (const QColor &foreground : {text, colors.sent, colors.received, colors.muted}) {
                QVERIFY2(contrast(foreground, background) >= 4.5,
                         qPrintable(foreground.name() + QStringLiteral(" on ") + background.name()));
            }
        }
        QVERIFY(contrast(colors.problem, base) >= 4.5);
        QVERIFY(contrast(colors.problem, colors.problemTint) >= 4.5);
        for (const QColor &background : {base, palette.color(QPalette::Window)}) {
            QVERIFY(contrast(colors.good, background) >= 4.5);
        }
        QVERIFY(contrast(colors.mark, colors.markTint) >= 3); // a sign, no text
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight))
                >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 4.5);
    }

    void chosenRowsLookTheSameInAWindowInTheBackground()
    {
        for (const QPalette &palette : {lightPalette(), darkPalette()}) {
            QCOMPARE(palette.color(QPalette::Inactive, QPalette::Highlight),
                     palette.color(QPalette::Active, QPalette::Highlight));
        }
    }

    void lightnessTellsTheScheme()
    {
        QVERIFY(isDark(darkPalette()));
        QVERIFY(!isDark(lightPalette()));
    }

    void applyingAThemeReachesTheApplication()
    {
        applyTheme(Theme::Dark);
        QVERIFY(isDark(QApplication::palette()));
        applyTheme(Theme::Light);
        QVERIFY(!isDark(QApplication::palette()));
        applyTheme(Theme::Dark);
        applyTheme(Theme::System);
        QVERIFY(!isDark(QApplication::palette())); // the offscreen platform is light
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
