// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

namespace Gantry::Attach {

//! A process that can be watched, as it introduces itself.
struct ProcessInfo
{
    qint64 pid = 0;
    QString program = {}; //!< its executable's name, without the folder
    QString gantryVersion = {};
    QString qtVersion = {};
    qint64 startTimeNs = 0; //!< when it began to serve; Unix epoch, nanoseconds
    bool operator==(const ProcessInfo &) const = default;
};

//! The processes of this user that serve an inspector now, by pid. One that does not
//! answer within \a patienceMs (a stopped one) is listed with its pid and program
//! alone. Sockets that nobody listens on any more are removed.
QList<ProcessInfo> runningProcesses(int patienceMs = 250);

//! What keeps a process from being watched.
enum class ProcessObstacle : quint8 {
    None,
    NotAsked, //!< it was started without GANTRY_INSPECT=1
    NotServing, //!< it was asked to, and serves nothing: its plugin is missing, or it is just starting
    OtherUser, //!< it runs as another user
    OtherVersion, //!< it speaks another version of the protocol
};

//! A process that uses Gantry, whether it can be watched or not.
struct ProcessOffer
{
    ProcessInfo process = {}; //!< without the rest, pid and program alone
    ProcessObstacle obstacle = ProcessObstacle::None;
    QString detail = {}; //!< English; the other user's name, or which version
    bool operator==(const ProcessOffer &) const = default;
};

//! runningProcesses(), and those that cannot be watched, by pid. Of other users'
//! processes those are seen that the system lets us look into; of programs that have
//! the library built in, only those that serve.
QList<ProcessOffer> gantryProcesses(int patienceMs = 250);

} // namespace Gantry::Attach
