// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtertests.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

using Op = FilterOperator;

//! Any that \a op means, where \a a and \a b have an order.
template<typename T>
bool compare(Op op, const T &a, const T &b)
{
    switch (op) {
    case Op::Less:
        return a < b;
    case Op::LessOrEqual:
        return a <= b;
    case Op::Greater:
        return a > b;
    case Op::GreaterOrEqual:
        return a >= b;
    case Op::NotEqual:
        return a != b;
    default:
        return a == b;
    }
}

bool equals(const JsonValue &value, const FilterJsonTest::Value &other)
{
    switch (value.kind) {
    case JsonValue::Kind::Null:
        return std::holds_alternative<FilterJsonTest::Null>(other);
    case JsonValue::Kind::Flag:
        return std::holds_alternative<bool>(other) && std::get<bool>(other) == value.flag;
    case JsonValue::Kind::Number:
        return std::holds_alternative<double>(other) && std::get<double>(other) == value.number;
    case JsonValue::Kind::Text:
        return std::holds_alternative<QByteArray>(other) && std::get<QByteArray>(other) == value.text;
    case JsonValue::Kind::Container:
        break;
    }
    return false;
}

} // namespace

bool FilterNumberTest::passes(double value) const noexcept
{
    if (m_op == Op::In)
        return m_values.contains(value);
    return compare(m_op, value, m_values.front());
}

FilterTextTest::FilterTextTest(FilterOperator op, QList<QByteArray> values)
    : m_op(op)
    , m_values(std::move(values))
{
    if (op == Op::Contains)
        m_matcher.setPattern(m_values.front());
}

FilterTextTest::FilterTextTest(const QRegularExpression &expression)
    : m_op(Op::Matches)
    , m_expression(expression)
{
    m_expression.optimize(); // here, once, and not in a thread that matches
}

bool FilterTextTest::passes(QByteArrayView text) const
{
    switch (m_op) {
    case Op::Contains:
        return m_matcher.indexIn(text) >= 0;
    case Op::Matches:
        return matches(QString::fromUtf8(text));
    case Op::NotEqual:
        return text != m_values.front();
    default:
        return std::any_of(m_values.begin(), m_values.end(),
                           [text](const QByteArray &value) { return text == value; });
    }
}

bool FilterJsonTest::passes(const JsonValue &value) const
{
    if (m_text)
        return value.kind == JsonValue::Kind::Text && m_text->passes(value.text);
    if (m_op >= Op::Less && m_op <= Op::GreaterOrEqual)
        return passesOrder(value);
    const bool isOneOf = std::any_of(m_values.begin(), m_values.end(),
                                     [&value](const Value &other) { return equals(value, other); });
    return isOneOf == (m_op != Op::NotEqual);
}

//! Texts in the order of their octets, which for UTF-8 is that of their characters.
bool FilterJsonTest::passesOrder(const JsonValue &value) const
{
    const Value &other = m_values.front();
    if (value.kind == JsonValue::Kind::Number && std::holds_alternative<double>(other))
        return compare(m_op, value.number, std::get<double>(other));
    if (value.kind == JsonValue::Kind::Text && std::holds_alternative<QByteArray>(other))
        return compare(m_op, value.text, QByteArrayView(std::get<QByteArray>(other)));
    return false;
}

} // namespace Gantry::Inspector
