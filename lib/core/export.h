// SPDX-License-Identifier: MIT
// The export macro of libGantryWebSocket, the library that core, tap, websocket
// and wrapping are linked into. Rooms are compiled once and used both in the
// shared library and statically, so there is no import/export distinction here
// except on Windows.
#pragma once

#include <QtCore/qglobal.h>

#if defined(GANTRY_STATIC)
#define GANTRY_WEBSOCKET_EXPORT
#elif defined(GANTRY_BUILDING_ROOM)
#define GANTRY_WEBSOCKET_EXPORT Q_DECL_EXPORT
#else
#define GANTRY_WEBSOCKET_EXPORT Q_DECL_IMPORT
#endif
