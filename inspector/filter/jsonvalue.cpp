// SPDX-License-Identifier: GPL-3.0-only
#include "filter/jsonvalue.h"

#include <cstring>

namespace Gantry::Inspector {

namespace {

constexpr bool isBlank(char octet) noexcept
{
    return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
}

int hexDigit(char octet) noexcept
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    const char lower = char(octet | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

//! The code unit of an escape such as \u00e9 at \a at; -1: it is none.
int escapedUnit(QByteArrayView text, qsizetype at) noexcept
{
    if (text.size() - at < 6 || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (qsizetype i = at + 2; i < at + 6; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

bool hasHalfPairs(QByteArrayView text) noexcept
{
    qsizetype at = 0;
    while (at < text.size()) {
        const void *found = memchr(text.data() + at, '\\', std::size_t(text.size() - at));
        if (!found)
            return false;
        at = static_cast<const char *>(found) - text.data();
        const int unit = escapedUnit(text, at);
        if (unit < 0xD800 || unit > 0xDFFF) {
            at += 2;
            continue;
        }
        const int second = escapedUnit(text, at + 6);
        if (unit > 0xDBFF || second < 0xDC00 || second > 0xDFFF)
            return true;
        at += 12;
    }
    return false;
}

} // namespace

QByteArrayView plausibleJson(QByteArrayView payload) noexcept
{
    if (payload.size() > MaxFilteredJsonOctets)
        return {};
    if (payload.startsWith("\xEF\xBB\xBF"))
        payload = payload.sliced(3);
    qsizetype begin = 0;
    while (begin < payload.size() && isBlank(payload[begin]))
        ++begin;
    if (begin == payload.size() || (payload[begin] != '{' && payload[begin] != '['))
        return {};
    return hasHalfPairs(payload) ? QByteArrayView() : payload;
}

} // namespace Gantry::Inspector
