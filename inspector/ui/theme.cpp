// SPDX-License-Identifier: GPL-3.0-only
#include "ui/theme.h"

#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The colours a palette is made of.
struct Shades
{
    QRgb window, base, alternate, button, text, disabled, highlight, highlightedText, link, toolTip, border;
};

constexpr Shades LightShades{.window = 0xFFF3F4F6,
                             .base = 0xFFFFFFFF,
                             .alternate = 0xFFF8F9FA,
                             .button = 0xFFECEEF1,
                             .text = 0xFF1B1D21,
                             .disabled = 0xFF8C9199,
                             .highlight = 0xFF1F5FA8,
                             .highlightedText = 0xFFFFFFFF,
                             .link = 0xFF0B5CAD,
                             .toolTip = 0xFFFFFFFF,
                             .border = 0xFFC9CDD3};

constexpr Shades DarkShades{.window = 0xFF26282C,
                            .base = 0xFF1C1D20,
                            .alternate = 0xFF212326,
                            .button = 0xFF33363B,
                            .text = 0xFFE4E6EA,
                            .disabled = 0xFF7B8088,
                            .highlight = 0xFF2F6DB5,
                            .highlightedText = 0xFFFFFFFF,
                            .link = 0xFF7AB8F5,
                            .toolTip = 0xFF33363B,
                            .border = 0xFF45494F};

QPalette paletteOf(const Shades &shades)
{
    QPalette palette{QColor(shades.button), QColor(shades.window)};
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) {
        palette.setColor(role, QColor(color));
    };
    set(QPalette::Window, shades.window);
    set(QPalette::WindowText, shades.text);
    set(QPalette::Base, shades.base);
    set(QPalette::AlternateBase, shades.alternate);
    set(QPalette::Button, shades.button);
    set(QPalette::ButtonText, shades.text);
    set(QPalette::Text, shades.text);
    set(QPalette::BrightText, shades.highlightedText);
    set(QPalette::ToolTipBase, shades.toolTip);
    set(QPalette::ToolTipText, shades.text);
    set(QPalette::PlaceholderText, shades.disabled);
    set(QPalette::Mid, shades.border);
    // The same when the window is not active: one still reads which row is chosen.
    set(QPalette::Highlight, shades.highlight);
    set(QPalette::HighlightedText, shades.highlightedText);
    set(QPalette::Link, shades.link);
    set(QPalette::LinkVisited, shades.link);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::ButtonText, QPalette::Text}) {
        palette.setColor(QPalette::Disabled, role, QColor(shades.disabled));
    }
    return palette;
}

const SemanticColors LightColors{.sent = QColor(0x00, 0x62, 0x9C),
                                 .received = QColor(0xA8, 0x47, 0x00),
                                 .problem = QColor(0xB0, 0x1E, 0x1E),
                                 .good = QColor(0x0B, 0x6B, 0x3A),
                                 .muted = QColor(0x5A, 0x60, 0x69),
                                 .problemTint = QColor(0xFD, 0xE7, 0xE4),
                                 .eventTint = QColor(0xE9, 0xEF, 0xF7),
                                 .lossTint = QColor(0xFC, 0xF1, 0xD0),
                                 .markTint = QColor(0xE3, 0xF5, 0xE8),
                                 .mark = QColor(0x00, 0x7A, 0x56)};

const SemanticColors DarkColors{.sent = QColor(0x6C, 0xBD, 0xEC),
                                .received = QColor(0xF0, 0xAE, 0x3C),
                                .problem = QColor(0xFF, 0x97, 0x8A),
                                .good = QColor(0x6F, 0xD0, 0x97),
                                .muted = QColor(0xA0, 0xA6, 0xAF),
                                .problemTint = QColor(0x47, 0x23, 0x21),
                                .eventTint = QColor(0x24, 0x2D, 0x3A),
                                .lossTint = QColor(0x42, 0x38, 0x1A),
                                .markTint = QColor(0x1B, 0x37, 0x2A),
                                .mark = QColor(0x3C, 0xC0, 0x92)};

} // namespace

QPalette lightPalette()
{
    return paletteOf(LightShades);
}

QPalette darkPalette()
{
    return paletteOf(DarkShades);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const SemanticColors &semanticColors(const QPalette &palette)
{
    return isDark(palette) ? DarkColors : LightColors;
}

void applyTheme(Theme theme)
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    switch (theme) {
    case Theme::Light:
        QApplication::setPalette(lightPalette());
        break;
    case Theme::Dark:
        QApplication::setPalette(darkPalette());
        break;
    case Theme::System:
        // A palette that sets nothing gives all roles back to the desktop; where it
        // is the style's plain default, ours reads better.
        QApplication::setPalette(QPalette());
        if (!isDark(QApplication::palette())) {
            QApplication::setPalette(lightPalette());
        }
        break;
    }
}

} // namespace Gantry::Inspector
