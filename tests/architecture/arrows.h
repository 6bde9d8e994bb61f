// SPDX-License-Identifier: MIT
// Which room may include which: the arrows of the house as a table, and the check
// of every include under lib/ and inspector/ against it.
#pragma once

#include "sourcetree.h"

#include <QtCore/QSet>

namespace Gantry::Architecture {

//! The room of \a path: "core", "websocket/transport", "inspector/models" ...;
//! empty for what is no room (tests, examples).
QString roomOf(const QString &path);

//! The rooms that \a room may include, itself among them, arrows followed to their
//! end.
QSet<QString> reachableFrom(const QString &room);

//! Every include that follows no arrow or leads nowhere.
QStringList checkArrows(const SourceTree &tree);

} // namespace Gantry::Architecture
