// SPDX-License-Identifier: GPL-3.0-only
// One record as one line for people to read along: time, connection, direction, kind,
// sizes and the beginning of the payload. No format for programs: that is JSON lines.
#pragma once

#include "tap/record.h"

namespace Gantry::Inspector {

//! As RecordWriter::Format.
void appendTextLine(const Tap::Record &record, quint64 connection, QByteArray &out);

} // namespace Gantry::Inspector
