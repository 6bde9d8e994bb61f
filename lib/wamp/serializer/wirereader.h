// SPDX-License-Identifier: MIT
// Octets of each encoding, read. All of what comes is judged, also payload that nobody
// looks at: a router must not pass on what makes a subscriber drop its connection.
#pragma once

#include "wamp/serializer/tape.h"

namespace Gantry::Wamp::Wire {

//! Fills \a tape with the elements of the one message that \a octets are.
Problem readMessage(Encoding encoding, QByteArrayView octets, Tape &tape);

//! Tells \a sink the one value that \a octets are. A container there is on \a level, 1
//! being the message.
Problem readValue(Encoding encoding, QByteArrayView octets, ValueSink &sink, int level);

//! Gives back the memory that reading a giant message took. Until then the tape's texts
//! may stand in it.
void trimInput();

// The same for each encoding.
Problem readJsonMessage(QByteArrayView octets, Tape &tape);
Problem readJsonValue(QByteArrayView octets, ValueSink &sink, int level);
void trimJsonInput();
Problem readMsgPackMessage(QByteArrayView octets, Tape &tape);
Problem readMsgPackValue(QByteArrayView octets, ValueSink &sink, int level);
Problem readCborMessage(QByteArrayView octets, Tape &tape);
Problem readCborValue(QByteArrayView octets, ValueSink &sink, int level);

namespace Problems {

inline constexpr Problem truncated = "cut short";
inline constexpr Problem trailing = "octets after the end";
inline constexpr Problem tooDeep = "nested too deeply";
inline constexpr Problem notAList = "a message is a list";
inline constexpr Problem notUtf8 = "a text that is not UTF-8";
inline constexpr Problem notAKey = "a key that is not a text";

} // namespace Problems

} // namespace Gantry::Wamp::Wire
