// SPDX-License-Identifier: MIT
#pragma once

#include "wamp/serializer/valuewriter.h"

namespace Gantry::Wamp::Wire {

//! Appends \a message, unframed. After an error \a out has a part of it.
EncodeError writeMessage(const Message &message, Encoding encoding, QByteArray &out);

} // namespace Gantry::Wamp::Wire
