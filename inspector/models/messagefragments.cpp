// SPDX-License-Identifier: GPL-3.0-only
#include "models/messagefragments.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! Which frames can be of one message.
struct Stream
{
    quint64 connection;
    Core::Direction direction;
};

bool isDataOf(const Stream &stream, const Tap::FrameRecord &frame)
{
    return frame.head.connection == stream.connection && frame.direction == stream.direction
        && !frame.header.isControl();
}

bool isContinuation(const Core::FrameHeader &header)
{
    return header.opcode == quint8(Core::Opcode::Continuation);
}

//! Where the message of the continuation at \a sequence begins; 0 if that is not found.
quint64 beginOf(const RecordStore &store, quint64 sequence, const Stream &stream)
{
    const quint64 nearest = sequence > MaxPartsDistance ? sequence - MaxPartsDistance : 0;
    const quint64 stop = std::max(store.firstSequence(), nearest);
    for (quint64 at = sequence; at > stop;) {
        const Tap::Record &record = store.at(--at);
        const auto *frame = std::get_if<Tap::FrameRecord>(&record);
        if (!frame || !isDataOf(stream, *frame)) {
            continue;
        }
        if (!isContinuation(frame->header)) {
            return frame->header.fin ? 0 : at;
        }
        if (frame->header.fin) {
            return 0; // of an earlier message: this one has no first frame
        }
    }
    return 0;
}

void append(MessageFragments &message, quint64 sequence, const Tap::FrameRecord &frame)
{
    const qint64 begin =
        message.fragments.isEmpty() ? 0 : message.fragments.back().begin + message.fragments.back().size;
    message.fragments << Fragment{.sequence = sequence,
                                  .timeNs = frame.head.timeNs,
                                  .header = frame.header,
                                  .size = frame.payload.size(),
                                  .begin = begin};
}

void collect(MessageFragments &message, const RecordStore &store, quint64 begin, quint64 stop,
             const Stream &stream)
{
    message.isComplete = false;
    for (quint64 at = begin; at < stop && message.fragments.size() < MaxListedFragments; ++at) {
        const Tap::Record &record = store.at(at);
        const auto *frame = std::get_if<Tap::FrameRecord>(&record);
        if (!frame || !isDataOf(stream, *frame)) {
            message.between += frame ? 1 : 0;
            continue;
        }
        if (at != begin && !isContinuation(frame->header)) {
            return; // a new message although this one did not end: malformed
        }
        append(message, at, *frame);
        if (frame->header.fin) {
            message.isComplete = true;
            return;
        }
    }
}

} // namespace

MessageFragments fragmentsAround(const RecordStore &store, quint64 sequence)
{
    MessageFragments message;
    if (!store.contains(sequence)) {
        return message;
    }
    const Tap::Record &record = store.at(sequence);
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    if (!frame) {
        return message;
    }
    const bool isFirst = !isContinuation(frame->header);
    if (frame->header.isControl() || (isFirst && frame->header.fin)) {
        append(message, sequence, *frame);
        return message;
    }
    const Stream stream{frame->head.connection, frame->direction};
    const quint64 begin = isFirst ? sequence : beginOf(store, sequence, stream);
    if (begin == 0) {
        append(message, sequence, *frame);
        message.isComplete = false;
        return message;
    }
    collect(message, store, begin, std::min(store.endSequence(), sequence + MaxPartsDistance), stream);
    return message;
}

} // namespace Gantry::Inspector
