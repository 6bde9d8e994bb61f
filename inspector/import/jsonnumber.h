// SPDX-License-Identifier: GPL-3.0-only
// Numbers as JSON writes them, without the detour through a double where that would
// cost digits.
#pragma once

#include <QtCore/QByteArray>

namespace Gantry::Inspector {

//! 0 for what is none; a fraction is cut off.
qint64 jsonInteger(const QByteArray &number);
quint64 jsonUnsigned(const QByteArray &number);

//! Seconds as nanoseconds: "1767225600.123456789" exactly.
qint64 jsonNanoseconds(const QByteArray &seconds);

} // namespace Gantry::Inspector
