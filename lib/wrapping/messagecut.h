// SPDX-License-Identifier: MIT
// Where a stream is cut into messages.
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! The most octets of a stream in one message. A stream knows no messages, so they are
//! as small as costs nothing: far below what peers accept (64 MiB here, 1 MiB in many
//! others), and short enough for a ping to pass between two.
constexpr qsizetype StreamMessageBytes = 64 * 1024;

} // namespace Gantry
