// SPDX-License-Identifier: GPL-3.0-only
#include "decode/wampconversation.h"

#include "decode/documentreader.h"

#include <algorithm>
#include <utility>

namespace Gantry::Inspector {

namespace {

//! A batch is read whole to pair all that is in it.
constexpr DocumentBounds BatchBounds{.maxNodes = 200'000, .maxDepth = 8, .maxOctets = 1024 * 1024};

} // namespace

WampConversation::WampConversation(const QByteArray &subprotocol)
    : m_subprotocol(isWampSubprotocol(subprotocol) ? subprotocol : QByteArray())
{ }

QList<WampConversation::Message> WampConversation::look(quint64 sequence, const Tap::FrameRecord &frame)
{
    if (m_subprotocol.isEmpty() || frame.header.isControl())
        return {};
    const bool isFirst = frame.header.opcode != quint8(Core::Opcode::Continuation);
    Assembly &assembly = m_assemblies[frame.direction == Core::Direction::Sent ? 0 : 1];
    if (isFirst && frame.header.fin) {
        assembly = {};
        return read(sequence, frame, frame.payload);
    }
    if (isFirst)
        assembly = {.octets = {}, .isOpen = true};
    // Appended, never shared: the frame's octets may go before the message is complete.
    if (assembly.isOpen) {
        const qsizetype room = MaxAssembledOctets - assembly.octets.size();
        assembly.octets.append(QByteArrayView(frame.payload).first(std::min(room, frame.payload.size())));
    }
    if (!frame.header.fin || !assembly.isOpen)
        return {};
    return read(sequence, frame, std::exchange(assembly, {}).octets);
}

QList<WampConversation::Message> WampConversation::read(quint64 sequence, const Tap::FrameRecord &last,
                                                        const QByteArray &message)
{
    const DocumentBounds &bounds = isBatchedSubprotocol(m_subprotocol) ? BatchBounds : WampHeadBounds;
    const WampFrames read = readWampFrames(message, m_subprotocol, bounds);
    QList<Message> messages;
    messages.reserve(read.frames.size());
    for (const WampFrame &frame : read.frames)
        messages.append({frame, m_tracker.feed(sequence, last.head.timeNs, last.direction, frame)});
    return messages;
}

} // namespace Gantry::Inspector
