// SPDX-License-Identifier: GPL-3.0-only
// Finds a needle in octets without regard to the case of ASCII letters. Octets, not
// text: payloads are searched as they are, whole, without being decoded, and a UTF-8
// needle is found in UTF-8 as well as in anything else.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <array>

namespace Gantry::Inspector {

class ByteMatcher
{
public:
    ByteMatcher() = default;
    explicit ByteMatcher(QByteArrayView needle);

    bool isEmpty() const noexcept { return m_needle.isEmpty(); }
    qsizetype size() const noexcept { return m_needle.size(); }

    //! Where the needle first begins in \a haystack at or after \a from, or -1. An
    //! empty needle is everywhere.
    qsizetype indexIn(QByteArrayView haystack, qsizetype from = 0) const noexcept;
    bool isIn(QByteArrayView haystack) const noexcept { return indexIn(haystack) >= 0; }

private:
    bool matchesAt(const char *place) const noexcept;

    QByteArray m_needle; //!< lower case
    std::array<quint32, 256> m_skip = {};
};

} // namespace Gantry::Inspector
