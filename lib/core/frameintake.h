// SPDX-License-Identifier: MIT
// The way in, once the connection is open: octets -> headers -> rules -> messages
// and control frames. Says what came or which rule broke; what follows from that is
// the connection's decision.
#pragma once

#include "core/connectionoptions.h"
#include "core/frame/frameobserver.h"
#include "core/frame/framereader.h"
#include "core/frame/framerules.h"
#include "core/frame/observedpayload.h"
#include "core/message/messageassembler.h"
#include "core/trafficcounts.h"

#include <array>
#include <utility>

namespace Gantry::Core {

class FrameIntake
{
public:
    enum class Event : quint8 {
        NeedMore, //!< nothing of the octets is left
        Message,
        Control,
        Violation,
        // In the place of Message, when messages are delivered in parts:
        MessageBegan,
        FrameBegan,
        FrameData,
        Frame,
        FrameEnded,
        MessageEnded,
    };

    //! \a buffers is borrowed and may be nullptr.
    FrameIntake(const ConnectionOptions &options, BufferPool *buffers);

    //! permessage-deflate was agreed on; the peer compresses with this window.
    void enableInflate(int windowBits, bool noContextTakeover);
    //! The same with what an earlier intake of this connection had, and giving it on.
    void useInflater(std::unique_ptr<Inflater> inflater);
    std::unique_ptr<Inflater> takeInflater() noexcept { return m_assembler.takeInflater(); }
    //! Nothing has come that an intake made anew would not know.
    bool isAtRest() const noexcept
    {
        return m_step == Step::Header && m_reader.isAtRest() && !m_context.insideMessage
            && !m_assembler.isInsideMessage() && !m_ignoreMessages;
    }
    //! Data frames are skipped from now on, control frames still come.
    void ignoreMessages() noexcept { m_ignoreMessages = true; }

    //! Takes octets from the front of \a bytes up to the next event.
    Event next(QByteArrayView &bytes, FrameObserver *observer)
    {
        return m_delivery == Delivery::Message ? nextWhole(bytes, observer) : nextPart(bytes, observer);
    }
    //! There is an event to come that needs no further octet.
    bool hasEventLeft() const noexcept
    {
        return m_step != Step::Header
            && (m_step != Step::Payload || m_reader.remaining() == 0 || m_assembler.hasMore());
    }

    //! After Event::Message, Frame or FrameData; call messageDone() or, for the two
    //! others, partDone() before going on.
    const QByteArray &message() const noexcept { return m_assembler.message(); }
    bool isBinary() const noexcept { return m_assembler.isBinary(); }
    void messageDone() { m_assembler.endMessage(); }
    void partDone() { m_assembler.handOut(); }
    //! After Event::FrameBegan: octets on the wire.
    quint64 frameLength() const noexcept { return m_reader.header().payloadLength; }
    //! After Event::Control.
    Opcode controlOpcode() const noexcept { return Opcode(m_reader.header().opcode); }
    QByteArrayView controlPayload() const noexcept { return {m_control.data(), m_controlSize}; }
    //! After Event::Violation; nothing may be asked afterwards.
    Violation violation() const noexcept { return m_violation; }

    //! What was read whole; of messages, what the connection has counted here.
    TrafficCounts &counts() noexcept { return m_counts; }
    //! Whether a message began since this was asked last.
    bool takeMessageBegun() noexcept { return std::exchange(m_messageBegun, false); }

private:
    //! Where the frame at hand stands, when messages are delivered in parts.
    enum class Step : quint8 { Header, FrameBegins, Payload, FrameEnds, MessageEnds };

    Event nextWhole(QByteArrayView &bytes, FrameObserver *observer);
    // frameintakeparts.cpp
    Event nextPart(QByteArrayView &bytes, FrameObserver *observer);
    std::optional<Event> takeStep(QByteArrayView &bytes, FrameObserver *observer);
    std::optional<Event> beginPart(FrameObserver *observer);
    std::optional<Event> takePart(QByteArrayView &bytes, FrameObserver *observer);
    std::optional<Violation> takePiece(QByteArrayView &bytes);
    std::optional<Event> endPart(FrameObserver *observer);

    std::optional<Violation> begin();
    std::optional<Violation> take(QByteArrayView wire, quint64 position);
    std::optional<Violation> take(const FrameHeader &header, QByteArrayView wire, quint64 position);
    std::optional<Violation> end();
    FrameHeader payloadHeader() const;
    Event report(Violation violation, QByteArrayView payload, FrameObserver *observer);
    QByteArrayView payload() const noexcept;
    bool isIgnored() const noexcept { return m_ignoreMessages && !m_reader.header().isControl(); }

    FrameContext m_context;
    FrameReader m_reader;
    MessageAssembler m_assembler;
    std::array<char, MaxControlPayload> m_control{};
    qsizetype m_controlSize = 0;
    ObservedPayload m_observed; //!< of the streamed frame at hand
    Delivery m_delivery;
    Step m_step = Step::Header;
    bool m_applyMask;
    TrafficCounts m_counts;
    bool m_messageBegun = false;
    bool m_ignoreMessages = false;
    Violation m_violation{};
};

} // namespace Gantry::Core
