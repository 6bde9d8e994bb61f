// SPDX-License-Identifier: GPL-3.0-only
// An expression as it was written: who compares what with which values. Whether that
// makes sense is for the checker to say.
#pragma once

#include "filter/filterfield.h"
#include "filter/jsonpath.h"

#include <variant>
#include <vector>

namespace Gantry::Inspector {

//! Where something stands in the text.
struct FilterPlace
{
    qsizetype position = 0;
    qsizetype length = 0;
};

struct FilterLiteral
{
    QString text = {}; //!< without quotes, escapes resolved
    bool isQuoted = false;
    FilterPlace place = {};
};

struct FilterFieldName
{
    FilterField field = FilterField::Text;
    JsonPath path = {}; //!< of FilterField::Json
    FilterPlace place = {};
};

//! "len > 1k"
struct FilterComparison
{
    FilterFieldName name = {};
    FilterOperator op = FilterOperator::Equal;
    FilterPlace place = {}; //!< of the operator
    QList<FilterLiteral> values = {}; //!< several with In, otherwise one
};

//! A field alone: whether there is one; for a flag, whether it is set.
struct FilterPresence
{
    FilterFieldName name = {};
};

//! A text alone: it is to be anywhere.
struct FilterSearch
{
    FilterLiteral text = {};
};

struct FilterExpression;

struct FilterGroup
{
    enum class Kind : quint8 {
        All,
        Any,
        None, //!< one part, which must not hold
    };

    Kind kind = Kind::All;
    std::vector<FilterExpression> parts; //!< All of nothing is the empty expression, which always holds
};

struct FilterExpression
{
    std::variant<FilterGroup, FilterComparison, FilterPresence, FilterSearch> part = {};
};

//! \a expression in one spelling: the parser reads the same in it.
QString printFilter(const FilterExpression &expression);

} // namespace Gantry::Inspector
