// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filternumber.h"

#include <QtCore/QString>

#include <cmath>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Unit
{
    QStringView suffix;
    double factor;
    bool isTime;
};

constexpr Unit Units[] = {
    {u"", 1, false},
    {u"k", 1e3, false},
    {u"M", 1e6, false},
    {u"G", 1e9, false},
    {u"Ki", 1024, false},
    {u"Mi", 1024 * 1024, false},
    {u"Gi", 1024.0 * 1024 * 1024, false},
    {u"ns", 1, true},
    {u"us", 1e3, true},
    {u"\u00B5s", 1e3, true},
    {u"ms", 1e6, true},
    {u"s", 1e9, true},
    {u"min", 60e9, true},
    {u"h", 3600e9, true},
};

constexpr bool isDigit(QChar unit)
{
    return unit >= u'0' && unit <= u'9';
}

qsizetype digitsFrom(QStringView word, qsizetype from)
{
    while (from < word.size() && isDigit(word[from]))
        ++from;
    return from;
}

//! The size of the number in front of a unit; 0: there is none.
qsizetype numeralSize(QStringView word)
{
    const qsizetype begin = word.startsWith(u'-') || word.startsWith(u'+') ? 1 : 0;
    qsizetype end = digitsFrom(word, begin);
    if (end == begin)
        return 0;
    if (end < word.size() && word[end] == u'.') {
        const qsizetype fraction = digitsFrom(word, end + 1);
        if (fraction == end + 1)
            return 0;
        end = fraction;
    }
    if (end < word.size() && word[end].toLower() == u'e') {
        const bool isSigned = end + 1 < word.size() && (word[end + 1] == u'-' || word[end + 1] == u'+');
        const qsizetype digits = end + (isSigned ? 2 : 1);
        const qsizetype exponent = digitsFrom(word, digits);
        end = exponent > digits ? exponent : end;
    }
    return end;
}

std::optional<FilterNumber> hexadecimal(QStringView digits)
{
    if (digits.startsWith(u'-') || digits.startsWith(u'+'))
        return std::nullopt;
    bool isNumber = false;
    const qulonglong value = digits.toULongLong(&isNumber, 16);
    return isNumber ? std::optional(FilterNumber{.value = double(value)}) : std::nullopt;
}

} // namespace

std::optional<FilterNumber> parseFilterNumber(QStringView word)
{
    if (word.startsWith("0x"_L1))
        return hexadecimal(word.sliced(2));
    const qsizetype size = numeralSize(word);
    if (size == 0)
        return std::nullopt;
    for (const Unit &unit : Units) {
        if (word.sliced(size) != unit.suffix)
            continue;
        bool isNumber = false;
        const double value = word.first(size).toDouble(&isNumber) * unit.factor;
        if (!isNumber || !std::isfinite(value))
            return std::nullopt;
        return FilterNumber{.value = value, .isTime = unit.isTime};
    }
    return std::nullopt;
}

} // namespace Gantry::Inspector
