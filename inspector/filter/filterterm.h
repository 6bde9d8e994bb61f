// SPDX-License-Identifier: GPL-3.0-only
// An expression, checked and compiled: a tree of tests.
#pragma once

#include "decode/bytematcher.h"
#include "filter/filtersubject.h"
#include "filter/filtertests.h"

#include <variant>
#include <vector>

namespace Gantry::Inspector {

struct FilterNumberTerm
{
    FilterField field;
    FilterNumberTest test;
};

//! Text, WampType, WampUri, and Tag, of which one has to pass.
struct FilterTextTerm
{
    FilterField field;
    FilterTextTest test;
};

struct FilterHexTerm
{
    FilterTextTest test; //!< for the octets; an expression is for their digits
};

struct FilterJsonTerm
{
    JsonPath path;
    FilterJsonTest test;
};

struct FilterPresenceTerm
{
    FilterField field;
    JsonPath path;
};

struct FilterSearchTerm
{
    ByteMatcher matcher;
};

struct FilterTerm;

struct FilterAllOf
{
    std::vector<FilterTerm> terms; //!< what costs least goes first
};

struct FilterAnyOf
{
    std::vector<FilterTerm> terms;
};

struct FilterNot
{
    std::vector<FilterTerm> terms; //!< one
};

struct FilterTerm
{
    std::variant<FilterAllOf, FilterAnyOf, FilterNot, FilterNumberTerm, FilterTextTerm, FilterHexTerm,
                 FilterJsonTerm, FilterPresenceTerm, FilterSearchTerm>
        term;
};

bool holds(const FilterTerm &term, FilterSubject &subject);

//! What looking costs, roughly, compared with other terms.
int costOf(const FilterTerm &term);

} // namespace Gantry::Inspector
