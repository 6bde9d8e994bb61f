// SPDX-License-Identifier: GPL-3.0-only
#include "decode/payloadtext.h"

#include <QtCore/QStringDecoder>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr QChar Ellipsis(0x2026);
constexpr qsizetype MaxUtf8Octets = 4;
constexpr qsizetype JudgedOctets = 1024;

//! The Control Pictures block has a symbol for each C0 control character.
QChar visible(QChar character)
{
    const char16_t code = character.unicode();
    if (code < 0x20) {
        return QChar(char16_t(0x2400 + code));
    }
    const bool isC1 = code >= 0x7F && code < 0xA0;
    // Line and paragraph separators would break the line; directional overrides
    // would let a payload reorder what stands around it.
    const bool isFormat = code == 0x2028 || code == 0x2029 || (code >= 0x202A && code <= 0x202E)
        || (code >= 0x2066 && code <= 0x2069);
    return isC1 || isFormat ? QChar(0x2421) : character;
}

bool isUnreadable(QChar character)
{
    const char16_t code = character.unicode();
    const bool isWhite = code == u'\n' || code == u'\r' || code == u'\t' || code == u'\f';
    return (code < 0x20 && !isWhite) || code == 0x7F;
}

} // namespace

qsizetype utf8Boundary(QByteArrayView payload, qsizetype maxOctets) noexcept
{
    if (payload.size() <= maxOctets) {
        return payload.size();
    }
    qsizetype end = maxOctets;
    // Continuation octets are 10xxxxxx; what is no UTF-8 is cut where it is.
    while (end > 0 && maxOctets - end < MaxUtf8Octets && (uchar(payload[end]) & 0xC0) == 0x80) {
        --end;
    }
    return maxOctets - end < MaxUtf8Octets ? end : maxOctets;
}

bool looksLikeText(QByteArrayView payload)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(payload.first(utf8Boundary(payload, JudgedOctets)));
    return !decoder.hasError() && std::none_of(text.cbegin(), text.cend(), isUnreadable);
}

QString previewLine(QByteArrayView payload, qsizetype maxCharacters)
{
    const qsizetype octets = utf8Boundary(payload, maxCharacters * MaxUtf8Octets);
    QString text = QString::fromUtf8(payload.first(octets));
    if (octets < payload.size() || text.size() > maxCharacters) {
        text.truncate(maxCharacters);
        if (!text.isEmpty() && text.back().isHighSurrogate()) {
            text.chop(1);
        }
        text += Ellipsis;
    }
    std::transform(text.cbegin(), text.cend(), text.begin(), visible);
    return text;
}

QString previewHex(QByteArrayView payload, qsizetype maxOctets)
{
    const QByteArrayView shown = payload.first(std::min(maxOctets, payload.size()));
    QString text = QString::fromLatin1(QByteArray::fromRawData(shown.data(), shown.size()).toHex(' '));
    if (shown.size() < payload.size()) {
        text += u' ';
        text += Ellipsis;
    }
    return text;
}

BoundedText boundedText(QByteArrayView payload, qsizetype maxOctets)
{
    const qsizetype octets = utf8Boundary(payload, maxOctets);
    return {.text = QString::fromUtf8(payload.first(octets)), .omittedOctets = payload.size() - octets};
}

QString foldedLines(const QString &text)
{
    QString folded;
    folded.reserve(text.size() + text.size() / MaxLineCharacters);
    qsizetype inLine = 0;
    for (const QChar character : text) {
        // A pair of surrogates stays together.
        if (inLine >= MaxLineCharacters && character != u'\n' && !character.isLowSurrogate()) {
            folded += u'\n';
            inLine = 0;
        }
        folded += character;
        inLine = character == u'\n' ? 0 : inLine + 1;
    }
    return folded;
}

} // namespace Gantry::Inspector
