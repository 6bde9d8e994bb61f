// SPDX-License-Identifier: GPL-3.0-only
// An action with all that people are told of it, the same way everywhere.
#pragma once

#include <QtCore/QString>

class QAction;
class QKeySequence;
class QObject;

namespace Gantry::Inspector {

//! \a tip stands in the status bar and, with \a key behind it, in the tool tip.
QAction *newAction(QObject *parent, const QString &text, const QKeySequence &key, const QString &tip);

} // namespace Gantry::Inspector
