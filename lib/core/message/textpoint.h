// SPDX-License-Identifier: MIT
// One code point from UTF-8 to UTF-16 and back.
#pragma once

#include <QtCore/QChar>

namespace Gantry::Core {

//! The code point at \a at, which is no ASCII and part of valid text, as UTF-16; \a at and
//! \a to go behind it.
inline void decodePoint(const quint8 *&at, char16_t *&to) noexcept
{
    const auto rest = [&at](int i) { return char32_t(at[i] & 0x3F); };
    if (*at < 0xE0) {
        *to++ = char16_t((char32_t(*at & 0x1F) << 6) | rest(1));
        at += 2;
    } else if (*at < 0xF0) {
        *to++ = char16_t((char32_t(*at & 0x0F) << 12) | (rest(1) << 6) | rest(2));
        at += 3;
    } else {
        const char32_t point = (char32_t(*at & 0x07) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3);
        *to++ = QChar::highSurrogate(point);
        *to++ = QChar::lowSurrogate(point);
        at += 4;
    }
}

//! The same the other way round; behind \a end there is nothing. Half a pair of surrogates
//! becomes '?'.
inline void encodePoint(const char16_t *&at, const char16_t *end, quint8 *&to) noexcept
{
    const auto put = [&to](char32_t octet) { *to++ = quint8(octet); };
    const char16_t unit = *at++;
    if (unit < 0x800) {
        put(0xC0 | (unit >> 6));
        put(0x80 | (unit & 0x3F));
    } else if (!QChar::isSurrogate(unit)) {
        put(0xE0 | (unit >> 12));
        put(0x80 | ((unit >> 6) & 0x3F));
        put(0x80 | (unit & 0x3F));
    } else if (QChar::isHighSurrogate(unit) && at != end && QChar::isLowSurrogate(*at)) {
        const char32_t point = QChar::surrogateToUcs4(unit, *at++);
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put('?');
    }
}

} // namespace Gantry::Core
