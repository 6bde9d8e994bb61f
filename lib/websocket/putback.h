// SPDX-License-Identifier: MIT
// For sockets that change hands.
#pragma once

#include "../core/export.h"

#include <QtCore/QByteArray>
#include <QtCore/QIODevice>

namespace Gantry {

//! Puts \a octets in front of what \a device still has to be read, for a reader that
//! takes everything from the device itself, as QHttpServer does. readyRead() follows
//! from the event loop when there is anything.
GANTRY_WEBSOCKET_EXPORT void putBack(QIODevice *device, const QByteArray &octets);

} // namespace Gantry
