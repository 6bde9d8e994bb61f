// SPDX-License-Identifier: MIT
// bench-wamp: what a call and an event cost a router, in time of its process, beside
// another router under the same load in the same run.
#include "bench/table/statistics.h"
#include "contenders.h"
#include "wampload.h"

#include "support/console.h"
#include "support/eventloop.h"
#include "support/programarguments.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>

using namespace Gantry::Bench;
using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int RouterCore = 0;
constexpr int LoadCore = 1;

struct Row
{
    QString name;
    QString title;
    bool isPython = false;
    WampTask task{};
    bool isForBoth = true; //!< wamp.rt bears it, too
};

QList<Row> allRows()
{
    const auto calls = [](int count, int inFlight, int callers = 1) {
        return WampTask{.work = WampWork::Calls, .count = count, .inFlight = inFlight, .callers = callers};
    };
    const auto events = [](int count, int subscribers) {
        return WampTask{.work = WampWork::Events, .count = count, .subscribers = subscribers};
    };
    return {
        {u"python-sequential"_s, u"python3-autobahn, a call at a time"_s, true, calls(2000, 1)},
        {u"python-64"_s, u"python3-autobahn, 64 calls under way"_s, true, calls(6000, 64)},
        {u"python-events"_s, u"python3-autobahn, events to a subscriber"_s, true, events(10000, 1)},
        {u"own-sequential"_s, u"own client, a call at a time"_s, false, calls(5000, 1)},
        {u"own-64"_s, u"own client, 64 calls under way"_s, false, calls(50000, 64)},
        {u"own-saturated"_s, u"own clients, 8 times 64 calls under way"_s, false, calls(200000, 64, 8),
         false},
        {u"own-events"_s, u"own client, events to 100 subscribers"_s, false, events(20000, 100), false},
        {u"own-burst"_s, u"own client, a burst of 100,000 events to 100 subscribers"_s, false,
         events(100000, 100), false},
    };
}

struct Figure
{
    double microseconds = 0; //!< of the router, an operation; 0: failed
    double perSecond = 0;
    double megabytes = 0; //!< resident when it was done
    qint64 lost = 0;
    QString error{};
};

Figure measure(const QString &router, const Row &row, const WampPlaces &places)
{
    const RouterProcess process(router, places, RouterCore);
    if (process.url().isEmpty())
        return {.error = process.error()};
    const std::unique_ptr<WampLoad> load =
        row.isPython ? pythonLoad(row.task, places.scripts + "/load.py"_L1, LoadCore) : ownLoad(row.task);
    if (const QString error = load->prepare(process.url()); !error.isEmpty())
        return {.error = error};

    QElapsedTimer clock;
    clock.start();
    const double before = process.usage().cpuSeconds;
    const qint64 done = load->run();
    const ProcessUsage after = process.usage();
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    if (done == 0 || !after.isKnown)
        return {.error = u"nothing came back"_s};
    return {.microseconds = (after.cpuSeconds - before) * 1e6 / double(done),
            .perSecond = double(done) / seconds,
            .megabytes = double(after.residentBytes) / 1e6,
            .lost = row.task.operations() - done};
}

//! One row's figures, a list a router, a figure a round.
using Figures = QMap<QString, QList<Figure>>;

QList<double> costs(const QList<Figure> &figures)
{
    QList<double> values;
    for (const Figure &figure : figures)
        values.append(figure.microseconds);
    return values;
}

double medianCost(const QList<Figure> &figures)
{
    QList<double> values = costs(figures);
    values.removeAll(0);
    return median(values);
}

qint64 lostIn(const QList<Figure> &figures)
{
    qint64 lost = 0;
    for (const Figure &figure : figures)
        lost += figure.lost;
    return lost;
}

QString inMicroseconds(const QList<Figure> &figures)
{
    return figures.isEmpty() ? u"-"_s : QString::number(medianCost(figures), 'f', 2);
}

void printTable(const QList<Row> &rows, const QMap<QString, Figures> &results)
{
    printLine(
        u"| microseconds of the router's processor time, median | Gantry | wamp.rt | ratio | lost (both) |"_s);
    printLine(u"|---|---|---|---|---|"_s);
    for (const Row &row : rows) {
        const Figures &figures = results[row.name];
        const QList<Figure> ours = figures.value(u"gantry"_s);
        const QList<Figure> theirs = figures.value(u"wamp.rt"_s);
        const double ratio = theirs.isEmpty() ? 0 : medianRatio(costs(theirs), costs(ours));
        printLine(u"| %1 | %2 | %3 | %4 | %5 / %6 |"_s.arg(
            row.title, inMicroseconds(ours), inMicroseconds(theirs),
            ratio > 0 ? QString::number(ratio, 'f', 1) : u"-"_s, QString::number(lostIn(ours)),
            QString::number(lostIn(theirs))));
    }
}

