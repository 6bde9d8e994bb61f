// SPDX-License-Identifier: GPL-3.0-only
// One record as one line of JSON, the format that other tools read:
// {"v":1,"t_ns":…,"conn":3,"dir":"send","op":1,"fin":true,"rsv":4,"mask":"11223344",
// "wire":39,"len":52,"data":"text"}. Pure: no file, no numbering.
#pragma once

#include "decode/wampfacts.h"
#include "tap/record.h"

namespace Gantry::Inspector {

//! Version of the format, the "v" of each line.
inline constexpr int JsonLinesVersion = 1;

//! Appends \a record and a line feed to \a out; \a connection is the number it has
//! in the file, 0 for none. Records of messages and states have no line: the frames
//! say the same.
void appendJsonLine(const Tap::Record &record, quint64 connection, QByteArray &out);

//! The same with what WAMP says about a frame as a member "wamp": an object, of a batch an
//! array of them, and no such member where it says nothing.
void appendWampJsonLine(const Tap::Record &record, quint64 connection, const QList<WampFacts> &wamp,
                        QByteArray &out);

//! Adds a person's \a comment, UTF-8, to the line that \a out ends with, as its "comment".
void appendJsonComment(QByteArrayView comment, QByteArray &out);

//! "nobody", "local", "remote" or "transport", as the "by" of a close has it.
QByteArrayView closedByName(Core::ClosedBy by) noexcept;
Core::ClosedBy closedByNamed(QByteArrayView name) noexcept;

} // namespace Gantry::Inspector
