// SPDX-License-Identifier: MIT
#include "tablewriter.h"

#include <QtCore/QJsonArray>
#include <QtCore/QLocale>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

QString figureText(double figure)
{
    if (figure <= 0)
        return u"failed"_s;
    return QLocale(QLocale::English).toString(figure, 'f', figure < 100 ? 1 : 0);
}

QString ratioText(double ratio)
{
    return ratio > 0 ? QString::number(ratio, 'f', 2) : u"failed"_s;
}

QString row(const QStringList &cells)
{
    return u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
}

QString head(const QStringList &cells)
{
    return row(cells) + u"|---|"_s + u"---:|"_s.repeated(cells.size() - 1) + u'\n';
}

bool isRace(const ScenarioResult &result)
{
    const QList<Contender> &contenders = result.scenario.contenders;
    return contenders.size() > 1 && contenders.at(1).program != contenders.at(0).program;
}

const Target *targetAgainst(const Scenario &scenario, const QString &label)
{
    for (const Target &target : scenario.targets) {
        if (target.against == label)
            return &target;
    }
    return nullptr;
}

QString raceCell(const ScenarioResult &result, const QString &program)
{
    if (!result.rounds.contains(program))
        return u"–"_s;
    const QString ratio = ratioText(result.advantage(program));
    const Target *target = targetAgainst(result.scenario, program);
    if (!target)
        return ratio;
    return u"%1 %2 (%3)"_s
        .arg(judge(*target, result).isReached ? u"**%1**"_s.arg(ratio) : ratio,
             judge(*target, result).isReached ? u"✓"_s : u"✗"_s)
        .arg(target->value);
}

QString races(const Table &table)
{
    QStringList peers;
    for (const QString &name : programNames().mid(1)) {
        for (const ScenarioResult &result : table.results) {
            if (isRace(result) && result.rounds.contains(name) && !peers.contains(name))
                peers.append(name);
        }
    }
    QStringList titles{u"scenario"_s, u"Gantry"_s};
    for (const QString &peer : peers)
        titles.append(titleOf(peer));
    QString rows;
    for (const ScenarioResult &result : table.results) {
        if (!isRace(result))
            continue;
        const Scenario &scenario = result.scenario;
        const QString unit =
            scenario.metric == Metric::PerCpuSecond ? QString() : u" ("_s + titleOf(scenario.metric) + u')';
        QStringList cells{scenario.title + unit, figureText(result.figure(scenario.contenders.at(0).label))};
        for (const QString &peer : peers)
            cells.append(raceCell(result, peer));
        rows += row(cells);
    }
    if (rows.isEmpty())
        return {};
    return u"Gantry's column has its own figure, messages (connections, deliveries) per second of server "
           "CPU time unless the row says otherwise. The others have how many times better Gantry is, "
           "beside that the target.\n\n"_s
        + head(titles) + rows + u'\n';
}

QString otherTargets(const Table &table)
{
    QString rows;
    for (const ScenarioResult &result : table.results) {
        for (const Target &target : result.scenario.targets) {
            if (isRace(result) && !target.against.isEmpty())
                continue;
            const Verdict verdict = judge(target, result);
            rows +=
                row({result.scenario.title, describe(target),
                     target.against.isEmpty() ? figureText(verdict.measured) : ratioText(verdict.measured),
                     verdict.isReached ? u"✓"_s : u"✗"_s});
        }
    }
    return rows.isEmpty() ? QString()
                          : head({u"scenario"_s, u"target"_s, u"measured"_s, u"reached"_s}) + rows + u'\n';
}

QString latencies(const Table &table)
{
    QString rows;
    for (const ScenarioResult &result : table.results) {
        if (!result.scenario.load.contains("--in-flight"_L1) || !isRace(result))
            continue;
        for (const Contender &contender : result.scenario.contenders) {
            const QJsonObject run = result.rounds.value(contender.label).value(0);
            rows += row({result.scenario.title, titleOf(contender.program),
                         figureText(run.value("p50_us"_L1).toDouble()),
                         figureText(run.value("p99_us"_L1).toDouble())});
        }
    }
    if (rows.isEmpty())
        return {};
    return u"Latencies of the first round, in microseconds:\n\n"_s
        + head({u"scenario"_s, u"server"_s, u"p50"_s, u"p99"_s}) + rows + u'\n';
}

