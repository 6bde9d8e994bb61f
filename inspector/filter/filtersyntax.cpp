// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtersyntax.h"

#include "filter/filterlexer.h"
#include "filter/filterquote.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString printLiteral(const FilterLiteral &literal)
{
    return literal.isQuoted || !isBareWord(literal.text) ? quoted(literal.text) : literal.text;
}

QString printName(const FilterFieldName &name)
{
    const QString text = filterFieldInfo(name.field).name;
    return name.field == FilterField::Json ? text + u'.' + printJsonPath(name.path) : text;
}

struct Printer
{
    QString operator()(const FilterComparison &comparison) const
    {
        QStringList values;
        for (const FilterLiteral &value : comparison.values)
            values.append(printLiteral(value));
        const QString list = values.join(", "_L1);
        return u"%1 %2 %3"_s.arg(printName(comparison.name), filterOperatorSign(comparison.op),
                                 comparison.op == FilterOperator::In ? u'(' + list + u')' : list);
    }

    QString operator()(const FilterPresence &presence) const { return printName(presence.name); }
    QString operator()(const FilterSearch &search) const { return printLiteral(search.text); }

    QString operator()(const FilterGroup &group) const
    {
        if (group.kind == FilterGroup::Kind::None)
            return u'!' + printInside(group.parts.front());
        QStringList parts;
        for (const FilterExpression &part : group.parts) {
            // Groups of one kind are merged by the parser: what is within All is Any.
            const auto *inner = std::get_if<FilterGroup>(&part.part);
            const bool isWeaker = inner && inner->kind == FilterGroup::Kind::Any;
            parts.append(isWeaker ? u'(' + printFilter(part) + u')' : printFilter(part));
        }
        return parts.join(group.kind == FilterGroup::Kind::All ? " && "_L1 : " || "_L1);
    }

private:
    static QString printInside(const FilterExpression &part)
    {
        const auto *group = std::get_if<FilterGroup>(&part.part);
        const bool isOne = group ? group->kind == FilterGroup::Kind::None
                                 : !std::holds_alternative<FilterComparison>(part.part);
        return isOne ? printFilter(part) : u'(' + printFilter(part) + u')';
    }
};

} // namespace

QString printFilter(const FilterExpression &expression)
{
    return std::visit(Printer{}, expression.part);
}

} // namespace Gantry::Inspector
