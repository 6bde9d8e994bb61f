// SPDX-License-Identifier: MIT
#include "comparison.h"

#include "statistics.h"

#include <QtCore/QJsonArray>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isLessBetter(Metric metric)
{
    return metric == Metric::CpuPerMessage || metric == Metric::ResidentPerConnection
        || metric == Metric::LatencySpread;
}

QList<double> withoutFailures(QList<double> values)
{
    values.removeIf([](double value) { return value <= 0; });
    return values;
}

} // namespace

QList<double> ScenarioResult::values(const QString &label, Metric metric) const
{
    QList<double> values;
    const QList<QJsonObject> runs = rounds.value(label);
    for (const QJsonObject &run : runs)
        values.append(valueOf(metric, run));
    return values;
}

double ScenarioResult::figure(const QString &label) const
{
    return median(withoutFailures(values(label, scenario.metric)));
}

double ScenarioResult::advantage(const QString &label) const
{
    const QList<double> ours = values(scenario.contenders.constFirst().label, scenario.metric);
    const QList<double> theirs = values(label, scenario.metric);
    return isLessBetter(scenario.metric) ? medianRatio(theirs, ours) : medianRatio(ours, theirs);
}

QStringList ScenarioResult::errors() const
{
    QStringList errors;
    for (auto contender = rounds.cbegin(); contender != rounds.cend(); ++contender) {
        for (const QJsonObject &run : contender.value()) {
            const QJsonArray said = run.value("errors"_L1).toArray();
            for (const QJsonValue &error : said)
                errors.append(u"%1, %2: %3"_s.arg(scenario.name, contender.key(), error.toString()));
        }
    }
    errors.removeDuplicates();
    return errors;
}

double ScenarioResult::busyShare(const QString &label) const
{
    QList<double> shares;
    const QList<QJsonObject> runs = rounds.value(label);
    for (const QJsonObject &run : runs) {
        if (run.value("messages"_L1).toDouble() > 0)
            shares.append(run.value("cpu_share"_L1).toDouble());
    }
    return median(withoutFailures(shares));
}

Verdict judge(const Target &target, const ScenarioResult &result)
{
    const QList<double> values = result.values(target.contender, target.metric);
    Verdict verdict;
    if (target.against.isEmpty())
        verdict.measured = median(withoutFailures(values));
    else
        verdict.measured = medianRatio(values, result.values(target.against, target.metric));
    verdict.isReached = verdict.measured > 0
        && (target.isFloor ? verdict.measured >= target.value : verdict.measured <= target.value);
    return verdict;
}

QString describe(const Target &target)
{
    QString text = (target.isFloor ? u"at least %1"_s : u"at most %1"_s).arg(target.value);
    if (!target.against.isEmpty())
        text +=
            u" × "_s + (programNames().contains(target.against) ? titleOf(target.against) : target.against);
    return text + u", "_s + titleOf(target.metric);
}

ScenarioResult compare(const Scenario &scenario, int rounds, const Measure &measure,
                       const std::function<void(const QString &)> &progress)
{
    ScenarioResult result{.scenario = scenario};
    for (int round = 1; round <= rounds; ++round) {
        for (const Contender &contender : scenario.contenders) {
            progress(
                u"%1, round %2 of %3: %4"_s.arg(scenario.name).arg(round).arg(rounds).arg(contender.label));
            result.rounds[contender.label].append(measure(scenario, contender));
        }
    }
    return result;
}

} // namespace Gantry::Bench