QString machineText(const Table &table)
{
    const QJsonObject &machine = table.machine;
    const auto word = [&machine](QLatin1StringView name) { return machine.value(name).toString(); };
    QString text =
        u"Measured on: %1, %2 cores, %3, %4, Qt %5; the program on one core, the load generator "
        "on another, over loopback. Medians of rounds of %7 s in which all take turns; rounds: %6.\n\n"_s
            .arg(word("processor"_L1))
            .arg(machine.value("cores"_L1).toInt())
            .arg(word("system"_L1), word("kernel"_L1), word("qt"_L1))
            .arg(table.rounds)
            .arg(table.seconds);
    const QJsonObject versions = machine.value("versions"_L1).toObject();
    QStringList list;
    for (const QString &name : programNames()) {
        if (versions.contains(name))
            list.append(titleOf(name) + u": "_s + versions.value(name).toString());
    }
    return list.isEmpty() ? text : text + u"Versions: "_s + list.join(u"; "_s) + u".\n\n"_s;
}

//! Figures of CPU time suffer less than others from a machine that is shared, but suffer.
QString disturbances(const Table &table)
{
    constexpr double Undisturbed = 0.6; // the generator's turn takes its time as well
    QStringList scenarios;
    for (const ScenarioResult &result : table.results) {
        const double share = result.busyShare(result.scenario.contenders.constFirst().label);
        const bool isSaturating = result.scenario.load.contains("32"_L1);
        if (isSaturating && share > 0 && share < Undisturbed)
            scenarios.append(u"%1 (%2 %)"_s.arg(result.scenario.name).arg(share * 100, 0, 'f', 0));
    }
    if (scenarios.isEmpty())
        return {};
    return u"The machine was not quiet: Gantry had only this share of its core in "_s
        + scenarios.join(u", "_s) + u".\n\n"_s;
}

QString failures(const Table &table)
{
    QString text;
    for (const ScenarioResult &result : table.results) {
        for (const QString &error : result.errors())
            text += u"* "_s + error + u'\n';
    }
    return text.isEmpty() ? QString() : u"What failed:\n\n"_s + text;
}

QJsonObject toJson(const Target &target, const ScenarioResult &result)
{
    const Verdict verdict = judge(target, result);
    return {{u"target"_s, describe(target)},
            {u"value"_s, target.value},
            {u"measured"_s, verdict.measured},
            {u"reached"_s, verdict.isReached}};
}

QJsonObject toJson(const ScenarioResult &result)
{
    QJsonArray contenders;
    for (const Contender &contender : result.scenario.contenders) {
        QJsonArray rounds;
        for (const QJsonObject &run : result.rounds.value(contender.label))
            rounds.append(run);
        contenders.append(QJsonObject{{u"label"_s, contender.label},
                                      {u"program"_s, contender.program},
                                      {u"figure"_s, result.figure(contender.label)},
                                      {u"busy_share"_s, result.busyShare(contender.label)},
                                      {u"gantry_ratio"_s, result.advantage(contender.label)},
                                      {u"rounds"_s, rounds}});
    }
    QJsonArray targets;
    for (const Target &target : result.scenario.targets)
        targets.append(toJson(target, result));
    return {{u"name"_s, result.scenario.name},
            {u"title"_s, result.scenario.title},
            {u"metric"_s, titleOf(result.scenario.metric)},
            {u"contenders"_s, contenders},
            {u"targets"_s, targets}};
}

} // namespace

QString toMarkdown(const Table &table)
{
    return machineText(table) + disturbances(table) + races(table) + otherTargets(table) + latencies(table)
        + failures(table);
}

QJsonObject toJson(const Table &table)
{
    QJsonArray scenarios;
    for (const ScenarioResult &result : table.results)
        scenarios.append(toJson(result));
    return {{u"machine"_s, table.machine},
            {u"rounds"_s, table.rounds},
            {u"seconds"_s, table.seconds},
            {u"scenarios"_s, scenarios}};
}

} // namespace Gantry::Bench
