// SPDX-License-Identifier: MIT
// The room's logging categories, one a class. Nothing is said at the info level, so
// that a busy server is quiet; QT_LOGGING_RULES="gantry.websocket.*=true" shows all.
#pragma once

#include <QtCore/QLoggingCategory>

namespace Gantry {

Q_DECLARE_LOGGING_CATEGORY(serverLog) // gantry.websocket.server
Q_DECLARE_LOGGING_CATEGORY(clientLog) // gantry.websocket.client
Q_DECLARE_LOGGING_CATEGORY(factoryLog) // gantry.websocket.factory
Q_DECLARE_LOGGING_CATEGORY(listenerLog) // gantry.websocket.listener
Q_DECLARE_LOGGING_CATEGORY(connectorLog) // gantry.websocket.connector
Q_DECLARE_LOGGING_CATEGORY(trafficLog) // gantry.websocket.traffic

} // namespace Gantry
