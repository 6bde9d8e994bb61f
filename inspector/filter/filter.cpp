// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filter.h"

#include "filter/filterchecker.h"
#include "filter/filterparser.h"
#include "filter/filtersyntax.h"
#include "filter/filterterm.h"

namespace Gantry::Inspector {

namespace {

//! A bit for each field that \a expression names.
quint32 fieldsOf(const FilterExpression &expression)
{
    if (const auto *group = std::get_if<FilterGroup>(&expression.part)) {
        quint32 fields = 0;
        for (const FilterExpression &part : group->parts)
            fields |= fieldsOf(part);
        return fields;
    }
    if (const auto *comparison = std::get_if<FilterComparison>(&expression.part))
        return 1U << int(comparison->name.field);
    const auto *presence = std::get_if<FilterPresence>(&expression.part);
    return presence ? 1U << int(presence->name.field) : 0;
}

QString searchedTextOf(const FilterExpression &expression)
{
    const auto *group = std::get_if<FilterGroup>(&expression.part);
    if (group && group->kind != FilterGroup::Kind::None && group->parts.size() == 1)
        return searchedTextOf(group->parts.front());
    const auto *search = std::get_if<FilterSearch>(&expression.part);
    return search ? search->text.text : QString();
}

} // namespace

Filter::Result Filter::compile(const QString &text)
{
    const FilterParseResult parsed = parseFilter(text);
    if (const auto *error = std::get_if<FilterError>(&parsed))
        return *error;
    const auto &expression = std::get<FilterExpression>(parsed);
    FilterCheckResult checked = checkFilter(expression);
    if (const auto *error = std::get_if<FilterError>(&checked))
        return *error;
    Filter filter;
    filter.m_text = text;
    filter.m_canonicalText = printFilter(expression);
    filter.m_searchedText = searchedTextOf(expression);
    filter.m_fields = fieldsOf(expression);
    if (!filter.m_canonicalText.isEmpty())
        filter.m_term = std::make_shared<const FilterTerm>(std::get<FilterTerm>(std::move(checked)));
    return filter;
}

bool Filter::matches(const Tap::Record &record, const FilterFacts &facts) const
{
    if (!m_term)
        return true;
    FilterSubject subject(record, facts);
    return holds(*m_term, subject);
}

} // namespace Gantry::Inspector
