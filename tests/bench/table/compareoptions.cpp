// SPDX-License-Identifier: MIT
#include "compareoptions.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QThread>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"Measures Gantry beside its peers and writes the table."_s);
    parser.addOptions({
        {{u"h"_s, u"help"_s}, u"Shows this help."_s},
        {u"list"_s, u"Names all rows and servers."_s},
        {u"rows"_s, u"Only these scenarios, with commas."_s, u"NAMES"_s},
        {u"servers"_s, u"Only these programs, with commas; Gantry always."_s, u"NAMES"_s},
        {u"without"_s, u"Not these programs, with commas: because they are missing."_s, u"NAMES"_s},
        {u"rounds"_s, u"Rounds in which all take turns."_s, u"N"_s, u"5"_s},
        {u"seconds"_s, u"Length of a measurement."_s, u"S"_s, u"1.5"_s},
        {u"out"_s, u"Folder for table.md, table.json and table.svg."_s, u"FOLDER"_s, u"."_s},
        {u"server-core"_s, u"Where the program runs."_s, u"N"_s, u"0"_s},
        {u"generator-core"_s, u"Where the load is made."_s, u"N"_s, u"1"_s},
        {u"node-modules"_s, u"Folder with npm's ws and bun."_s, u"FOLDER"_s,
         QStringLiteral(GANTRY_NODE_MODULES)},
    });
}

class Reader
{
public:
    explicit Reader(const QCommandLineParser &parser)
        : m_parser(parser)
    { }

    //! The names given, or \a all; unknown ones are complained about.
    QStringList names(const QString &option, const QStringList &all)
    {
        const QStringList given = m_parser.value(option).split(u',', Qt::SkipEmptyParts);
        for (const QString &name : given) {
            if (!all.contains(name))
                complain(u"--%1 does not know %2; see --list"_s.arg(option, name));
        }
        return given;
    }

    double number(const QString &option, double least, double most)
    {
        bool isNumber = false;
        const double value = m_parser.value(option).toDouble(&isNumber);
        if (!isNumber || value < least || value > most)
            complain(u"--%1 wants a number from %2 to %3"_s.arg(option).arg(least).arg(most));
        return value;
    }

    void complain(const QString &text)
    {
        if (complaint.isEmpty())
            complaint = text;
    }

    QString complaint;

private:
    const QCommandLineParser &m_parser;
};

QStringList scenarioNames()
{
    QStringList names;
    for (const Scenario &scenario : allScenarios())
        names.append(scenario.name);
    return names;
}

QString listing()
{
    QString text = u"rows:\n"_s;
    for (const Scenario &scenario : allScenarios())
        text += u"  %1  %2\n"_s.arg(scenario.name, -16).arg(scenario.title);
    text += u"servers:\n"_s;
    for (const QString &name : programNames())
        text += u"  %1  %2\n"_s.arg(name, -16).arg(titleOf(name));
    return text;
}

QStringList readPrograms(Reader &reader)
{
    const QStringList only = reader.names(u"servers"_s, programNames());
    const QStringList never = reader.names(u"without"_s, programNames());
    QStringList programs;
    for (const QString &name : programNames()) {
        const bool isWanted = name == "gantry"_L1 || only.isEmpty() || only.contains(name);
        if (isWanted && !never.contains(name))
            programs.append(name);
    }
    if (!programs.contains(u"gantry"_s))
        reader.complain(u"there is no table without Gantry"_s);
    return programs;
}

//! What of the scenarios has a meaning for \a programs.
QList<Scenario> readScenarios(Reader &reader, const QStringList &programs)
{
    const QStringList only = reader.names(u"rows"_s, scenarioNames());
    QList<Scenario> scenarios;
    for (Scenario scenario : allScenarios()) {
        if (!only.isEmpty() && !only.contains(scenario.name))
            continue;
        QStringList gone;
        scenario.contenders.removeIf([&](const Contender &contender) {
            const bool takesPart = programs.contains(contender.program)
                && commandFor(contender.program, contender.needs, {}).has_value();
            if (!takesPart)
                gone.append(contender.label);
            return !takesPart;
        });
        scenario.targets.removeIf([&gone](const Target &target) { return gone.contains(target.against); });
        scenarios.append(scenario);
    }
    return scenarios;
}

Cores readCores(Reader &reader)
{
    const int last = QThread::idealThreadCount() - 1;
    if (last < 1) {
        reader.complain(u"this machine has one core; a server and its load want one each"_s);
        return {};
    }
    const Cores cores{.program = int(reader.number(u"server-core"_s, 0, last)),
                      .generator = int(reader.number(u"generator-core"_s, 0, last))};
    if (cores.program == cores.generator)
        reader.complain(u"--server-core and --generator-core must differ"_s);
    return cores;
}

} // namespace

CompareOptions readCompareOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    declare(parser);
    CompareOptions options;
    if (!parser.parse(arguments)) {
        options.complaint = parser.errorText();
        return options;
    }
    if (parser.isSet(u"help"_s) || parser.isSet(u"list"_s)) {
        options.text = parser.isSet(u"help"_s) ? parser.helpText() : listing();
        return options;
    }
    Reader reader(parser);
    if (!parser.positionalArguments().isEmpty())
        reader.complain(u"unexpected: "_s + parser.positionalArguments().constFirst());
    options.programs = readPrograms(reader);
    options.scenarios = readScenarios(reader, options.programs);
    options.rounds = int(reader.number(u"rounds"_s, 1, 1000));
    options.folder = parser.value(u"out"_s);
    options.measurement.seconds = reader.number(u"seconds"_s, 0.05, 600);
    options.measurement.cores = readCores(reader);
    options.measurement.places.programs = QCoreApplication::applicationDirPath();
    options.measurement.places.peers = QStringLiteral(GANTRY_BENCH_PEERS);
    options.measurement.places.nodeModules = parser.value(u"node-modules"_s);
    options.complaint = reader.complaint;
    return options;
}

} // namespace Gantry::Bench
