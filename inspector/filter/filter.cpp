// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filter.h"

#include "filter/filterchecker.h"
#include "filter/filterparser.h"
#include "filter/filterterm.h"

namespace Gantry::Inspector {

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
