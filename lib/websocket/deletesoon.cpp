// SPDX-License-Identifier: MIT
#include "websocket/deletesoon.h"

#include <QtCore/QAbstractEventDispatcher>

namespace Gantry {

void deleteSoon(QObject *object)
{
    auto *dispatcher = QAbstractEventDispatcher::instance();
    if (!dispatcher) {
        delete object;
        return;
    }
    object->setParent(dispatcher);
    object->deleteLater();
}

} // namespace Gantry
