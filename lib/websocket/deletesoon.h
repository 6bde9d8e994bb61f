// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

namespace Gantry {

//! deleteLater() for \a object, which has no parent, that keeps its word where the
//! thread's event loop has ended: what is given up while a thread or the application is
//! torn down then goes with the event dispatcher. At once where there is none.
void deleteSoon(QObject *object);

} // namespace Gantry
