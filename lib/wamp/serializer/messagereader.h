// SPDX-License-Identifier: MIT
// What the tokens of a message mean.
#pragma once

#include "wamp/serializer/tape.h"

namespace Gantry::Wamp::Wire {

//! Makes \a message of \a tape, which was read from \a octets, where the message begins at
//! \a begin.
DecodeError interpret(const Tape &tape, Encoding encoding, const QByteArray &octets, qsizetype begin,
                      Message &message);

} // namespace Gantry::Wamp::Wire
