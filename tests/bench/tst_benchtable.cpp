// SPDX-License-Identifier: MIT
// From what bench-echo said to the table: medians, ratios, verdicts, the page.
#include "bench/table/compareoptions.h"
#include "bench/table/statistics.h"
#include "bench/table/tablewriter.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;

class TestBenchTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void medianOfSome();
    void ratiosAreTakenWithinARound();
    void allTakeTurns();
    void judgesTargets_data();
    void judgesTargets();
    void lessMemoryIsAnAdvantage();
    void failuresAreNoFigures();
    void saysWhenTheMachineWasNotQuiet();
    void pageShowsRatiosAndTargets();
    void jsonHasTheRounds();
    void everyScenarioCanBeRun();
    void commandLinesOfPrograms();
    void optionsChooseRowsAndServers();
    void complainsAboutWrongOptions_data();
    void complainsAboutWrongOptions();
    void saysWhatIsMissing();
};

namespace {

QJsonObject run(double perCpuSecond, double octets = 0)
{
    return {{u"per_cpu_second"_s, perCpuSecond},
            {u"resident_per_connection"_s, octets},
            {u"errors"_s, QJsonArray()}};
}

ScenarioResult raceResult(const QList<double> &ours, const QList<double> &theirs)
{
    ScenarioResult result;
    result.scenario = {.name = u"race"_s,
                       .title = u"a race"_s,
                       .contenders = {{.label = u"gantry"_s, .program = u"gantry"_s},
                                      {.label = u"bun"_s, .program = u"bun"_s}},
                       .targets = {{.contender = u"gantry"_s, .against = u"bun"_s, .value = 1.5}}};
    for (const double value : ours)
        result.rounds[u"gantry"_s].append(run(value));
    for (const double value : theirs)
        result.rounds[u"bun"_s].append(run(value));
    return result;
}

QStringList namesOf(const QList<Scenario> &scenarios)
{
    QStringList names;
    for (const Scenario &scenario : scenarios)
        names.append(scenario.name);
    return names;
}

} // namespace

void TestBenchTable::medianOfSome()
{
    QCOMPARE(median({}), 0);
    QCOMPARE(median({3}), 3);
    QCOMPARE(median({9, 1, 2}), 2);
    QCOMPARE(median({4, 1, 3, 2}), 2.5);
}

void TestBenchTable::ratiosAreTakenWithinARound()
{
    // The machine was half as fast in the second round: no round says other than 2.
    QCOMPARE(medianRatio({200, 100, 200}, {100, 50, 100}), 2);
    QCOMPARE(medianRatio({200, 0, 400}, {100, 50, 100}), 3); // the second failed
    QCOMPARE(medianRatio({200}, {0}), 0);
}

void TestBenchTable::allTakeTurns()
{
    QStringList order;
    const ScenarioResult result = compare(
        raceResult({}, {}).scenario, 2,
        [&order](const Scenario &, const Contender &contender) {
            order.append(contender.label);
            return run(double(order.size()));
        },
        [](const QString &) {});
    QCOMPARE(order, (QStringList{u"gantry"_s, u"bun"_s, u"gantry"_s, u"bun"_s}));
    QCOMPARE(result.values(u"bun"_s, Metric::PerCpuSecond), (QList<double>{2, 4}));
}

void TestBenchTable::judgesTargets_data()
{
    QTest::addColumn<bool>("isFloor");
    QTest::addColumn<double>("ours");
    QTest::addColumn<bool>("isReached");
    QTest::newRow("at least, more") << true << 160.0 << true;
    QTest::newRow("at least, exactly") << true << 150.0 << true;
    QTest::newRow("at least, less") << true << 149.0 << false;
    QTest::newRow("at most, less") << false << 140.0 << true;
    QTest::newRow("at most, more") << false << 151.0 << false;
    QTest::newRow("at most, failed") << false << 0.0 << false;
}

