// SPDX-License-Identifier: MIT
// The figures of all rounds, and what they say about the targets.
#pragma once

#include "measurement.h"

#include <QtCore/QMap>

#include <functional>

namespace Gantry::Bench {

struct ScenarioResult
{
    Scenario scenario{};
    QMap<QString, QList<QJsonObject>> rounds{}; //!< by label; what bench-echo said

    QList<double> values(const QString &label, Metric metric) const;
    //! Of the shown metric; 0: none.
    double figure(const QString &label) const;
    //! Gantry's figure divided by \a label's, or the reverse where less is better:
    //! above 1 is better for Gantry.
    double advantage(const QString &label) const;
    QStringList errors() const;
    //! How much of a core \a label had while it was measured: the median. Well below 1
    //! although the load never pauses, the machine had other things to do.
    double busyShare(const QString &label) const;
};

struct Verdict
{
    double measured = 0; //!< 0: could not be
    bool isReached = false;
};

Verdict judge(const Target &target, const ScenarioResult &result);
//! As people write it: "at least 1.2 × QtWebSockets".
QString describe(const Target &target);

using Measure = std::function<QJsonObject(const Scenario &, const Contender &)>;

//! All contenders in turn, and that \a rounds times, so that the machine's moods fall on
//! all alike. \a progress is told before each measurement.
ScenarioResult compare(const Scenario &scenario, int rounds, const Measure &measure,
                       const std::function<void(const QString &)> &progress);

} // namespace Gantry::Bench
