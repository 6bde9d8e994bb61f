// SPDX-License-Identifier: GPL-3.0-only
// Light and dark: the application's palette, and the few colours that carry meaning
// in each. Meaning never rests on a colour alone.
#pragma once

#include <QtGui/QColor>
#include <QtGui/QPalette>

namespace Gantry::Inspector {

enum class Theme : quint8 { System, Light, Dark };

//! Gives the whole application the Fusion style and the palette of \a theme;
//! System is the desktop's own palette. Needs a QApplication.
void applyTheme(Theme theme);

//! Qt 6.4 cannot say which scheme the desktop has: the palette's lightness tells.
bool isDark(const QPalette &palette);

QPalette lightPalette();
QPalette darkPalette();

//! Text colours reach a contrast of 4.5 : 1 on Base and on the tints (WCAG 2 AA).
//! Sent and received start from the Okabe-Ito set, whose colours remain apart for
//! colour-blind eyes.
struct SemanticColors
{
    QColor sent;
    QColor received;
    QColor problem; //!< what breaks a rule
    QColor good; //!< what is right
    QColor muted; //!< control frames, units, hints
    QColor problemTint; //!< background of a malformed frame's row
    QColor eventTint; //!< background of rows about a connection as a whole
    QColor lossTint; //!< background of rows about lost records
    QColor markTint; //!< background of rows that are highlighted
    QColor mark; //!< the bar beside these rows, and bookmarks
};

const SemanticColors &semanticColors(const QPalette &palette);

} // namespace Gantry::Inspector