void TestBenchTable::judgesTargets()
{
    QFETCH(const bool, isFloor);
    QFETCH(const double, ours);
    QFETCH(const bool, isReached);
    const ScenarioResult result = raceResult({ours, ours}, {100, 100});
    Target target = result.scenario.targets.constFirst();
    target.isFloor = isFloor;
    QCOMPARE(judge(target, result).isReached, isReached);
    target.against.clear(); // the figure by itself
    target.value = 150;
    QCOMPARE(judge(target, result).isReached, isReached);
}

void TestBenchTable::lessMemoryIsAnAdvantage()
{
    ScenarioResult result = raceResult({}, {});
    result.scenario.metric = Metric::ResidentPerConnection;
    result.rounds = {{u"gantry"_s, {run(0, 500)}}, {u"bun"_s, {run(0, 1500)}}};
    QCOMPARE(result.advantage(u"bun"_s), 3);
}

void TestBenchTable::failuresAreNoFigures()
{
    ScenarioResult result = raceResult({100, 300}, {100, 100});
    QJsonObject failed = run(1e9);
    failed.insert(u"errors"_s, QJsonArray{u"it ends"_s});
    result.rounds[u"gantry"_s].append(failed);
    QCOMPARE(result.figure(u"gantry"_s), 200);
    QCOMPARE(result.errors(), QStringList{u"race, gantry: it ends"_s});
    QVERIFY(toMarkdown({.results = {result}}).contains(u"* race, gantry: it ends"_s));
}

void TestBenchTable::saysWhenTheMachineWasNotQuiet()
{
    ScenarioResult result = raceResult({}, {1000});
    result.scenario.load = {u"--connections"_s, u"32"_s};
    QJsonObject disturbed = run(2000);
    disturbed.insert(u"messages"_s, 400);
    disturbed.insert(u"cpu_share"_s, 0.2);
    result.rounds[u"gantry"_s] = {disturbed};
    QVERIFY(toMarkdown({.results = {result}}).contains(u"share of its core in race (20 %)"_s));
    disturbed.insert(u"cpu_share"_s, 0.9);
    result.rounds[u"gantry"_s] = {disturbed};
    QVERIFY(!toMarkdown({.results = {result}}).contains(u"not quiet"_s));
}

void TestBenchTable::pageShowsRatiosAndTargets()
{
    const Table table{.rounds = 3, .seconds = 1, .results = {raceResult({2000, 2000}, {1000, 1000})}};
    const QString page = toMarkdown(table);
    QVERIFY2(page.contains(u"| scenario | Gantry | Bun (uWebSockets) |\n|---|---:|---:|\n"_s),
             qPrintable(page));
    QVERIFY2(page.contains(u"| a race | 2,000 | **2.00** ✓ (1.5) |\n"_s), qPrintable(page));
    const QString missed = toMarkdown({.results = {raceResult({1400}, {1000})}});
    QVERIFY2(missed.contains(u"| 1.40 ✗ (1.5) |"_s), qPrintable(missed));
}

void TestBenchTable::jsonHasTheRounds()
{
    const QJsonObject json = toJson({.rounds = 2, .results = {raceResult({2000, 4000}, {1000, 1000})}});
    const QJsonObject scenario = json[u"scenarios"_s][0].toObject();
    QCOMPARE(scenario[u"contenders"_s][0][u"rounds"_s].toArray().size(), 2);
    QCOMPARE(scenario[u"contenders"_s][1][u"gantry_ratio"_s].toDouble(), 3);
    QCOMPARE(scenario[u"targets"_s][0][u"reached"_s].toBool(), true);
}

void TestBenchTable::everyScenarioCanBeRun()
{
    QSet<QString> names;
    for (const Scenario &scenario : allScenarios()) {
        QVERIFY2(!names.contains(scenario.name), qPrintable(scenario.name));
        names.insert(scenario.name);
        QCOMPARE(scenario.contenders.constFirst().program, u"gantry"_s);
        QSet<QString> labels;
        for (const Contender &contender : scenario.contenders)
            labels.insert(contender.label);
        QCOMPARE(labels.size(), scenario.contenders.size());
        for (const Target &target : scenario.targets) {
            QVERIFY2(labels.contains(target.contender), qPrintable(scenario.name));
            QVERIFY2(target.against.isEmpty() || labels.contains(target.against), qPrintable(scenario.name));
        }
    }
}

