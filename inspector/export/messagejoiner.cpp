// SPDX-License-Identifier: GPL-3.0-only
#include "export/messagejoiner.h"

#include <utility>

namespace Gantry::Inspector {

using Core::Opcode;

bool MessageJoiner::isData(const Tap::FrameRecord &frame)
{
    return frame.header.opcode <= quint8(Opcode::Binary);
}

void MessageJoiner::add(const Tap::FrameRecord &frame)
{
    Stream &stream = m_streams[size_t(frame.direction)];
    const bool begins = frame.header.opcode != quint8(Opcode::Continuation);
    if (begins && stream.isInside)
        give(stream, false); // the peer forgot to end it
    JoinedMessage &message = stream.message;
    if (!std::exchange(stream.isInside, true)) {
        message = {};
        message.direction = frame.direction;
        message.opcode =
            frame.messageOpcode == quint8(Opcode::Text) ? quint8(Opcode::Text) : quint8(Opcode::Binary);
        message.isMasked = frame.header.masked;
        message.maskKey = frame.header.maskKey;
        message.isBegin = begins;
    }
    message.head = frame.head;
    if (message.payload.isEmpty())
        message.payload = frame.payload; // shared: most messages are one frame
    else
        message.payload += frame.payload;
    if (message.note.isEmpty())
        message.note = frame.note;
    if (frame.header.fin)
        give(stream, true);
    else if (message.payload.size() >= m_maxBytes)
        give(stream, false);
}

void MessageJoiner::finish()
{
    for (Stream &stream : m_streams) {
        if (stream.isInside)
            give(stream, false);
    }
}

void MessageJoiner::give(Stream &stream, bool isEnd)
{
    JoinedMessage given = std::exchange(stream.message, {});
    stream.isInside = false;
    given.isEnd = isEnd;
    m_output(std::move(given));
}

} // namespace Gantry::Inspector
