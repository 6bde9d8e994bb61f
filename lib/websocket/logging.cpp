// SPDX-License-Identifier: MIT
#include "websocket/logging_p.h"

namespace Gantry {

Q_LOGGING_CATEGORY(serverLog, "gantry.websocket.server", QtWarningMsg)
Q_LOGGING_CATEGORY(clientLog, "gantry.websocket.client", QtWarningMsg)
Q_LOGGING_CATEGORY(factoryLog, "gantry.websocket.factory", QtWarningMsg)
Q_LOGGING_CATEGORY(listenerLog, "gantry.websocket.listener", QtWarningMsg)
Q_LOGGING_CATEGORY(connectorLog, "gantry.websocket.connector", QtWarningMsg)
// Only what an option asked for is written there, so it need not be switched on as well.
Q_LOGGING_CATEGORY(trafficLog, "gantry.websocket.traffic", QtInfoMsg)

} // namespace Gantry
