// SPDX-License-Identifier: MIT
// Results as a page for people and as JSON for programs.
#pragma once

#include "comparison.h"

namespace Gantry::Bench {

struct Table
{
    QJsonObject machine{};
    int rounds = 0;
    double seconds = 0;
    QList<ScenarioResult> results{};
};

QString toMarkdown(const Table &table);
QJsonObject toJson(const Table &table);

} // namespace Gantry::Bench
