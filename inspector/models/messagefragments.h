// SPDX-License-Identifier: GPL-3.0-only
// The frames that one message came in, with the place that each has in the whole.
#pragma once

#include "core/frame/frameheader.h"
#include "models/messageparts.h"

#include <QtCore/QList>

namespace Gantry::Inspector {

struct Fragment
{
    quint64 sequence = 0;
    qint64 timeNs = 0;
    Core::FrameHeader header = {};
    qint64 size = 0; //!< of its payload, inflated
    qint64 begin = 0; //!< of its payload in the message
    bool operator==(const Fragment &) const = default;
};

struct MessageFragments
{
    QList<Fragment> fragments = {};
    int between = 0; //!< frames of others, and control frames, that came between them
    //! False: the first or last frame was not found: not there yet, gone, or too far.
    bool isComplete = true;
};

//! Of a message in more frames the first ones are listed.
inline constexpr qsizetype MaxListedFragments = 5000;

//! Those of the message that the frame at \a sequence is part of, in their order. Looks no
//! farther than MaxPartsDistance on either side. Not a frame: none.
MessageFragments fragmentsAround(const RecordStore &store, quint64 sequence);

} // namespace Gantry::Inspector
