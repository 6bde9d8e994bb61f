// SPDX-License-Identifier: GPL-3.0-only
// The words for what a record is: its type, its direction, and the one line that
// says most about it. The table, the detail pane and accessible texts share them.
#pragma once

#include "tap/record.h"

#include <QtCore/QString>

#include <optional>

namespace Gantry::Inspector {

//! "text", "ping", "reserved 0xb". No case is folded into another.
QString opcodeText(quint8 opcode);

//! The type of a frame as its row shows it: a frame of a fragmented message says the
//! message's type and its part ("text, first", "text, last").
QString frameTypeText(const Tap::FrameRecord &frame);

//! "text" for a frame, "open", "closed", "lost" and so on for the other records.
QString recordTypeText(const Tap::Record &record);

//! "sent" or "received", from the observed endpoint.
QString directionText(Core::Direction direction);

//! The direction of \a record, if it has one.
std::optional<Core::Direction> directionOf(const Tap::Record &record) noexcept;

//! What \a record carries; empty for records without.
QByteArrayView payloadOf(const Tap::Record &record) noexcept;

//! What is wrong with \a record, English; empty: nothing.
QByteArrayView noteOf(const Tap::Record &record) noexcept;

//! One line of at most some hundred characters, whatever the payload's size.
QString recordPreview(const Tap::Record &record);

//! "1,204 octets", in the user's number format.
QString octetsText(quint64 octets);

} // namespace Gantry::Inspector
