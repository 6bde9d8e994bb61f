// SPDX-License-Identifier: GPL-3.0-only
#include "ui/newaction.h"

#include <QtGui/QAction>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

QAction *newAction(QObject *parent, const QString &text, const QKeySequence &key, const QString &tip)
{
    auto *action = new QAction(text, parent);
    action->setShortcut(key);
    action->setStatusTip(tip);
    const QString keyText = key.toString(QKeySequence::NativeText);
    action->setToolTip(keyText.isEmpty() ? tip : u"%1 (%2)"_s.arg(tip, keyText));
    return action;
}

} // namespace Gantry::Inspector
