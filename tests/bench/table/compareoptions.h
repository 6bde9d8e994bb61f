// SPDX-License-Identifier: MIT
// bench-compare's command line, and what of the scenarios it leaves.
#pragma once

#include "measurement.h"

namespace Gantry::Bench {

struct CompareOptions
{
    QList<Scenario> scenarios{};
    QStringList programs{}; //!< that take part
    MeasurementSettings measurement{};
    int rounds = 5;
    QString folder{}; //!< for the results
    QString text{}; //!< is to be printed instead of measuring
    QString complaint{}; //!< empty: all is well
};

CompareOptions readCompareOptions(const QStringList &arguments);

} // namespace Gantry::Bench
