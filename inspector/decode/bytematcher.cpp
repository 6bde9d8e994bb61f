// SPDX-License-Identifier: GPL-3.0-only
// Boyer-Moore-Horspool over case-folded octets: on average it looks at one octet in
// as many as the needle has. QByteArrayMatcher minds the case, and folding whole
// payloads first would copy them.
#include "decode/bytematcher.h"

namespace Gantry::Inspector {

namespace {

constexpr uchar folded(char octet) noexcept
{
    return octet >= 'A' && octet <= 'Z' ? uchar(octet + ('a' - 'A')) : uchar(octet);
}

constexpr uchar upper(uchar octet) noexcept
{
    return octet >= 'a' && octet <= 'z' ? uchar(octet - ('a' - 'A')) : octet;
}

} // namespace

ByteMatcher::ByteMatcher(QByteArrayView needle)
    : m_needle(needle.toByteArray())
{
    for (char &octet : m_needle) {
        octet = char(folded(octet));
    }
    m_skip.fill(quint32(m_needle.size()));
    for (qsizetype i = 0; i + 1 < m_needle.size(); ++i) {
        const auto distance = quint32(m_needle.size() - 1 - i);
        m_skip[uchar(m_needle[i])] = distance;
        m_skip[upper(uchar(m_needle[i]))] = distance;
    }
}

qsizetype ByteMatcher::indexIn(QByteArrayView haystack, qsizetype from) const noexcept
{
    const qsizetype last = haystack.size() - m_needle.size();
    if (m_needle.isEmpty()) {
        return from <= haystack.size() ? from : -1;
    }
    for (qsizetype i = from; i <= last;) {
        const char *place = haystack.data() + i;
        if (matchesAt(place)) {
            return i;
        }
        i += m_skip[uchar(place[m_needle.size() - 1])];
    }
    return -1;
}

bool ByteMatcher::matchesAt(const char *place) const noexcept
{
    // From the end: that octet is in the cache already, as the skip came from it.
    for (qsizetype i = m_needle.size() - 1; i >= 0; --i) {
        if (folded(place[i]) != uchar(m_needle[i])) {
            return false;
        }
    }
    return true;
}

} // namespace Gantry::Inspector
