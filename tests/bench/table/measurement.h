// SPDX-License-Identifier: MIT
// One figure: a program is started on one core, bench-echo on another, and both are
// over when it returns.
#pragma once

#include "scenario.h"

namespace Gantry::Bench {

struct Cores
{
    int program = 0;
    int generator = 1;
};

struct MeasurementSettings
{
    Places places{};
    Cores cores{};
    double seconds = 1.5;
};

//! What bench-echo says; "errors" is not empty when it or the program failed.
QJsonObject measure(const Scenario &scenario, const Contender &contender,
                    const MeasurementSettings &settings);

} // namespace Gantry::Bench
