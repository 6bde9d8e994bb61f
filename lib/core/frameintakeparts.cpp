// SPDX-License-Identifier: MIT
// Messages delivered in parts: the same frames and rules as in frameintake.cpp, but
// with an event at each seam. A frame has several then, also where no octet is left.
#include "core/frameintake.h"

#include "core/frame/masking.h"

namespace Gantry::Core {

FrameIntake::Event FrameIntake::nextPart(QByteArrayView &bytes, FrameObserver *observer)
{
    while (true) {
        if (const auto event = takeStep(bytes, observer))
            return *event;
    }
}

std::optional<FrameIntake::Event> FrameIntake::takeStep(QByteArrayView &bytes, FrameObserver *observer)
{
    switch (m_step) {
    case Step::Header:
        if (!m_reader.readHeader(bytes))
            return Event::NeedMore;
        return beginPart(observer);
    case Step::FrameBegins:
        m_step = Step::Payload;
        return m_ignoreMessages ? std::nullopt : std::optional(Event::FrameBegan);
    case Step::Payload:
        return takePart(bytes, observer);
    case Step::FrameEnds:
        return endPart(observer);
    case Step::MessageEnds:
        m_step = Step::Header;
        if (m_ignoreMessages)
            return std::nullopt;
        m_assembler.endMessage();
        return Event::MessageEnded;
    }
    Q_UNREACHABLE();
}

std::optional<FrameIntake::Event> FrameIntake::beginPart(FrameObserver *observer)
{
    const FrameHeader &header = m_reader.header();
    m_step = Step::Payload;
    if (const auto violation = begin())
        return report(*violation, {}, observer);
    if (header.isControl() || m_ignoreMessages)
        return std::nullopt;
    if (m_delivery == Delivery::Streaming)
        m_step = Step::FrameBegins;
    if (header.opcode != quint8(Opcode::Continuation))
        return Event::MessageBegan;
    return std::nullopt;
}

std::optional<FrameIntake::Event> FrameIntake::takePart(QByteArrayView &bytes, FrameObserver *observer)
{
    const bool isStreamed =
        m_delivery == Delivery::Streaming && !m_reader.header().isControl() && !m_ignoreMessages;
    std::optional<Violation> violation;
    if (isStreamed) {
        violation = takePiece(bytes);
    } else {
        quint64 position = 0;
        const QByteArrayView wire = m_reader.takePayload(bytes, position);
        violation = take(wire, position);
    }
    const bool isWhole = m_reader.remaining() == 0 && !(isStreamed && m_assembler.hasMore());
    if (!violation && isWhole) {
        m_step = Step::FrameEnds;
        violation = end();
    }
    if (violation)
        return report(*violation, payload(), observer);
    if (isStreamed && !m_assembler.message().isEmpty()) {
        m_observed.add(observer, m_assembler.message());
        return Event::FrameData;
    }
    // Octets that inflate to nothing yet may be followed by others.
    if (!isWhole && bytes.isEmpty())
        return Event::NeedMore;
    return std::nullopt;
}

//! Takes what makes one piece of payload.
std::optional<Violation> FrameIntake::takePiece(QByteArrayView &bytes)
{
    const auto atHand = qsizetype(std::min<quint64>(m_reader.remaining(), quint64(bytes.size())));
    QByteArrayView left = bytes.first(atHand);
    const auto violation =
        m_assembler.addPiece(payloadHeader(), left, m_reader.header().payloadLength - m_reader.remaining());
    QByteArrayView taken = bytes.first(atHand - left.size());
    bytes = bytes.sliced(taken.size());
    quint64 position = 0;
    m_reader.takePayload(taken, position);
    return violation;
}

std::optional<FrameIntake::Event> FrameIntake::endPart(FrameObserver *observer)
{
    const FrameHeader &header = m_reader.header();
    m_reader.endFrame();
    m_step = Step::Header;
    if (observer) [[unlikely]]
        observer->frameSeen(Direction::Received, header, payload());
    if (header.isControl())
        return Event::Control;
    m_observed.clear();
    if (m_ignoreMessages)
        return std::nullopt;
    if (header.fin)
        m_step = Step::MessageEnds;
    return m_delivery == Delivery::Frame ? Event::Frame : Event::FrameEnded;
}

} // namespace Gantry::Core
