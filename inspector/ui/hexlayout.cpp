// SPDX-License-Identifier: GPL-3.0-only
#include "ui/hexlayout.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

// In characters: two digits and a blank an octet, one more blank after the eighth.
constexpr int CharactersPerOctet = 3;
constexpr int HalfLine = HexLayout::OctetsPerLine / 2;
constexpr int Gap = 2;

constexpr int hexCharacter(int column)
{
    return column * CharactersPerOctet + (column >= HalfLine ? 1 : 0);
}

} // namespace

int HexLayout::hexLeft() const noexcept
{
    return Margin + (OffsetCharacters + Gap) * m_characterWidth;
}

int HexLayout::charactersLeft() const noexcept
{
    return hexLeft() + (hexCharacter(OctetsPerLine) + Gap - 1) * m_characterWidth;
}

int HexLayout::width() const noexcept
{
    return charactersLeft() + OctetsPerLine * m_characterWidth + Margin;
}

qsizetype HexLayout::lineCount(qsizetype octets) noexcept
{
    return (octets + OctetsPerLine - 1) / OctetsPerLine;
}

QRect HexLayout::hexRect(int column, int y) const noexcept
{
    return {hexLeft() + hexCharacter(column) * m_characterWidth, y, 2 * m_characterWidth, m_lineHeight};
}

QRect HexLayout::characterRect(int column, int y) const noexcept
{
    return {charactersLeft() + column * m_characterWidth, y, m_characterWidth, m_lineHeight};
}

int HexLayout::columnAt(int x) const noexcept
{
    if (x >= charactersLeft()) {
        return std::min((x - charactersLeft()) / m_characterWidth, OctetsPerLine - 1);
    }
    int column = 0;
    // The blank after an octet belongs to it.
    while (column + 1 < OctetsPerLine && x >= hexRect(column + 1, 0).left()) {
        ++column;
    }
    return column;
}

QString HexLayout::offsetText(qsizetype offset)
{
    return u"%1"_s.arg(offset, OffsetCharacters, 16, QLatin1Char('0'));
}

QString HexLayout::hexText(uchar octet)
{
    return u"%1"_s.arg(octet, 2, 16, QLatin1Char('0'));
}

QChar HexLayout::characterText(uchar octet) noexcept
{
    return octet >= 0x20 && octet < 0x7F ? QChar(char16_t(octet)) : QChar(0x00B7);
}

QString hexDump(QByteArrayView octets, qsizetype maxOctets)
{
    const QByteArrayView shown = octets.first(std::min(octets.size(), maxOctets));
    QString text;
    text.reserve(shown.size() * CharactersPerOctet);
    for (qsizetype i = 0; i < shown.size(); i += HexLayout::OctetsPerLine) {
        const QByteArrayView line =
            shown.sliced(i, std::min<qsizetype>(HexLayout::OctetsPerLine, shown.size() - i));
        text += i == 0 ? QString() : u"\n"_s;
        text += QString::fromLatin1(QByteArray::fromRawData(line.data(), line.size()).toHex(' '));
    }
    if (shown.size() < octets.size()) {
        text += u'\n'
            + QCoreApplication::translate("Gantry::Inspector::HexView", "… %1 more octets")
                  .arg(QLocale().toString(octets.size() - shown.size()));
    }
    return text;
}

} // namespace Gantry::Inspector
