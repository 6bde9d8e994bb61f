// SPDX-License-Identifier: MIT
// The scenarios of the table, and the targets.
#include "scenario.h"

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString Ours = u"gantry"_s;
const QString Bun = u"bun"_s;
const QString QtWs = u"qtwebsockets"_s;
const QString Beast = u"beast"_s;

struct Wanted
{
    QString peer;
    double ratio = 0;
};

QStringList split(const char *arguments)
{
    return QString::fromLatin1(arguments).split(u' ', Qt::SkipEmptyParts);
}

//! All of \a programs under the same load; Gantry is to be faster by the factors of
//! \a wanted.
Scenario race(const QString &name, const QString &title, const char *load, const QStringList &programs,
              const Needs &needs, const QList<Wanted> &wanted)
{
    Scenario scenario{.name = name, .title = title, .load = split(load)};
    for (const QString &program : programs)
        scenario.contenders.append({.label = program, .program = program, .needs = needs});
    for (const Wanted &one : wanted)
        scenario.targets.append({.contender = Ours, .against = one.peer, .value = one.ratio});
    return scenario;
}

QStringList without(const QStringList &names)
{
    QStringList rest = programNames();
    rest.removeIf([&names](const QString &name) { return names.contains(name); });
    return rest;
}

void addEchoes(QList<Scenario> &list)
{
    const QStringList all = programNames();
    list += race(u"echo-1"_s, u"125 B, 1 connection"_s, "--connections 1", all, {},
                 {{Bun, 1.05}, {QtWs, 1.5}, {Beast, 1.1}});
    list += race(u"echo-32"_s, u"125 B, 32 connections"_s, "--connections 32", all, {},
                 {{Bun, 1.12}, {QtWs, 2}, {Beast, 1.2}});
    list += race(u"echo-1000"_s, u"125 B, 1,000 connections"_s, "--connections 1000", all, {},
                 {{Bun, 1.2}, {QtWs, 3}, {Beast, 1.35}});
    // QtWebSockets does not finish opening that many within a minute.
    list += race(u"echo-10000"_s, u"125 B, 10,000 connections"_s, "--connections 10000", without({QtWs}), {},
                 {{Bun, 1.05}, {Beast, 1.2}});
    list += race(u"flight-125"_s, u"125 B, 32 × 16 in flight"_s, "--connections 32 --in-flight 16", all, {},
                 {{Bun, 1.6}, {QtWs, 2.5}, {Beast, 10}});
    list += race(u"flight-1k"_s, u"1 KiB, 32 × 16 in flight"_s, "--connections 32 --in-flight 16 --size 1024",
                 all, {}, {{Bun, 2}, {QtWs, 4}, {Beast, 15}});
    Scenario large = race(u"flight-64k"_s, u"64 KiB, 32 × 16 in flight"_s,
                          "--connections 32 --in-flight 16 --size 65536", all, {}, {{Bun, 1.5}, {QtWs, 3}});
    large.targets.append({.contender = Ours, .metric = Metric::LatencySpread, .isFloor = false, .value = 3});
    list += large;
    list += race(u"large"_s, u"1 MiB, 8 connections"_s, "--connections 8 --size 1048576", all, {},
                 {{Bun, 1.4}, {QtWs, 5}, {Beast, 1.4}});
}

void addText(QList<Scenario> &list)
{
    const Needs strings{.text = true};
    list += race(u"qstring-32"_s, u"QString, 125 B, 32 connections"_s, "--connections 32", {Ours, QtWs},
                 strings, {{QtWs, 1.8}});
    list += race(u"qstring-flight"_s, u"QString, 125 B, 32 × 16 in flight"_s,
                 "--connections 32 --in-flight 16", {Ours, QtWs}, strings, {{QtWs, 1.8}});
    list += Scenario{
        .name = u"mixed"_s,
        .title = u"mixed UTF-8 beside ASCII, 1 KiB, 32 × 16 in flight"_s,
        .load = split("--connections 32 --in-flight 16 --size 1024"),
        .metric = Metric::CpuPerMessage,
        .contenders = {{.label = u"gantry mixed"_s, .program = Ours, .load = split("--payload mixed")},
                       {.label = u"gantry ASCII"_s, .program = Ours, .load = split("--payload text")}},
        .targets = {{.contender = u"gantry mixed"_s,
                     .against = u"gantry ASCII"_s,
                     .metric = Metric::CpuPerMessage,
                     .isFloor = false,
                     .value = 1.4}}};
}

