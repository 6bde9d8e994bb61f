// SPDX-License-Identifier: MIT
#include "scenario.h"

#include <QtCore/QJsonArray>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

double valueOf(Metric metric, const QJsonObject &run)
{
    const auto number = [&run](QLatin1StringView name) { return run.value(name).toDouble(); };
    if (run.isEmpty() || !run.value("errors"_L1).toArray().isEmpty())
        return 0;
    switch (metric) {
    case Metric::PerCpuSecond:
        return number("per_cpu_second"_L1);
    case Metric::CpuPerMessage:
        return number("per_cpu_second"_L1) > 0 ? 1e9 / number("per_cpu_second"_L1) : 0;
    case Metric::ResidentPerConnection:
        return number("resident_per_connection"_L1);
    case Metric::LatencySpread:
        return number("p50_us"_L1) > 0 ? number("p99_us"_L1) / number("p50_us"_L1) : 0;
    case Metric::Held:
        return number("connections"_L1) + number("idle"_L1);
    }
    return 0;
}

QString titleOf(Metric metric)
{
    switch (metric) {
    case Metric::PerCpuSecond:
        return u"per server CPU second"_s;
    case Metric::CpuPerMessage:
        return u"CPU ns a message"_s;
    case Metric::ResidentPerConnection:
        return u"resident octets a connection"_s;
    case Metric::LatencySpread:
        return u"p99 / p50"_s;
    case Metric::Held:
        return u"connections held"_s;
    }
    return {};
}

} // namespace Gantry::Bench
