// SPDX-License-Identifier: GPL-3.0-only
#include "models/messageparts.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

bool isContinuation(const RecordIndex &frame)
{
    return frame.opcode == quint8(Core::Opcode::Continuation);
}

//! What is known of the data frame at \a sequence if it is of the same connection and
//! direction as \a frame, or nullptr. Control frames may stand between fragments (RFC
//! 6455 section 5.4).
const RecordIndex *siblingAt(const RecordStore &store, quint64 sequence, const Tap::FrameRecord &frame)
{
    const RecordIndex &other = store.indexAt(sequence);
    const bool isSibling = other.isFrame() && other.connection == frame.head.connection
        && other.direction() == frame.direction && !other.isControlFrame();
    return isSibling ? &other : nullptr;
}

//! Where the message of the continuation \a frame begins; 0 if that is not found.
quint64 beginOfMessage(const RecordStore &store, quint64 sequence, const Tap::FrameRecord &frame)
{
    const quint64 nearest = sequence > MaxPartsDistance ? sequence - MaxPartsDistance : 0;
    const quint64 stop = std::max(store.firstSequence(), nearest);
    for (quint64 at = sequence; at > stop;) {
        const RecordIndex *other = siblingAt(store, --at, frame);
        if (other && !isContinuation(*other)) {
            return at;
        }
        if (other && other->isFinal()) {
            return 0; // of an earlier message: this one has no first frame
        }
    }
    return 0;
}

} // namespace

MessageParts messageAround(const RecordStore &store, quint64 sequence, const Tap::FrameRecord &frame,
                           qsizetype maxOctets)
{
    MessageParts parts{.opcode = frame.messageOpcode, .payload = frame.payload};
    const bool continues = frame.header.opcode == quint8(Core::Opcode::Continuation);
    const bool isWhole = frame.header.isControl() || (frame.header.fin && !continues);
    if (isWhole || !store.contains(sequence)) {
        parts.isComplete = isWhole;
        return parts;
    }
    const quint64 begin = continues ? beginOfMessage(store, sequence, frame) : sequence;
    if (begin == 0) {
        parts.isComplete = false;
        return parts;
    }
    parts = {.opcode = frame.messageOpcode, .payload = {}, .frames = 0, .isComplete = false};
    const RecordSnapshot records = store.snapshot();
    const quint64 stop = std::min(store.endSequence(), sequence + MaxPartsDistance);
    for (quint64 at = begin; at < stop && parts.payload.size() < maxOctets; ++at) {
        const RecordIndex *part = siblingAt(store, at, frame);
        if (!part) {
            continue;
        }
        if (at != begin && !isContinuation(*part)) {
            break; // a new message although this one did not end: malformed
        }
        parts.payload.append(records.payloadAt(at));
        ++parts.frames;
        if (part->isFinal()) {
            parts.isComplete = true;
            break;
        }
    }
    return parts;
}

} // namespace Gantry::Inspector
