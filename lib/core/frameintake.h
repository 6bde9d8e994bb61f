// SPDX-License-Identifier: MIT
// The way in, once the connection is open: octets -> headers -> rules -> messages
// and control frames. Says what came or which rule broke; what follows from that is
// the connection's decision.
#pragma once

#include "core/connectionoptions.h"
#include "core/frame/frameobserver.h"
#include "core/frame/framereader.h"
#include "core/frame/framerules.h"
#include "core/message/messageassembler.h"

#include <array>

namespace Gantry::Core {

class FrameIntake
{
public:
    enum class Event : quint8 { NeedMore, Message, Control, Violation };

    explicit FrameIntake(const ConnectionOptions &options);

    //! permessage-deflate was agreed on; the peer compresses with this window.
    void enableInflate(int windowBits, bool noContextTakeover);
    //! Data frames are skipped from now on, control frames still come.
    void ignoreMessages() noexcept { m_ignoreMessages = true; }

    //! Takes octets from the front of \a bytes up to the next event.
    Event next(QByteArrayView &bytes, FrameObserver *observer);

    //! After Event::Message; call messageDone() before going on.
    const QByteArray &message() const noexcept { return m_assembler.message(); }
    bool isBinary() const noexcept { return m_assembler.isBinary(); }
    void messageDone() { m_assembler.endMessage(); }
    //! After Event::Control.
    Opcode controlOpcode() const noexcept { return Opcode(m_reader.header().opcode); }
    QByteArrayView controlPayload() const noexcept { return {m_control.data(), m_controlSize}; }
    //! After Event::Violation; nothing may be asked afterwards.
    Violation violation() const noexcept { return m_violation; }

private:
    std::optional<Violation> begin();
    std::optional<Violation> take(QByteArrayView wire, quint64 position);
    std::optional<Violation> end();
    Event report(Violation violation, QByteArrayView payload, FrameObserver *observer);
    QByteArrayView payload() const noexcept;
    bool isIgnored() const noexcept { return m_ignoreMessages && !m_reader.header().isControl(); }

    FrameContext m_context;
    FrameReader m_reader;
    MessageAssembler m_assembler;
    std::array<char, MaxControlPayload> m_control{};
    qsizetype m_controlSize = 0;
    bool m_ignoreMessages = false;
    Violation m_violation{};
};

} // namespace Gantry::Core
