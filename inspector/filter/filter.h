// SPDX-License-Identifier: GPL-3.0-only
// The filter language: one for the list, highlighting, exports and runs without a
// window. An expression is compiled once; what comes of it never changes and may be
// asked by several threads at once.
#pragma once

#include "filter/filtererror.h"
#include "filter/filterfacts.h"
#include "tap/record.h"

#include <memory>
#include <variant>

namespace Gantry::Inspector {

struct FilterTerm;
enum class FilterField : quint8;

class Filter
{
public:
    using Result = std::variant<Filter, FilterError>;

    //! What passes everything.
    Filter() = default;
    //! An empty \a text makes what passes everything.
    static Result compile(const QString &text);

    //! As it was written.
    const QString &text() const noexcept { return m_text; }
    //! In the one spelling that all ways to write it have in common.
    const QString &canonicalText() const noexcept { return m_canonicalText; }
    bool passesAll() const noexcept { return !m_term; }
    //! The text that it looks for everywhere, if that is all it does; otherwise empty.
    const QString &searchedText() const noexcept { return m_searchedText; }
    //! Whether it has to be told what \a field is: what it never asks for may be left out
    //! of the facts.
    bool asksFor(FilterField field) const noexcept { return (m_fields >> int(field) & 1) != 0; }

    bool matches(const Tap::Record &record, const FilterFacts &facts) const;

    //! Two filters that say the same in the same words.
    bool operator==(const Filter &other) const noexcept { return m_canonicalText == other.m_canonicalText; }

private:
    QString m_text;
    QString m_canonicalText;
    QString m_searchedText;
    quint32 m_fields = 0; //!< a bit for each FilterField
    // Shared, as copies go to the threads that filter, and it is large.
    std::shared_ptr<const FilterTerm> m_term;
};

} // namespace Gantry::Inspector
