// SPDX-License-Identifier: GPL-3.0-only
// What stands in a cell of the frame table, and what a screen reader says of it.
// Built when a row is painted, never kept.
#pragma once

#include "tap/record.h"

#include <QtCore/QString>

namespace Gantry::Inspector {

enum class FrameColumn : int {
    Number,
    Time,
    Connection,
    Direction,
    Type,
    WireSize,
    Size,
    Wamp, //!< see RowFacts
    Pair, //!< the same
    Preview,
};
inline constexpr int FrameColumnCount = 10;

QString columnTitle(FrameColumn column);
//! What the column holds, with its unit: the header's tool tip.
QString columnExplanation(FrameColumn column);

QString cellText(const Tap::Record &record, quint64 sequence, FrameColumn column);
//! \a record as a sentence for the cells that introduce a row (number and preview),
//! a title and a value for the others.
QString accessibleCellText(const Tap::Record &record, quint64 sequence, FrameColumn column);

//! Local time of day to the microsecond: frames of one millisecond are common.
QString timeText(qint64 timeNs);

} // namespace Gantry::Inspector
