// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! Ends the sending direction of a socket and leaves the other one open, for which
//! Qt's socket classes have no function.
void endSendingDirection(qintptr socketDescriptor);

} // namespace Gantry
