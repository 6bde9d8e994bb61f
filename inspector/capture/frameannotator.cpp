// SPDX-License-Identifier: GPL-3.0-only
#include "capture/frameannotator.h"

#include "tap/framenotes.h"

namespace Gantry::Inspector {

using Core::Opcode;

void FrameAnnotator::annotate(Tap::Record &record)
{
    if (std::holds_alternative<Tap::DropRecord>(record)) {
        forgetMessages();
        return;
    }
    const quint64 number = Tap::headOf(record).connection;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        Connection connection;
        connection.role = open->role;
        connection.deflate = open->extensions.contains("permessage-deflate");
        m_connections.insert(number, connection);
    } else if (std::holds_alternative<Tap::CloseRecord>(record)) {
        m_connections.remove(number);
    } else if (auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        const auto connection = m_connections.find(number);
        if (connection != m_connections.end())
            judge(*frame, *connection);
    }
}

// Any of the frames that are missing may have begun or ended a message.
void FrameAnnotator::forgetMessages()
{
    for (Connection &connection : m_connections)
        connection.streams = {};
}

void FrameAnnotator::judge(Tap::FrameRecord &frame, Connection &connection)
{
    const Core::FrameHeader &header = frame.header;
    Stream &stream = connection.streams[size_t(frame.direction)];
    const bool isContinuation = header.opcode == quint8(Opcode::Continuation);
    // Who comes in the middle of a message has not seen its beginning and cannot judge.
    if (isContinuation && !stream.wasSeen) {
        stream.insideMessage = true;
        stream.isTextBroken = true;
    }

    Core::FrameContext context;
    context.receiver =
        frame.direction == Tap::Direction::Received ? connection.role : peerOf(connection.role);
    context.insideMessage = stream.insideMessage;
    context.deflate = connection.deflate;
    Tap::FrameNotes notes;
    notes.addHeader(header, context);
    if (header.opcode == quint8(Opcode::Close))
        notes.addClosePayload(frame.payload);
    if (!header.isControl()) {
        if (breaksUtf8(frame, stream))
            notes.add(Core::Violation::InvalidUtf8);
        stream.wasSeen = true;
        stream.insideMessage = !header.fin;
    }
    if (frame.note.isEmpty())
        frame.note = notes.text();
}

// RFC 6455 section 8.1: a text message is UTF-8 as a whole, its frames need not be.
bool FrameAnnotator::breaksUtf8(const Tap::FrameRecord &frame, Stream &stream)
{
    if (frame.header.opcode != quint8(Opcode::Continuation)) {
        stream.text.reset();
        stream.isTextBroken = false;
    }
    if (frame.messageOpcode != quint8(Opcode::Text) || stream.isTextBroken)
        return false;
    const bool isFine = stream.text.feed(frame.payload) && (!frame.header.fin || stream.text.isComplete());
    stream.isTextBroken = !isFine;
    return !isFine;
}

} // namespace Gantry::Inspector
