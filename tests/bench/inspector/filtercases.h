// SPDX-License-Identifier: MIT
// The filters that bench-inspector measures. A filter of another kind is added here and
// measured as the rest.
#pragma once

#include "models/rowfilter.h"

#include <QtCore/QString>

#include <chrono>
#include <vector>

namespace Gantry::Bench {

struct FilterCase
{
    QString name;
    Inspector::RowFilterPtr filter;
    std::chrono::milliseconds target; //!< to look through a million frames
};

std::vector<FilterCase> filterCases();

} // namespace Gantry::Bench
