// SPDX-License-Identifier: MIT
// Processes that use Gantry's library and serve no inspector, found by what the system
// tells of every process.
#pragma once

#include "attach/processinfo.h"

#include <QtCore/QSet>

namespace Gantry::Attach {

//! All but \a known and this process. A process whose libraries were looked at when it
//! had run for a while is not looked at again. One thread at a time.
QList<ProcessOffer> surveyProcesses(const QSet<qint64> &known);

} // namespace Gantry::Attach
