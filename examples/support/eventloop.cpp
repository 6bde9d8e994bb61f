// SPDX-License-Identifier: MIT
#include "support/eventloop.h"

#include <QtCore/QByteArray>

namespace Gantry::Examples {

void preferPlainEventLoop()
{
    if (!qEnvironmentVariableIsSet("QT_NO_GLIB"))
        qputenv("QT_NO_GLIB", "1");
}

} // namespace Gantry::Examples
