// SPDX-License-Identifier: GPL-3.0-only
// Numbers as the filter language writes them: 42, 1.5, 0x1f, 1k (1000), 1Ki (1024), 3s.
#pragma once

#include <QtCore/QStringView>

#include <optional>

namespace Gantry::Inspector {

struct FilterNumber
{
    double value = 0;
    bool isTime = false; //!< value is in nanoseconds
    bool operator==(const FilterNumber &) const = default;
};

//! Nothing: \a word is no number.
std::optional<FilterNumber> parseFilterNumber(QStringView word);

} // namespace Gantry::Inspector
