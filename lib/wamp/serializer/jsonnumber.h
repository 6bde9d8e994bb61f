// SPDX-License-Identifier: MIT
// What JSON calls a number (RFC 8259 section 6), and which of our numbers it is.
#pragma once

#include "wamp/serializer/valuesink.h"

#include <string_view>

namespace Gantry::Wamp::Wire {

bool isJsonNumber(std::string_view token) noexcept;

//! Tells \a sink the number \a token: an integer as long as it has neither fraction nor
//! exponent and 64 bits hold it.
Problem tellJsonNumber(std::string_view token, ValueSink &sink);

} // namespace Gantry::Wamp::Wire
