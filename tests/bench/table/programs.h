// SPDX-License-Identifier: MIT
// The programs that are measured: what each is called, what it can do, and with which
// command line.
#pragma once

#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>

#include <optional>

namespace Gantry::Bench {

enum class Task : quint8 { Echo, Broadcast, Client };

//! What a scenario wants of a program.
struct Needs
{
    Task task = Task::Echo;
    bool deflate = false; //!< level 6, windows of 15 bits, memLevel 8
    bool tls = false;
    bool text = false; //!< strings are handed out as QString
    QString transport{}; //!< Gantry's; empty: as it comes
    int threads = 1; //!< Gantry's
    int connections = 1; //!< of clients
    bool operator==(const Needs &) const = default;
};

//! Where things are on this machine.
struct Places
{
    QString programs{}; //!< the folder of what was built
    QString peers{}; //!< of the scripts
    QString nodeModules{};
    QString certificate{};
    QString key{};
};

struct Command
{
    QString program{};
    QStringList arguments{};
    bool operator==(const Command &) const = default;
};

//! "gantry" first.
QStringList programNames();
//! As people write it.
QString titleOf(const QString &name);

//! nullopt: it cannot do that. \a url: a client's server.
std::optional<Command> commandFor(const QString &name, const Needs &needs, const Places &places,
                                  const QString &url = {});
//! In which all commands run.
QProcessEnvironment environmentFor(const Places &places);
Command versionCommandFor(const QString &name, const Places &places);

//! Why \a name cannot be started at all; empty: it can.
QString whatIsMissing(const QString &name, const Places &places);

} // namespace Gantry::Bench
