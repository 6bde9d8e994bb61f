// SPDX-License-Identifier: GPL-3.0-only
// What is looked for in payloads: a text, a regular expression, or octets in hex.
#pragma once

#include "decode/bytematcher.h"

#include <QtCore/QByteArrayMatcher>
#include <QtCore/QRegularExpression>

#include <optional>
#include <variant>

namespace Gantry::Inspector {

enum class FindKind : quint8 { Text, RegularExpression, Hex };

struct FindQuery
{
    FindKind kind = FindKind::Text;
    QString pattern = {};
    bool isCaseSensitive = false; //!< of texts and regular expressions
    bool operator==(const FindQuery &) const = default;
};

//! Octets of a payload.
struct FoundRange
{
    qsizetype offset = 0;
    qsizetype length = 0;
    bool operator==(const FoundRange &) const = default;
};

//! May be used in several threads at once.
class FindPattern
{
public:
    //! A regular expression sees no more of a payload than this: it cannot be stopped
    //! within one.
    static constexpr qsizetype MaxExpressionOctets = 8 * 1024 * 1024;

    //! A pattern, or what is wrong with \a query, for people.
    static std::variant<FindPattern, QString> make(const FindQuery &query);

    //! Where it first is in \a payload. Expressions see UTF-8, and other octets as
    //! Latin-1, so that \xff is the octet 255 there.
    std::optional<FoundRange> findIn(QByteArrayView payload) const;

private:
    explicit FindPattern(std::variant<ByteMatcher, QByteArrayMatcher, QRegularExpression> search)
        : m_search(std::move(search))
    { }

    std::variant<ByteMatcher, QByteArrayMatcher, QRegularExpression> m_search;
};

} // namespace Gantry::Inspector
