// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterterm.h"

#include "decode/recordsearch.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

bool anyTagPasses(const QStringList &tags, const FilterTextTest &test)
{
    return std::any_of(tags.begin(), tags.end(), [&test](const QString &tag) {
        return test.isExpression() ? test.matches(tag) : test.passes(tag.toUtf8());
    });
}

class Evaluation
{
public:
    explicit Evaluation(FilterSubject &subject)
        : m_subject(subject)
    { }

    bool operator()(const FilterAllOf &all) const
    {
        return std::all_of(all.terms.begin(), all.terms.end(), [this](const auto &term) { return is(term); });
    }

    bool operator()(const FilterAnyOf &any) const
    {
        return std::any_of(any.terms.begin(), any.terms.end(), [this](const auto &term) { return is(term); });
    }

    bool operator()(const FilterNot &negated) const { return !is(negated.terms.front()); }

    bool operator()(const FilterNumberTerm &term) const
    {
        const auto number = m_subject.number(term.field);
        return number && term.test.passes(*number);
    }

    bool operator()(const FilterTextTerm &term) const
    {
        if (term.field == FilterField::Tag)
            return anyTagPasses(m_subject.tags(), term.test);
        const auto text = m_subject.text(term.field);
        return text && term.test.passes(*text);
    }

    bool operator()(const FilterHexTerm &term) const
    {
        if (!m_subject.hasPayload())
            return false;
        if (!term.test.isExpression())
            return term.test.passes(m_subject.payload());
        return term.test.matches(QString::fromLatin1(m_subject.payload().toByteArray().toHex()));
    }

    bool operator()(const FilterJsonTerm &term) const
    {
        return m_subject.json().any(term.path,
                                    [&term](const JsonValue &value) { return term.test.passes(value); });
    }

    bool operator()(const FilterPresenceTerm &term) const
    {
        switch (filterFieldInfo(term.field).kind) {
        case FilterKind::Flag:
            return m_subject.number(term.field).value_or(0) != 0;
        case FilterKind::Octets:
            return m_subject.hasPayload();
        case FilterKind::Json:
            return m_subject.json().any(term.path, [](const JsonValue &) { return true; });
        case FilterKind::Text:
        case FilterKind::WampType:
            return term.field == FilterField::Tag ? !m_subject.tags().isEmpty()
                                                  : m_subject.text(term.field).has_value();
        default:
            return m_subject.number(term.field).has_value();
        }
    }

    bool operator()(const FilterSearchTerm &term) const
    {
        return term.matcher.isIn(m_subject.payload()) || metadataMatches(m_subject.record(), term.matcher);
    }

private:
    bool is(const FilterTerm &term) const { return std::visit(*this, term.term); }

    FilterSubject &m_subject;
};

struct Cost
{
    int operator()(const FilterAllOf &all) const { return sum(all.terms); }
    int operator()(const FilterAnyOf &any) const { return sum(any.terms); }
    int operator()(const FilterNot &negated) const { return sum(negated.terms); }
    int operator()(const FilterNumberTerm &) const { return 1; }
    int operator()(const FilterTextTerm &term) const { return term.test.isExpression() ? 200 : 10; }
    int operator()(const FilterHexTerm &term) const { return term.test.isExpression() ? 400 : 10; }
    int operator()(const FilterJsonTerm &) const { return 100; }
    int operator()(const FilterSearchTerm &) const { return 20; }
    int operator()(const FilterPresenceTerm &term) const { return term.field == FilterField::Json ? 100 : 1; }

    static int sum(const std::vector<FilterTerm> &terms)
    {
        int cost = 1;
        for (const FilterTerm &term : terms)
            cost = std::min(cost + costOf(term), 1'000'000);
        return cost;
    }
};

} // namespace

bool holds(const FilterTerm &term, FilterSubject &subject)
{
    return std::visit(Evaluation(subject), term.term);
}

int costOf(const FilterTerm &term)
{
    return std::visit(Cost{}, term.term);
}

} // namespace Gantry::Inspector
