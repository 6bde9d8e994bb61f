// SPDX-License-Identifier: GPL-3.0-only
// Reads what stands behind an operator as the kind of value that the field has.
#pragma once

#include "filter/filtersyntax.h"
#include "filter/filtertests.h"

namespace Gantry::Inspector {

//! The value, or what is wrong with it.
template<typename T>
using FilterValue = std::variant<T, QString>;

namespace FilterValues {

//! Of fields that FilterSubject::number() knows.
FilterValue<double> number(FilterField field, const FilterLiteral &literal);
FilterValue<QByteArray> text(FilterField field, const FilterLiteral &literal);
FilterValue<QByteArray> wampType(FilterField field, const FilterLiteral &literal);
FilterValue<QByteArray> octets(FilterField field, const FilterLiteral &literal);
FilterValue<FilterJsonTest::Value> json(FilterField field, const FilterLiteral &literal);
//! With a value that others may be less than: a number or a text.
FilterValue<FilterJsonTest::Value> orderedJson(FilterField field, const FilterLiteral &literal);

} // namespace FilterValues

} // namespace Gantry::Inspector
