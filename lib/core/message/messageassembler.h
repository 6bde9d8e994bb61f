// SPDX-License-Identifier: MIT
// Puts the payloads of frames together into messages: unmasks, inflates, checks
// text and size while the octets arrive. Headers come in already judged by
// framerules.h; what frames mean for the connection is not its business.
#pragma once

#include "core/frame/frameheader.h"
#include "core/handshake/deflateparameters.h"
#include "core/limits.h"
#include "core/message/deflatecodec.h"
#include "core/message/utf8validator.h"
#include "core/violation.h"

#include <QtCore/QByteArray>

#include <optional>

namespace Gantry::Core {

class GANTRY_WEBSOCKET_EXPORT MessageAssembler
{
public:
    MessageAssembler(const Limits &limits, bool validateUtf8)
        : m_limits(limits)
        , m_validateUtf8(validateUtf8)
    { }

    //! permessage-deflate was agreed on; the peer compresses with this window.
    void enableInflate(int windowBits, bool noContextTakeover);
    bool canInflate() const noexcept { return m_inflater != nullptr; }

    //! A data frame begins. Sizes are judged here, before anything is stored.
    [[nodiscard]] std::optional<Violation> beginFrame(const FrameHeader &header);
    //! A piece of its payload as it is on the wire, \a position octets into it.
    [[nodiscard]] std::optional<Violation> addPayload(const FrameHeader &header, QByteArrayView wire,
                                                      quint64 position);
    //! The frame is whole. With FIN the message is, too: take it with message() and
    //! then call endMessage().
    [[nodiscard]] std::optional<Violation> endFrame(const FrameHeader &header);

    bool isInsideMessage() const noexcept { return m_insideMessage; }
    bool isBinary() const noexcept { return m_isBinary; }
    //! The octets so far, inflated.
    const QByteArray &message() const noexcept { return m_message; }
    //! Of those, the ones that the current frame brought.
    QByteArrayView framePayload() const noexcept { return QByteArrayView(m_message).sliced(m_frameStart); }
    //! Makes room for the next message; the buffer is used again unless somebody
    //! kept a copy of it.
    void endMessage();

private:
    std::optional<Violation> addPlain(const FrameHeader &header, QByteArrayView wire, quint64 position);
    std::optional<Violation> addCompressed(const FrameHeader &header, QByteArrayView wire, quint64 position);
    std::optional<Violation> checkText(qsizetype from);
    void reserveFor(qsizetype more);

    Limits m_limits;
    std::unique_ptr<Inflater> m_inflater;
    QByteArray m_message;
    qsizetype m_frameStart = 0;
    Utf8Validator m_utf8;
    bool m_validateUtf8 = true;
    bool m_insideMessage = false;
    bool m_isBinary = false;
    bool m_isCompressed = false;
};

} // namespace Gantry::Core
