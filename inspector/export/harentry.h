// SPDX-License-Identifier: GPL-3.0-only
// The pieces of a HAR entry as Chrome writes them for a WebSocket, as text. HAR 1.2,
// with `_webSocketMessages`, HTTP Toolkit's `_webSocketClose`, and what neither knows
// under `_wsFrames`. Pure: no file.
#pragma once

#include "export/messagejoiner.h"

#include <optional>

namespace Gantry::Inspector {

//! From "{" up to the last member before the messages. \a end: the time of the close,
//! or of the last record there is.
void appendHarEntryHead(const Tap::OpenRecord &open, quint64 connection, qint64 endTimeNs, QByteArray &out);

//! One element of `_webSocketMessages`. \a message is whole.
void appendHarMessage(const JoinedMessage &message, QByteArrayView comment, QByteArray &out);

//! One element of `_wsFrames`: control frames, frames with reserved opcodes, the parts of
//! a message that was never completed, and octets that are no frame (opcode -1).
void appendHarFrame(const Tap::FrameRecord &frame, QByteArrayView comment, QByteArray &out);
void appendHarFrame(const JoinedMessage &part, QByteArray &out);
void appendHarFrame(const Tap::OctetsRecord &octets, QByteArrayView comment, QByteArray &out);

//! The value of `_webSocketClose`: an object, or "aborted" when no close frame came.
void appendHarClose(const Tap::CloseRecord &close, QByteArray &out);

//! Epoch seconds with all nine digits.
void appendHarSeconds(qint64 timeNs, QByteArray &out);

//! "2026-01-01T00:00:00.123Z"
QByteArray harDateTime(qint64 timeNs);

} // namespace Gantry::Inspector
