// SPDX-License-Identifier: GPL-3.0-only
// Finds what makes no sense in an expression, and compiles what does.
#pragma once

#include "filter/filtererror.h"
#include "filter/filtersyntax.h"
#include "filter/filterterm.h"

namespace Gantry::Inspector {

using FilterCheckResult = std::variant<FilterTerm, FilterError>;

FilterCheckResult checkFilter(const FilterExpression &expression);

} // namespace Gantry::Inspector
