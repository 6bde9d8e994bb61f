// SPDX-License-Identifier: GPL-3.0-only
// A connection, or a frame of it, as something to paste: a command line, C++, a HAR
// entry. Pure: what is to be redacted was redacted before.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>

namespace Gantry::Inspector {

//! \a text as one word of a POSIX shell, whatever it holds. NUL, which no word can hold,
//! is left out.
QByteArray shellQuoted(QByteArrayView text);

//! websocat 1, connecting as the client of \a open did; with \a frame, which may be
//! nullptr, it sends what that holds and prints what comes.
QByteArray websocatCommand(const Tap::OpenRecord &open, const Tap::FrameRecord *frame = nullptr);

//! curl with the headers of the handshake: shows how the server answers.
QByteArray curlCommand(const Tap::OpenRecord &open);

//! A program with Gantry that connects as the client of \a open did, and sends \a frame
//! if there is one.
QByteArray gantryProgram(const Tap::OpenRecord &open, const Tap::FrameRecord *frame = nullptr);

//! \a records of one connection as one HAR entry, a JSON object.
QByteArray harEntry(const QList<Tap::Record> &records);

} // namespace Gantry::Inspector
