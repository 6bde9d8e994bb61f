// SPDX-License-Identifier: MIT
// Where the attach sockets of a user's processes are: one file a process, named by
// its pid, in a directory that only this user can enter. Trusts no directory that
// somebody else could have made.
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

namespace Gantry::Attach {

//! $XDG_RUNTIME_DIR/gantry, else gantry-<uid> in the temporary directory. Does not
//! look whether it exists.
QString socketDirectory();
QString socketPath(qint64 pid);

//! Makes the directory (mode 0700) unless it is there. Empty if it is a directory of
//! this user that nobody else has any access to; otherwise what is wrong with it
//! (English). Symbolic links are not followed.
QString prepareDirectory(const QString &directory);
//! The same check without making anything.
QString complaintAboutDirectory(const QString &directory);

//! The pids that have a socket in \a directory, ascending; none when the directory
//! is not to be trusted.
QList<qint64> listedPids(const QString &directory);

} // namespace Gantry::Attach
