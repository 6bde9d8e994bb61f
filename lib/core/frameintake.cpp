// SPDX-License-Identifier: MIT
#include "core/frameintake.h"

#include "core/frame/masking.h"

#include <algorithm>

namespace Gantry::Core {

FrameIntake::FrameIntake(const ConnectionOptions &options, BufferPool *buffers)
    : m_context {
        .receiver = options.role,
        .requireMask = options.requireMaskedClientFrames,
        .acceptMask = options.acceptMaskedServerFrames,
    }
    , m_assembler(options.limits, options.validateUtf8, buffers)
    , m_observed(options.limits.maxFrameBytes)
    , m_delivery(options.delivery)
    , m_applyMask(options.applyMask)
{ }

void FrameIntake::enableInflate(int windowBits, bool noContextTakeover)
{
    m_context.deflate = true;
    m_assembler.enableInflate(windowBits, noContextTakeover);
}

void FrameIntake::useInflater(std::unique_ptr<Inflater> inflater)
{
    m_context.deflate = inflater != nullptr;
    m_assembler.useInflater(std::move(inflater));
}

FrameIntake::Event FrameIntake::nextWhole(QByteArrayView &bytes, FrameObserver *observer)
{
    while (true) {
        if (!m_reader.isInsideFrame()) {
            if (!m_reader.readHeader(bytes))
                return Event::NeedMore;
            if (const auto violation = begin())
                return report(*violation, {}, observer);
        }
        quint64 position = 0;
        const QByteArrayView wire = m_reader.takePayload(bytes, position);
        if (const auto violation = take(wire, position))
            return report(*violation, payload(), observer);
        if (m_reader.remaining() > 0)
            return Event::NeedMore;

        m_reader.endFrame();
        if (const auto violation = end())
            return report(*violation, payload(), observer);
        if (observer) [[unlikely]]
            observer->frameSeen(Direction::Received, m_reader.header(), payload());
        if (m_reader.header().isControl())
            return Event::Control;
        if (m_reader.header().fin && !m_ignoreMessages)
            return Event::Message;
    }
}

std::optional<Violation> FrameIntake::begin()
{
    const FrameHeader &header = m_reader.header();
    if (const auto violation = checkFrameHeader(header, m_context))
        return violation;
    if (header.isControl()) {
        m_controlSize = 0;
        return std::nullopt;
    }
    m_context.insideMessage = !header.fin;
    m_messageBegun |= header.opcode != quint8(Opcode::Continuation);
    return isIgnored() ? std::nullopt : m_assembler.beginFrame(header);
}

std::optional<Violation> FrameIntake::take(QByteArrayView wire, quint64 position)
{
    if (isIgnored() || wire.isEmpty())
        return std::nullopt;
    if (m_applyMask) [[likely]]
        return take(m_reader.header(), wire, position);
    return take(payloadHeader(), wire, position);
}

std::optional<Violation> FrameIntake::take(const FrameHeader &header, QByteArrayView wire, quint64 position)
{
    if (!header.isControl())
        return m_assembler.addPayload(header, wire, position);
    copyMasked(wire.data(), m_control.data() + position, wire.size(), header.masked ? header.maskKey : 0,
               position);
    m_controlSize += wire.size();
    return std::nullopt;
}

//! What is to be done to the payload, which in a test may be another thing than the
//! header says.
FrameHeader FrameIntake::payloadHeader() const
{
    FrameHeader header = m_reader.header();
    header.masked &= m_applyMask;
    return header;
}

std::optional<Violation> FrameIntake::end()
{
    const FrameHeader &header = m_reader.header();
    m_counts.countFrame(header);
    if (header.isControl() || isIgnored())
        return std::nullopt;
    return m_assembler.endFrame(header);
}

FrameIntake::Event FrameIntake::report(Violation violation, QByteArrayView payload, FrameObserver *observer)
{
    m_violation = violation;
    if (observer)
        observer->frameSeen(Direction::Received, m_reader.header(), payload);
    return Event::Violation;
}

QByteArrayView FrameIntake::payload() const noexcept
{
    if (m_reader.header().isControl())
        return controlPayload();
    if (m_ignoreMessages)
        return {};
    return m_delivery == Delivery::Streaming ? m_observed.payload() : m_assembler.framePayload();
}

} // namespace Gantry::Core