QJsonObject toJson(const QMap<QString, Figures> &results, const QString &serializer)
{
    QJsonObject rows;
    for (auto row = results.cbegin(); row != results.cend(); ++row) {
        QJsonObject routers;
        for (auto router = row->cbegin(); router != row->cend(); ++router) {
            QJsonArray rounds;
            for (const Figure &figure : *router) {
                rounds.append(QJsonObject{{u"us"_s, figure.microseconds},
                                          {u"per_second"_s, figure.perSecond},
                                          {u"resident_mb"_s, figure.megabytes},
                                          {u"lost"_s, figure.lost},
                                          {u"error"_s, figure.error}});
            }
            routers.insert(router.key(), rounds);
        }
        rows.insert(row.key(), routers);
    }
    return {{u"serializer"_s, serializer}, {u"rows"_s, rows}};
}

struct Options
{
    QList<Row> rows;
    QStringList routers;
    int rounds = 0;
    QString serializer;
    QString jsonFile;
};

Options declareAndRead(ProgramArguments &arguments)
{
    Options options;
    const QStringList wanted = arguments.values(u"row"_s);
    QStringList known;
    for (Row row : allRows()) {
        known.append(row.name);
        row.task.serializer = arguments.value(u"serializer"_s);
        if (wanted.isEmpty() || wanted.contains(row.name))
            options.rows.append(row);
    }
    for (const QString &name : wanted) {
        if (!known.contains(name))
            arguments.addComplaint(u"--row %1: there are %2"_s.arg(name, known.join(u", "_s)));
    }
    const QString router = arguments.choice(u"router"_s, QStringList{u"both"_s} + routerNames());
    options.routers = router == "both"_L1 ? routerNames() : QStringList{router};
    options.rounds = int(arguments.number(u"rounds"_s, 1, 100));
    options.serializer = arguments.choice(u"serializer"_s, {u"json"_s, u"msgpack"_s, u"cbor"_s});
    if (options.serializer != "json"_L1 && options.routers.contains(u"wamp.rt"_s))
        arguments.addComplaint(u"wamp.rt speaks json alone: add --router gantry"_s);
    options.jsonFile = arguments.value(u"json"_s);
    return options;
}

int run(const Options &options)
{
    const WampPlaces places = wampPlaces();
    for (const QString &router : options.routers) {
        if (const QString lack = whatRouterLacks(router, places); !lack.isEmpty()) {
            complain(u"%1 cannot be measured: %2 is missing"_s.arg(router, lack));
            return ExitFailed;
        }
    }
    bool failed = false;
    QMap<QString, Figures> results;
    for (int round = 0; round < options.rounds; ++round) {
        for (const Row &row : options.rows) {
            for (const QString &router : options.routers) {
                if (router != "gantry"_L1 && !row.isForBoth)
                    continue;
                const Figure figure = measure(router, row, places);
                results[row.name][router].append(figure);
                failed = failed || !figure.error.isEmpty();
                const QString what = figure.error.isEmpty()
                    ? u"%1 us, %2 a second, %3 lost, %4 MB"_s.arg(figure.microseconds, 0, 'f', 2)
                          .arg(figure.perSecond, 0, 'f', 0)
                          .arg(figure.lost)
                          .arg(figure.megabytes, 0, 'f', 1)
                    : figure.error;
                complain(u"%1, %2, round %3: %4"_s.arg(row.name, router).arg(round + 1).arg(what));
            }
        }
    }
    printTable(options.rows, results);
    if (!options.jsonFile.isEmpty()) {
        QFile file(options.jsonFile);
        const QByteArray json = QJsonDocument(toJson(results, options.serializer)).toJson();
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size()) {
            complain(u"%1: %2"_s.arg(options.jsonFile, file.errorString()));
            return ExitFailed;
        }
    }
    return failed ? ExitFailed : 0;
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(
        u"bench-wamp"_s,
        u"Measures what a call and an event cost gantry-router, and npm's wamp.rt beside it (Markdown on "
        "standard output). The router has the first processor, the load the second."_s);
    arguments.addValue(u"row"_s, u"Only this row; may be given again."_s, u"name"_s);
    arguments.addValue(u"router"_s, u"gantry, wamp.rt or both."_s, u"name"_s, u"both"_s);
    arguments.addValue(u"rounds"_s, u"Rounds, of which the median counts."_s, u"n"_s, u"5"_s);
    arguments.addValue(u"serializer"_s, u"json, msgpack or cbor."_s, u"name"_s, u"json"_s);
    arguments.addValue(u"json"_s, u"Writes all figures to this file as well."_s, u"file"_s);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const Options options = declareAndRead(arguments);
    arguments.expectNoPositional();
    if (const auto status = arguments.verdict())
        return *status;
    preferPlainEventLoop();
    const QCoreApplication application(argc, argv);
    return run(options);
}
