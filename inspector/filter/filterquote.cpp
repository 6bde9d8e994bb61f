// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterquote.h"

#include "decode/words.h"

#include <optional>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

std::optional<QChar> escapedCharacter(QChar letter)
{
    switch (letter.unicode()) {
    case u'"':
    case u'\\':
    case u'/':
        return letter;
    case u'b':
        return u'\b';
    case u'f':
        return u'\f';
    case u'n':
        return u'\n';
    case u'r':
        return u'\r';
    case u't':
        return u'\t';
    default:
        return std::nullopt;
    }
}

std::optional<QChar> unicodeEscape(QStringView digits)
{
    if (digits.size() != 4)
        return std::nullopt;
    char16_t unit = 0;
    for (const QChar digit : digits) {
        const int value =
            digit.unicode() < 128 ? QStringView(u"0123456789abcdef").indexOf(digit.toLower()) : -1;
        if (value < 0)
            return std::nullopt;
        unit = char16_t(unit * 16 + value);
    }
    return QChar(unit);
}

QuotedText unfinished(QStringView text, qsizetype from)
{
    return {.end = text.size(),
            .complaint = Words::tr("the closing quote is missing"),
            .wrongAt = from,
            .wrongLength = text.size() - from,
            .isUnfinished = true};
}

QuotedText wrongEscape(QStringView text, qsizetype at)
{
    const qsizetype length = text[at + 1] == u'u' ? std::min<qsizetype>(6, text.size() - at) : 2;
    return {
        .end = text.size(),
        .complaint =
            Words::tr("'%1' is no escape of JSON; for a backslash write \\\\").arg(text.sliced(at, length)),
        .wrongAt = at,
        .wrongLength = length};
}

QString escape(QChar unit)
{
    switch (unit.unicode()) {
    case u'"':
        return u"\\\""_s;
    case u'\\':
        return u"\\\\"_s;
    case u'\n':
        return u"\\n"_s;
    case u'\r':
        return u"\\r"_s;
    case u'\t':
        return u"\\t"_s;
    default:
        return u"\\u%1"_s.arg(uint(unit.unicode()), 4, 16, QChar(u'0'));
    }
}

} // namespace

QuotedText readQuoted(QStringView text, qsizetype from)
{
    QuotedText result;
    for (qsizetype i = from + 1; i < text.size(); ++i) {
        if (text[i] == u'"') {
            result.end = i + 1;
            if (result.text.isValidUtf16())
                return result;
            return {.end = result.end,
                    .complaint = Words::tr("half of a surrogate pair is no character"),
                    .wrongAt = from,
                    .wrongLength = result.end - from};
        }
        if (text[i] != u'\\') {
            result.text += text[i];
            continue;
        }
        if (i + 1 == text.size())
            break;
        if (const auto character = escapedCharacter(text[i + 1])) {
            result.text += *character;
            i += 1;
        } else if (const auto unit = unicodeEscape(text.sliced(i + 2).left(4)); unit && text[i + 1] == u'u') {
            result.text += *unit;
            i += 5;
        } else {
            return wrongEscape(text, i);
        }
    }
    return unfinished(text, from);
}

QString quoted(QStringView text)
{
    QString result = u"\""_s;
    for (const QChar unit : text) {
        if (unit == u'"' || unit == u'\\' || unit < u' ')
            result += escape(unit);
        else
            result += unit;
    }
    return result + u'"';
}

} // namespace Gantry::Inspector
