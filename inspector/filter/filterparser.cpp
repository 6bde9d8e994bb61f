// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterparser.h"

#include "decode/words.h"
#include "filter/filterlexer.h"

#include <algorithm>
#include <optional>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = FilterToken::Kind;
using GroupKind = FilterGroup::Kind;

QStringList fieldNames()
{
    QStringList names;
    for (const FilterFieldInfo &info : filterFields())
        names.append(info.name);
    return names;
}

//! Groups of the same kind within each other are one: brackets leave no trace.
void append(FilterExpression part, GroupKind kind, std::vector<FilterExpression> &parts)
{
    auto *inner = std::get_if<FilterGroup>(&part.part);
    if (!inner || inner->kind != kind) {
        parts.push_back(std::move(part));
        return;
    }
    for (FilterExpression &innerPart : inner->parts)
        parts.push_back(std::move(innerPart));
}

class FilterParser
{
public:
    explicit FilterParser(QStringView text)
        : m_tokens(filterTokens(text))
    { }

    FilterParseResult parse()
    {
        if (current().kind == Kind::End)
            return FilterExpression{FilterGroup{GroupKind::All, {}}};
        FilterExpression expression = any();
        if (!m_error && current().kind != Kind::End)
            complainBehindTerm();
        if (m_error)
            return *m_error;
        return expression;
    }

private:
    const FilterToken &current() const { return m_tokens[m_at]; }

    //! The last token stays.
    FilterToken take() { return m_at + 1 < m_tokens.size() ? m_tokens[m_at++] : m_tokens[m_at]; }

    bool takeIf(Kind kind)
    {
        const bool is = !m_error && current().kind == kind;
        if (is)
            take();
        return is;
    }

    //! The first complaint counts; what the lexer has to say goes first.
    FilterExpression complain(const FilterToken &token, const QString &text)
    {
        if (m_error)
            return {};
        if (token.kind == Kind::Wrong)
            m_error = FilterError{token.position, token.length, token.text, token.isUnfinished};
        else
            m_error = FilterError{token.position, token.length, text, token.kind == Kind::End};
        return {};
    }

    FilterExpression any() { return sequence(GroupKind::Any, Kind::Or, &FilterParser::all); }
    FilterExpression all() { return sequence(GroupKind::All, Kind::And, &FilterParser::negated); }

    FilterExpression sequence(GroupKind group, Kind separator, FilterExpression (FilterParser::*part)())
    {
        std::vector<FilterExpression> parts;
        append((this->*part)(), group, parts);
        while (takeIf(separator))
            append((this->*part)(), group, parts);
        if (parts.size() == 1)
            return std::move(parts.front());
        return {FilterGroup{group, std::move(parts)}};
    }

    FilterExpression negated()
    {
        if (current().kind != Kind::Not)
            return term();
        if (m_nesting == MaxFilterNesting)
            return complain(current(), Words::tr("this is nested too deeply"));
        take();
        ++m_nesting;
        std::vector<FilterExpression> parts;
        parts.push_back(negated());
        --m_nesting;
        return {FilterGroup{GroupKind::None, std::move(parts)}};
    }

    FilterExpression term()
    {
        if (m_error)
            return {};
        switch (current().kind) {
        case Kind::Open:
            return brackets();
        case Kind::Quoted:
            return search();
        case Kind::Word:
            return filterFieldByName(current().text) ? fieldTerm() : search();
        case Kind::End:
            return complain(current(), Words::tr("a condition is missing here"));
        default:
            return complain(current(), Words::tr("a condition is expected before '%1'").arg(current().text));
        }
    }

    FilterExpression brackets()
    {
        if (m_nesting == MaxFilterNesting)
            return complain(current(), Words::tr("this is nested too deeply"));
        take();
        ++m_nesting;
        FilterExpression expression = any();
        --m_nesting;
        if (!m_error && !takeIf(Kind::Close)) {
            if (current().kind == Kind::End || current().kind == Kind::Wrong)
                return complain(current(), Words::tr("')' is missing"));
            complainBehindTerm();
        }
        return expression;
    }

    static FilterLiteral literalOf(const FilterToken &token)
    {
        return {token.text, token.kind == Kind::Quoted, {token.position, token.length}};
    }

    FilterExpression search()
    {
        const FilterToken token = take();
        if (isOperator(current()))
            return complain(token, noField(token));
        if (token.text.isEmpty())
            return complain(token, Words::tr("there is nothing between the quotes to search for"));
        return {FilterSearch{literalOf(token)}};
    }

