// SPDX-License-Identifier: MIT
#pragma once

#include "../core/export.h"

#include <QtCore/QString>

namespace Gantry {

//! Serves this process's connections to Gantry Inspector over a local socket that
//! only the same user can open; what GANTRY_INSPECT=1 in the environment does by
//! itself when the application object is made. Loads the gantryattach plugin once;
//! call it in a thread with a QCoreApplication. A program that links Gantry
//! statically has to link gantryattach, too, and say Q_IMPORT_PLUGIN(AttachPlugin).
//! Returns an empty string, or why it could not (English).
GANTRY_WEBSOCKET_EXPORT QString startInspection();

} // namespace Gantry
