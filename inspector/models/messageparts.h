// SPDX-License-Identifier: GPL-3.0-only
// The whole message that a frame is part of, put together from the records of its
// connection and direction. Looks only as far as its bounds allow.
#pragma once

#include "store/recordstore.h"

namespace Gantry::Inspector {

struct MessageParts
{
    quint8 opcode = 0; //!< of the message
    QByteArray payload = {};
    int frames = 1;
    //! False: the first or last frame was not found: not there yet, gone, or too far.
    bool isComplete = true;
};

//! Records that are looked at on either side of a fragment.
inline constexpr quint64 MaxPartsDistance = 20'000;

//! The message around \a frame, which is at \a sequence. Its payload stops growing
//! at \a maxOctets, and then is not complete. A frame that is a whole message, or a
//! control frame, is its own message.
MessageParts messageAround(const RecordStore &store, quint64 sequence, const Tap::FrameRecord &frame,
                           qsizetype maxOctets);

} // namespace Gantry::Inspector
