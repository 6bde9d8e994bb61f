// SPDX-License-Identifier: MIT
// The export macro of libGantryWamp, the library that the rooms of lib/wamp and
// lib/router are linked into. See core/export.h for how it works.
#pragma once

#include <QtCore/qglobal.h>

#if defined(GANTRY_STATIC)
#define GANTRY_WAMP_EXPORT
#elif defined(GANTRY_BUILDING_ROOM)
#define GANTRY_WAMP_EXPORT Q_DECL_EXPORT
#else
#define GANTRY_WAMP_EXPORT Q_DECL_IMPORT
#endif
