// SPDX-License-Identifier: MIT
// The table in lib/doc/autobahn.md, which promises something for each name of
// autobahn's WebSocket API: that it is complete, that what it promises is declared in a
// header, and that a test of that name exists.
#pragma once

#include "sourcetree.h"

namespace Gantry::Architecture {

//! Public options, hooks and methods of autobahn 22.7 to 26.7 (autobahn.websocket and
//! autobahn.twisted.websocket).
const QStringList &autobahnNames();

struct ReferenceRow
{
    int line = 0;
    QStringList theirs{}; //!< what stands in backticks in the first column
    QStringList ours{}; //!< identifiers in backticks in the second
    QStringList tests{}; //!< "tst_x::slot" in the last
    bool isDead = false; //!< the second column says so
};
QList<ReferenceRow> referenceRows(const QString &markdown);

QStringList checkReference(const SourceTree &tree, const QString &path, const QStringList &names);

} // namespace Gantry::Architecture
