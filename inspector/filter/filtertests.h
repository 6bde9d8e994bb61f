// SPDX-License-Identifier: GPL-3.0-only
// Comparisons, compiled: what one value of a record has to be like. Immutable, and
// used by several threads at once.
#pragma once

#include "filter/filterfield.h"
#include "filter/jsonvalue.h"

#include <QtCore/QByteArrayMatcher>
#include <QtCore/QRegularExpression>

#include <optional>

namespace Gantry::Inspector {

//! For a number. Values of In are several, otherwise there is one.
class FilterNumberTest
{
public:
    FilterNumberTest(FilterOperator op, QList<double> values)
        : m_op(op)
        , m_values(std::move(values))
    { }

    bool passes(double value) const noexcept;

private:
    FilterOperator m_op;
    QList<double> m_values;
};

//! For octets, or UTF-8 text, which is compared and searched as octets and decoded for
//! regular expressions alone.
class FilterTextTest
{
public:
    FilterTextTest(FilterOperator op, QList<QByteArray> values);
    //! Matches.
    explicit FilterTextTest(const QRegularExpression &expression);

    bool passes(QByteArrayView text) const;
    bool isExpression() const noexcept { return m_op == FilterOperator::Matches; }
    bool matches(const QString &text) const { return m_expression.match(text).hasMatch(); }

private:
    FilterOperator m_op;
    QList<QByteArray> m_values;
    QByteArrayMatcher m_matcher; //!< of Contains
    QRegularExpression m_expression; //!< of Matches
};

//! For a value in JSON: what is of another type differs, and has no order.
class FilterJsonTest
{
public:
    struct Null
    { };
    using Value = std::variant<Null, bool, double, QByteArray>;

    FilterJsonTest(FilterOperator op, QList<Value> values)
        : m_op(op)
        , m_values(std::move(values))
    { }
    //! Contains or Matches: only texts pass.
    explicit FilterJsonTest(FilterTextTest test)
        : m_op(FilterOperator::Contains)
        , m_text(std::move(test))
    { }

    bool passes(const JsonValue &value) const;

private:
    bool passesOrder(const JsonValue &value) const;

    FilterOperator m_op;
    QList<Value> m_values;
    std::optional<FilterTextTest> m_text;
};

} // namespace Gantry::Inspector
