// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "decode/bytematcher.h"
#include "tap/record.h"

namespace Gantry::Inspector {

//! Whether the texts around a payload have the needle: the handshake's lines and
//! headers, a close reason, the note on a malformed frame.
bool metadataMatches(const Tap::Record &record, const ByteMatcher &matcher);

} // namespace Gantry::Inspector
