// SPDX-License-Identifier: GPL-3.0-only
// Where things are in a hex view, and what its lines say. Pure arithmetic and text:
// the widget paints and scrolls by it, tests check it without one.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QPoint>
#include <QtCore/QRect>
#include <QtCore/QString>

namespace Gantry::Inspector {

class HexLayout
{
public:
    static constexpr int OctetsPerLine = 16;

    HexLayout() = default;
    HexLayout(int characterWidth, int lineHeight)
        : m_characterWidth(characterWidth)
        , m_lineHeight(lineHeight)
    { }

    int lineHeight() const noexcept { return m_lineHeight; }
    //! Of a whole line, margins included.
    int width() const noexcept;
    static qsizetype lineCount(qsizetype octets) noexcept;

    //! Places of the octet in column \a column of a line whose top is \a y.
    QRect hexRect(int column, int y) const noexcept;
    QRect characterRect(int column, int y) const noexcept;
    QPoint offsetPosition(int y) const noexcept { return {Margin, y}; }
    //! The x where the characters begin; the separator is drawn before it.
    int charactersLeft() const noexcept;

    //! The column of the octet at \a x, in either part; the nearest one if x is
    //! between.
    int columnAt(int x) const noexcept;

    static QString offsetText(qsizetype offset);
    static QString hexText(uchar octet);
    //! Printable ASCII as it is, everything else as a middle dot.
    static QChar characterText(uchar octet) noexcept;

private:
    static constexpr int Margin = 8;
    static constexpr int OffsetCharacters = 8;

    int hexLeft() const noexcept;

    int m_characterWidth = 8;
    int m_lineHeight = 16;
};

//! \a octets as text to paste: "de ad be ef", a line break every 16. At most
//! \a maxOctets, then a line that says how many more there are.
QString hexDump(QByteArrayView octets, qsizetype maxOctets = 1024 * 1024);

} // namespace Gantry::Inspector
