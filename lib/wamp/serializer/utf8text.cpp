// SPDX-License-Identifier: MIT
#include "wamp/serializer/utf8text.h"

#include <simdjson.h>

#include <cstring>

namespace Gantry::Wamp::Wire {

namespace {

//! Eight octets at a time; what is left is less than that.
bool isAscii(const char *at, const char *end) noexcept
{
    constexpr quint64 highBits = 0x8080808080808080;
    quint64 all = 0;
    for (; end - at >= 8; at += 8) {
        quint64 octets = 0;
        memcpy(&octets, at, 8);
        all |= octets;
    }
    for (; at != end; ++at)
        all |= quint8(*at);
    return (all & highBits) == 0;
}

} // namespace

bool isUtf8(QByteArrayView text) noexcept
{
    // Most texts are short and ASCII: done before simdjson has chosen how to begin.
    constexpr qsizetype shortText = 64;
    if (text.size() <= shortText && isAscii(text.begin(), text.end()))
        return true;
    return simdjson::validate_utf8(text.data(), size_t(text.size()));
}

} // namespace Gantry::Wamp::Wire
