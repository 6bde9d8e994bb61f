// SPDX-License-Identifier: MIT
// The two streams of a command line program: stdout for what was asked for, a line
// at a time and flushed, because another program waits for it; stderr for one clear
// line about what went wrong.
#pragma once

#include <QtCore/QString>

namespace Gantry::Examples {

//! The contract of all programs.
enum ExitStatus : int {
    ExitDone = 0, //!< done, or ended by SIGINT or SIGTERM
    ExitFailed = 1, //!< connect, TLS, handshake, listen or file failure, unclean close
    ExitUsage = 2, //!< bad arguments
};

//! Writes \a line and a line break to stdout, and flushes.
void printLine(const QByteArray &line);
void printLine(const QString &line);

//! Writes "<program>: \a text" to stderr, in one line whatever \a text holds.
void complain(const QString &text);
//! What complain() calls the program; set by ProgramArguments.
void setProgramName(const QString &name);

} // namespace Gantry::Examples
