// SPDX-License-Identifier: MIT
// On what a table was measured.
#pragma once

#include "programs.h"

#include <QtCore/QJsonObject>

namespace Gantry::Bench {

//! Processor, cores, system, and the version of each of \a programs.
QJsonObject describeMachine(const QStringList &programs, const Places &places);

} // namespace Gantry::Bench