void TestBenchTable::commandLinesOfPrograms()
{
    const Places places{.programs = u"/b"_s, .peers = u"/p"_s, .certificate = u"c"_s, .key = u"k"_s};
    QCOMPARE(commandFor(u"gantry"_s, {.transport = u"stream"_s}, places),
             (Command{u"/b/echo-server"_s,
                      {u"--no-ping"_s, u"--no-deflate"_s, u"--listen"_s, u"ws://127.0.0.1:0"_s,
                       u"--transport"_s, u"stream"_s}}));
    QCOMPARE(commandFor(u"qtwebsockets"_s, {.tls = true}, places),
             (Command{u"/b/bench-peer-qtwebsockets"_s, {u"0"_s, u"--cert"_s, u"c"_s, u"--key"_s, u"k"_s}}));
    QCOMPARE(commandFor(u"qtwebsockets"_s, {.task = Task::Client, .connections = 7}, places, u"ws://x"_s),
             (Command{u"/b/bench-peer-qtwebsocketsclient"_s, {u"ws://x"_s, u"--connections"_s, u"7"_s}}));
    QVERIFY(!commandFor(u"qtwebsockets"_s, {.deflate = true}, places));
    QVERIFY(!commandFor(u"beast"_s, {.task = Task::Broadcast}, places));
    QVERIFY(!commandFor(u"bun"_s, {.threads = 2}, places));
}

void TestBenchTable::optionsChooseRowsAndServers()
{
    const CompareOptions all = readCompareOptions({u"x"_s});
    QCOMPARE(all.complaint, QString());
    QCOMPARE(namesOf(all.scenarios), namesOf(allScenarios()));
    const CompareOptions some = readCompareOptions(
        {u"x"_s, u"--rows"_s, u"echo-1,wss"_s, u"--servers"_s, u"bun,beast"_s, u"--without"_s, u"beast"_s});
    QCOMPARE(some.complaint, QString());
    QCOMPARE(namesOf(some.scenarios), (QStringList{u"echo-1"_s, u"wss"_s}));
    QCOMPARE(some.programs, (QStringList{u"gantry"_s, u"bun"_s}));
    QCOMPARE(some.scenarios.constFirst().contenders.size(), 2);
    QCOMPARE(some.scenarios.constFirst().targets.size(), 1);
}

void TestBenchTable::complainsAboutWrongOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("row") << QStringList{u"--rows"_s, u"echo-3"_s};
    QTest::newRow("server") << QStringList{u"--without"_s, u"nginx"_s};
    QTest::newRow("no Gantry") << QStringList{u"--without"_s, u"gantry"_s};
    QTest::newRow("rounds") << QStringList{u"--rounds"_s, u"0"_s};
    QTest::newRow("one core") << QStringList{u"--server-core"_s, u"1"_s};
    QTest::newRow("unknown") << QStringList{u"--fast"_s};
    QTest::newRow("positional") << QStringList{u"fast"_s};
}

void TestBenchTable::complainsAboutWrongOptions()
{
    QFETCH(const QStringList, arguments);
    QVERIFY(!readCompareOptions(QStringList(u"x"_s) + arguments).complaint.isEmpty());
}

void TestBenchTable::saysWhatIsMissing()
{
    const Places nowhere{.programs = u"/nowhere"_s, .peers = u"/nowhere"_s, .nodeModules = u"/nowhere"_s};
    for (const QString &name : programNames())
        QVERIFY2(!whatIsMissing(name, nowhere).isEmpty(), qPrintable(name));
}

QTEST_GUILESS_MAIN(TestBenchTable)
#include "tst_benchtable.moc"
