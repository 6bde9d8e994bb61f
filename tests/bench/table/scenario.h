// SPDX-License-Identifier: MIT
// A scenario: who is measured under which load, which figure counts, and what is
// wanted of it.
#pragma once

#include "programs.h"

#include <QtCore/QJsonObject>

namespace Gantry::Bench {

enum class Metric : quint8 {
    PerCpuSecond, //!< messages, deliveries or connections, for a second of CPU time
    CpuPerMessage,
    ResidentPerConnection, //!< octets
    LatencySpread, //!< p99 divided by p50
    Held, //!< connections that were open at the end
};

//! 0: there is no such figure. \a run: what bench-echo said.
double valueOf(Metric metric, const QJsonObject &run);
QString titleOf(Metric metric);

//! One bar of a scenario.
struct Contender
{
    QString label{}; //!< the program's name, or that and what is special here
    QString program{};
    Needs needs{};
    QStringList load{}; //!< arguments of bench-echo beside the scenario's
};

struct Target
{
    QString contender{};
    QString against{}; //!< another label; empty: the figure itself counts
    Metric metric = Metric::PerCpuSecond;
    bool isFloor = true; //!< at least that; else at most
    double value = 0;
};

struct Scenario
{
    QString name{}; //!< for --rows
    QString title{};
    QStringList load{};
    Metric metric = Metric::PerCpuSecond; //!< what is shown
    QList<Contender> contenders{}; //!< Gantry first
    QList<Target> targets{};
};

QList<Scenario> allScenarios();

} // namespace Gantry::Bench
