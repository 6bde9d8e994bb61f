// SPDX-License-Identifier: GPL-3.0-only
// Reads an expression. Grammar, blanks between tokens ignored:
//   any   = all { "||" all }
//   all   = not { "&&" not }
//   not   = "!" not | term
//   term  = "(" any ")" | field [ sign value | "contains" value | "in" "(" value {"," value} ")" ]
//         | value
// A value is a bare word or a text in quotes. Nothing at all is an expression, too.
#pragma once

#include "filter/filtererror.h"
#include "filter/filtersyntax.h"

namespace Gantry::Inspector {

//! Brackets and negations within each other; the parser calls itself so often.
inline constexpr int MaxFilterNesting = 100;
//! Nobody types more, and what compares it with what is recorded copies it.
inline constexpr qsizetype MaxFilterLength = 64 * 1024;

using FilterParseResult = std::variant<FilterExpression, FilterError>;

FilterParseResult parseFilter(QStringView text);

} // namespace Gantry::Inspector