//! The stream transport by itself, against a peer that has no choice.
Scenario stream(const QString &name, const QString &title, const char *load)
{
    Scenario scenario = race(name, title, load, {Ours, QtWs}, {}, {{QtWs, 1.3}});
    scenario.contenders.first().needs.transport = u"stream"_s;
    return scenario;
}

void addTransports(QList<Scenario> &list)
{
    list += stream(u"stream-32"_s, u"stream transport, 125 B, 32 connections"_s, "--connections 32");
    list += stream(u"stream-flight"_s, u"stream transport, 125 B, 32 × 16 in flight"_s,
                   "--connections 32 --in-flight 16");
    list += stream(u"stream-1000"_s, u"stream transport, 125 B, 1,000 connections"_s, "--connections 1000");
    list += race(u"wss"_s, u"wss, 125 B, 32 connections"_s, "--connections 32", {Ours, QtWs, Bun, u"ws"_s},
                 {.tls = true}, {{QtWs, 1.2}});
    list += race(u"client"_s, u"client role, 125 B, 32 connections"_s, "--connections 32", {Ours, QtWs},
                 {.task = Task::Client, .connections = 32}, {{QtWs, 1.5}});
    list +=
        race(u"deflate"_s, u"permessage-deflate, 1 KiB JSON, takeover, 32 connections"_s,
             "--connections 32 --deflate", {Ours, Bun, u"ws"_s}, {.deflate = true}, {{u"ws"_s, 1}, {Bun, 1}});
    list += Scenario{
        .name = u"threads"_s,
        .title = u"2 worker threads beside one, 125 B, 32 connections"_s,
        .load = split("--connections 32"),
        .contenders = {{.label = u"gantry 2 threads"_s, .program = Ours, .needs = {.threads = 2}},
                       {.label = u"gantry 1 thread"_s, .program = Ours}},
        .targets = {{.contender = u"gantry 2 threads"_s, .against = u"gantry 1 thread"_s, .value = 0.9}}};
}

void addCrowds(QList<Scenario> &list)
{
    list += race(u"churn"_s, u"connections opened, used and closed, 32 at a time"_s,
                 "--connections 32 --churn", without({u"autobahn"_s}), {}, {{QtWs, 2}});
    Scenario idle = race(u"idle"_s, u"10,000 idle connections"_s, "--connections 0 --idle 10000",
                         {Ours, Bun, Beast}, {}, {});
    idle.metric = Metric::ResidentPerConnection;
    idle.targets = {
        {.contender = Ours, .metric = Metric::ResidentPerConnection, .isFloor = false, .value = 800}};
    list += idle;
    list += Scenario{
        .name = u"beside-idle"_s,
        .title = u"32 active beside 10,000 idle"_s,
        .load = split("--connections 32"),
        .contenders = {{.label = u"gantry beside idle"_s, .program = Ours, .load = split("--idle 10000")},
                       {.label = u"gantry alone"_s, .program = Ours}},
        .targets = {{.contender = u"gantry beside idle"_s, .against = u"gantry alone"_s, .value = 0.95}}};
    Scenario held =
        race(u"held"_s, u"15,000 connections held"_s, "--connections 0 --idle 15000", {Ours}, {}, {});
    held.metric = Metric::Held;
    held.targets = {{.contender = Ours, .metric = Metric::Held, .value = 15'000}};
    list += held;
    list += race(u"broadcast"_s, u"broadcast of 1 KiB to 10,000"_s,
                 "--broadcast --connections 10000 --size 1024 --open-timeout 300", {Ours, Bun, QtWs, u"ws"_s},
                 {.task = Task::Broadcast}, {{QtWs, 2}});
}

} // namespace

QList<Scenario> allScenarios()
{
    QList<Scenario> list;
    addEchoes(list);
    addText(list);
    addTransports(list);
    addCrowds(list);
    return list;
}

} // namespace Gantry::Bench
