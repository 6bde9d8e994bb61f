// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! Another descriptor of the same socket, or -1: how a connection moves from one of Qt's
//! socket objects to another, none of which gives its own away.
qintptr duplicateSocket(qintptr socketDescriptor);

} // namespace Gantry
