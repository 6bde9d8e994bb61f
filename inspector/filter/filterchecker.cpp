// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterchecker.h"

#include "decode/words.h"
#include "filter/filtervalues.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using Op = FilterOperator;

//! "len is a number"
QString natureOf(const FilterFieldName &name)
{
    const QString field = filterFieldInfo(name.field).name;
    switch (filterFieldInfo(name.field).kind) {
    case FilterKind::Number:
        return Words::tr("'%1' is a number").arg(field);
    case FilterKind::Duration:
        return Words::tr("'%1' is a time").arg(field);
    case FilterKind::Direction:
        return Words::tr("'%1' is a direction").arg(field);
    case FilterKind::Opcode:
        return Words::tr("'%1' is an opcode").arg(field);
    case FilterKind::Flag:
        return Words::tr("'%1' is true or false").arg(field);
    case FilterKind::Octets:
        return Words::tr("'%1' is octets").arg(field);
    default:
        return Words::tr("'%1' is a text").arg(field);
    }
}

//! What somebody probably meant who wrote a comparison that its field does not have.
QString wrongOperator(const FilterComparison &comparison)
{
    QStringList signs;
    const QList<Op> operators = filterOperatorsFor(filterFieldInfo(comparison.name.field).kind);
    for (const Op op : operators)
        signs.append(filterOperatorSign(op));
    const QString nature = natureOf(comparison.name);
    const QString sign = filterOperatorSign(comparison.op);
    if (comparison.op == Op::Contains || comparison.op == Op::Matches)
        return Words::tr("%1 and has no '%2'; did you mean 'text %2 …', or one of %3?")
            .arg(nature, sign, signs.join(u' '));
    return comparison.name.field == FilterField::Text
        ? Words::tr("%1 and has no order; did you mean 'len %2 …', or one of %3?")
              .arg(nature, sign, signs.join(u' '))
        : Words::tr("%1 and has no order; did you mean one of %2?").arg(nature, signs.join(u' '));
}

class Checker
{
public:
    FilterTerm term(const FilterExpression &expression)
    {
        if (error)
            return {};
        return std::visit([this](const auto &part) { return FilterTerm{compiled(part)}; }, expression.part);
    }

    std::optional<FilterError> error;

private:
    using Term = decltype(FilterTerm::term);

    Term complain(const FilterPlace &place, const QString &text)
    {
        if (!error)
            error = FilterError{place.position, place.length, text, false};
        return {};
    }

    Term compiled(const FilterGroup &group)
    {
        std::vector<FilterTerm> terms;
        for (const FilterExpression &part : group.parts)
            terms.push_back(term(part));
        if (group.kind == FilterGroup::Kind::None)
            return FilterNot{std::move(terms)};
        // Looking has no effects: the order is ours.
        std::stable_sort(terms.begin(), terms.end(),
                         [](const FilterTerm &a, const FilterTerm &b) { return costOf(a) < costOf(b); });
        if (group.kind == FilterGroup::Kind::Any)
            return FilterAnyOf{std::move(terms)};
        return FilterAllOf{std::move(terms)};
    }

    Term compiled(const FilterPresence &presence)
    {
        return FilterPresenceTerm{presence.name.field, presence.name.path};
    }

    Term compiled(const FilterSearch &search)
    {
        return FilterSearchTerm{ByteMatcher(search.text.text.toUtf8())};
    }

    Term compiled(const FilterComparison &comparison)
    {
        const FilterFieldInfo &info = filterFieldInfo(comparison.name.field);
        if (!isFilterOperatorFor(info.kind, comparison.op))
            return complain(comparison.place, wrongOperator(comparison));
        if (comparison.op == Op::Matches)
            return expression(comparison);
        switch (info.kind) {
        case FilterKind::Text:
            return text(comparison, &FilterValues::text);
        case FilterKind::WampType:
            return text(comparison,
                        comparison.op == Op::Contains ? &FilterValues::text : &FilterValues::wampType);
        case FilterKind::Octets:
            return octets(comparison);
        case FilterKind::Json:
            return json(comparison);
        default:
            return number(comparison);
        }
    }

    //! The values of \a comparison as \a read reads them.
    template<typename T>
    QList<T> valuesOf(const FilterComparison &comparison,
                      FilterValue<T> (*read)(FilterField, const FilterLiteral &))
    {
        QList<T> values;
        for (const FilterLiteral &literal : comparison.values) {
            FilterValue<T> value = read(comparison.name.field, literal);
            if (const auto *complaint = std::get_if<QString>(&value)) {
                complain(literal.place, *complaint);
                return {};
            }
            values.append(std::get<T>(std::move(value)));
        }
        return values;
    }

    Term number(const FilterComparison &comparison)
    {
        return FilterNumberTerm{comparison.name.field,
                                {comparison.op, valuesOf<double>(comparison, &FilterValues::number)}};
    }

    Term text(const FilterComparison &comparison,
              FilterValue<QByteArray> (*read)(FilterField, const FilterLiteral &))
    {
        const QList<QByteArray> values = valuesOf<QByteArray>(comparison, read);
        if (error)
            return {};
        return FilterTextTerm{comparison.name.field, {comparison.op, values}};
    }

    Term octets(const FilterComparison &comparison)
    {
        const QList<QByteArray> values = valuesOf<QByteArray>(comparison, &FilterValues::octets);
        if (error)
            return {};
        return FilterHexTerm{{comparison.op, values}};
    }

    Term json(const FilterComparison &comparison)
    {
        if (comparison.op == Op::Contains)
            return FilterJsonTerm{
                comparison.name.path,
                FilterJsonTest(FilterTextTest(Op::Contains, {comparison.values.front().text.toUtf8()}))};
        const auto read = comparison.op >= Op::Less && comparison.op <= Op::GreaterOrEqual
            ? &FilterValues::orderedJson
            : &FilterValues::json;
        return FilterJsonTerm{comparison.name.path,
                              {comparison.op, valuesOf<FilterJsonTest::Value>(comparison, read)}};
    }

    Term expression(const FilterComparison &comparison)
    {
        const FilterLiteral &literal = comparison.values.front();
        const QRegularExpression expression(literal.text);
        if (!expression.isValid())
            return complain(literal.place,
                            Words::tr("the regular expression is wrong at character %1: %2")
                                .arg(expression.patternErrorOffset() + 1)
                                .arg(expression.errorString()));
        const FilterTextTest test(expression);
        if (comparison.name.field == FilterField::Hex)
            return FilterHexTerm{test};
        if (comparison.name.field == FilterField::Json)
            return FilterJsonTerm{comparison.name.path, FilterJsonTest(test)};
        return FilterTextTerm{comparison.name.field, test};
    }
};

} // namespace

FilterCheckResult checkFilter(const FilterExpression &expression)
{
    Checker checker;
    FilterTerm term = checker.term(expression);
    if (checker.error)
        return *checker.error;
    return term;
}

} // namespace Gantry::Inspector
