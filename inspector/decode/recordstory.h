// SPDX-License-Identifier: GPL-3.0-only
// Records that are no frames, and close frames, told in a few lines: what happened,
// why, and what it means.
#pragma once

#include "tap/record.h"

#include <QtCore/QString>

namespace Gantry::Inspector {

//! "text, received, connection 3, 42 octets": one line for any record.
QString recordSummary(const Tap::Record &record);

//! Some lines on \a record, or an empty text where the payload speaks for itself.
QString recordStory(const Tap::Record &record);

} // namespace Gantry::Inspector
