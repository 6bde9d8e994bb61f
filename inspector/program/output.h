// SPDX-License-Identifier: GPL-3.0-only
// Lines on the standard streams, flushed at once because programs wait for them.
#pragma once

#include <QtCore/QString>

namespace Gantry::Inspector {

void printText(const QString &text);
void printLine(const QString &line);
void printErrorLine(const QString &line);
//! "gantry-inspector: …" on standard error.
void printError(const QString &text);

} // namespace Gantry::Inspector
