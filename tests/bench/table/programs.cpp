// SPDX-License-Identifier: MIT
#include "programs.h"

#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

enum Ability : quint8 { None = 0, Deflate = 1, Tls = 2, QStrings = 4, Broadcasts = 8, Clients = 16 };

struct Known
{
    QString name;
    QString title;
    int abilities = None;
    QString interpreter{}; //!< empty: the program is one of ours or built here
    QString file{};
};

const QList<Known> &known()
{
    static const QList<Known> table{
        {u"gantry"_s, u"Gantry"_s, Deflate | Tls | QStrings | Broadcasts | Clients, {}, u"echo-server"_s},
        {u"bun"_s, u"Bun (uWebSockets)"_s, Deflate | Tls | Broadcasts, u"bun"_s, u"bun.mjs"_s},
        {u"qtwebsockets"_s,
         u"QtWebSockets"_s,
         Tls | QStrings | Broadcasts | Clients,
         {},
         u"bench-peer-qtwebsockets"_s},
        {u"beast"_s, u"Boost.Beast"_s, None, {}, u"bench-peer-beast"_s},
        {u"websocketpp"_s, u"websocketpp"_s, None, {}, u"bench-peer-websocketpp"_s},
        {u"libwebsockets"_s, u"libwebsockets"_s, None, {}, u"bench-peer-libwebsockets"_s},
        {u"ws"_s, u"ws (Node.js)"_s, Deflate | Tls | Broadcasts, u"node"_s, u"ws.mjs"_s},
        {u"autobahn"_s, u"autobahn (Twisted)"_s, Deflate, u"python3"_s, u"autobahn_server.py"_s},
    };
    return table;
}

const Known &find(const QString &name)
{
    for (const Known &program : known()) {
        if (program.name == name)
            return program;
    }
    Q_UNREACHABLE();
}

QString interpreterOf(const Known &program, const Places &places)
{
    if (program.interpreter == "bun"_L1)
        return places.nodeModules + "/.bin/bun"_L1;
    // The distribution's own: autobahn is its package, another Python would not see it.
    if (program.interpreter == "python3"_L1)
        return u"/usr/bin/python3"_s;
    return QStandardPaths::findExecutable(program.interpreter);
}

Command plain(const Known &program, const Places &places)
{
    if (program.interpreter.isEmpty())
        return {places.programs + u'/' + program.file, {}};
    return {interpreterOf(program, places), {places.peers + u'/' + program.file}};
}

bool can(const Known &program, const Needs &needs)
{
    int wanted = None;
    wanted |= needs.deflate ? Deflate : None;
    wanted |= needs.tls ? Tls : None;
    wanted |= needs.text ? QStrings : None;
    wanted |= needs.task == Task::Broadcast ? Broadcasts : None;
    wanted |= needs.task == Task::Client ? Clients : None;
    const bool isOurs = program.name == "gantry"_L1;
    return (program.abilities & wanted) == wanted
        && (isOurs || (needs.threads == 1 && needs.transport.isEmpty()));
}

QStringList certificateArguments(const Needs &needs, const Places &places)
{
    return needs.tls ? QStringList{u"--cert"_s, places.certificate, u"--key"_s, places.key} : QStringList();
}

Command ownServer(const Needs &needs, const Places &places)
{
    if (needs.deflate || needs.task == Task::Broadcast) {
        Command command{places.programs + "/bench-server"_L1, {}};
        if (needs.deflate)
            command.arguments += u"--deflate"_s;
        if (needs.task == Task::Broadcast)
            command.arguments += u"--broadcast"_s;
        return command;
    }
    Command command{places.programs + "/echo-server"_L1,
                    {u"--no-ping"_s, u"--no-deflate"_s, u"--listen"_s,
                     needs.tls ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s}};
    command.arguments += certificateArguments(needs, places);
    if (needs.text)
        command.arguments += {u"--deliver"_s, u"text"_s};
    if (!needs.transport.isEmpty())
        command.arguments += {u"--transport"_s, needs.transport};
    if (needs.threads > 1)
        command.arguments += {u"--threads"_s, QString::number(needs.threads)};
    return command;
}

} // namespace

QStringList programNames()
{
    QStringList names;
    for (const Known &program : known())
        names.append(program.name);
    return names;
}

QString titleOf(const QString &name)
{
    return find(name).title;
}

std::optional<Command> commandFor(const QString &name, const Needs &needs, const Places &places,
                                  const QString &url)
{
    const Known &program = find(name);
    const bool isOurs = name == "gantry"_L1;
    if (!can(program, needs))
        return std::nullopt;
    if (needs.task == Task::Client) {
        const QString file = isOurs ? u"bench-client"_s : program.file + "client"_L1;
        return Command{places.programs + u'/' + file,
                       {url, u"--connections"_s, QString::number(needs.connections)}};
    }
    if (isOurs)
        return ownServer(needs, places);
    Command command = plain(program, places);
    command.arguments += u"0"_s;
    if (needs.deflate)
        command.arguments += u"--deflate"_s;
    if (needs.task == Task::Broadcast)
        command.arguments += u"--broadcast"_s;
    command.arguments += certificateArguments(needs, places);
    return command;
}

QProcessEnvironment environmentFor(const Places &places)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GANTRY_NODE_MODULES"_s, places.nodeModules);
    return environment;
}

Command versionCommandFor(const QString &name, const Places &places)
{
    Command command = plain(find(name), places);
    command.arguments += u"--version"_s;
    return command;
}

QString whatIsMissing(const QString &name, const Places &places)
{
    const Known &program = find(name);
    const Command command = plain(program, places);
    if (command.program.isEmpty())
        return program.interpreter;
    for (const QString &file : QStringList(command.program) + command.arguments) {
        if (!QFileInfo::exists(file))
            return file;
    }
    if (name == "ws"_L1 && !QFileInfo::exists(places.nodeModules + "/ws"_L1))
        return places.nodeModules + "/ws"_L1;
    return {};
}

} // namespace Gantry::Bench
