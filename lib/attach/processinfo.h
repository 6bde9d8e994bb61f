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

} // namespace Gantry::Attach