    QString noField(const FilterToken &token) const
    {
        const QString likely = likelyMeant(token.text, fieldNames());
        const QString text = Words::tr("there is no field '%1'").arg(token.text);
        return likely.isEmpty() ? Words::tr("%1; a comparison begins with a field").arg(text)
                                : Words::tr("%1; did you mean '%2'?").arg(text, likely);
    }

    //! What compares, written in signs or as a word.
    bool isOperator(const FilterToken &token) const
    {
        return token.kind == Kind::Operator || (token.kind == Kind::Word && operatorWord(token));
    }

    static std::optional<FilterOperator> operatorWord(const FilterToken &token)
    {
        if (token.text == "in"_L1)
            return FilterOperator::In;
        if (token.text == "contains"_L1)
            return FilterOperator::Contains;
        return std::nullopt;
    }

    FilterExpression fieldTerm()
    {
        const FilterToken token = take();
        FilterFieldName name{filterFieldByName(token.text)->field, {}, {token.position, token.length}};
        if (name.field == FilterField::Json) {
            JsonPathResult result = parseJsonPath(QStringView(token.text).sliced(4));
            if (!result.complaint.isEmpty())
                return complainAboutPath(token, result);
            name.path = std::move(result.path);
        }
        if (!isOperator(current()))
            return {FilterPresence{std::move(name)}};
        return comparison(std::move(name));
    }

    FilterExpression complainAboutPath(const FilterToken &token, const JsonPathResult &result)
    {
        const qsizetype at = 4 + result.wrongAt;
        FilterToken wrong = token;
        wrong.kind = Kind::Wrong;
        wrong.position += at;
        wrong.length = std::min<qsizetype>(1, token.length - at);
        wrong.text = result.complaint;
        wrong.isUnfinished = result.isUnfinished && current().kind == Kind::End;
        return complain(wrong, {});
    }

    FilterExpression comparison(FilterFieldName name)
    {
        const FilterToken sign = take();
        FilterComparison comparison{std::move(name), sign.op, {sign.position, sign.length}, {}};
        if (sign.kind == Kind::Word)
            comparison.op = *operatorWord(sign);
        if (comparison.op == FilterOperator::In)
            readList(comparison.values);
        else
            readValue(sign, comparison.values);
        return {std::move(comparison)};
    }

    void readValue(const FilterToken &before, QList<FilterLiteral> &values)
    {
        if (current().kind == Kind::Word || current().kind == Kind::Quoted)
            values.append(literalOf(take()));
        else
            complain(current(), Words::tr("a value is missing behind '%1'").arg(before.text));
    }

    void readList(QList<FilterLiteral> &values)
    {
        const FilterToken open = take();
        if (open.kind != Kind::Open) {
            complain(open, Words::tr("'in' needs a list in brackets, as in: op in (text, binary)"));
            return;
        }
        readValue(open, values);
        while (!m_error && current().kind == Kind::Comma) {
            const FilterToken comma = take();
            readValue(comma, values);
        }
        if (!takeIf(Kind::Close))
            complain(current(), Words::tr("',' or ')' is missing in the list"));
    }

    void complainBehindTerm()
    {
        const FilterToken &token = current();
        const QString word = token.text.toLower();
        if (token.kind == Kind::Close)
            complain(token, Words::tr("there is no '(' to this ')'"));
        else if (token.kind == Kind::Word && word == "and"_L1)
            complain(token, Words::tr("'%1' is no operator; did you mean '&&'?").arg(token.text));
        else if (token.kind == Kind::Word && word == "or"_L1)
            complain(token, Words::tr("'%1' is no operator; did you mean '||'?").arg(token.text));
        else
            complain(token,
                     Words::tr("'&&' or '||' is missing before '%1'; a text of several words needs quotes")
                         .arg(token.text));
    }

    const QList<FilterToken> m_tokens;
    qsizetype m_at = 0;
    int m_nesting = 0;
    std::optional<FilterError> m_error;
};

} // namespace

FilterParseResult parseFilter(QStringView text)
{
    if (text.size() > MaxFilterLength)
        return FilterError{MaxFilterLength, 0,
                           Words::tr("an expression has at most %1 characters").arg(MaxFilterLength)};
    return FilterParser(text).parse();
}

} // namespace Gantry::Inspector
