// SPDX-License-Identifier: MIT
// Puts the payloads of frames together into messages: unmasks, inflates, checks
// text and size while the octets arrive. What has been collected may also be handed
// out earlier, after each frame or piece by piece; limits and text are still judged
// over the whole message. Headers come in already judged by framerules.h; what frames
// mean for the connection is not its business.
#pragma once

#include "core/bufferpool.h"
#include "core/frame/frameheader.h"
#include "core/handshake/deflateparameters.h"
#include "core/limits.h"
#include "core/message/deflatecodec.h"
#include "core/message/utf8validator.h"
#include "core/violation.h"

#include <QtCore/QByteArray>

#include <optional>

namespace Gantry::Core {

class MessageAssembler
{
public:
    //! \a buffers is borrowed and may be nullptr.
    MessageAssembler(const Limits &limits, bool validateUtf8, BufferPool *buffers = nullptr)
        : m_limits(limits)
        , m_buffers(buffers)
        , m_validateUtf8(validateUtf8)
    { }

    //! permessage-deflate was agreed on; the peer compresses with this window.
    void enableInflate(int windowBits, bool noContextTakeover);
    void useInflater(std::unique_ptr<Inflater> inflater) noexcept { m_inflater = std::move(inflater); }
    std::unique_ptr<Inflater> takeInflater() noexcept { return std::move(m_inflater); }
    bool canInflate() const noexcept { return m_inflater != nullptr; }

    //! A data frame begins. Sizes are judged here, before anything is stored.
    [[nodiscard]] std::optional<Violation> beginFrame(const FrameHeader &header);
    //! A piece of its payload as it is on the wire, \a position octets into it.
    [[nodiscard]] std::optional<Violation> addPayload(const FrameHeader &header, QByteArrayView wire,
                                                      quint64 position);
    //! The same for no more than MaxPieceBytes of collected payload: takes from the
    //! front of \a wire what that needed. When hasMore(), it is to be called again,
    //! after handOut(), also when nothing of \a wire is left.
    [[nodiscard]] std::optional<Violation> addPiece(const FrameHeader &header, QByteArrayView &wire,
                                                    quint64 position);
    bool hasMore() const noexcept { return m_hasMore; }
    static constexpr qsizetype MaxPieceBytes = 32 * 1024;
    //! The frame is whole. With FIN the message is, too: take it with message() and
    //! then call endMessage().
    [[nodiscard]] std::optional<Violation> endFrame(const FrameHeader &header);

    bool isInsideMessage() const noexcept { return m_insideMessage; }
    bool isBinary() const noexcept { return m_isBinary; }
    //! The octets collected so far, inflated.
    const QByteArray &message() const noexcept { return m_message; }
    //! Of those, the ones that the current frame brought.
    QByteArrayView framePayload() const noexcept { return QByteArrayView(m_message).sliced(m_frameStart); }
    //! What message() has was handed out. The buffer goes back to where it came from, and
    //! is used again unless somebody kept a copy of it.
    void handOut();
    //! The same, and the next message may come.
    void endMessage();

private:
    std::optional<Violation> addPlain(const FrameHeader &header, QByteArrayView wire, quint64 position,
                                      quint64 coming);
    std::optional<Violation> addCompressed(const FrameHeader &header, QByteArrayView wire, quint64 position);
    std::optional<Violation> checkText(QByteArrayView octets);
    quint64 maxCollected() const noexcept;
    void makeRoom(qsizetype more, quint64 coming, bool isLastFrame);
    void moveTo(QByteArray &&larger);
    void releaseBuffer();

    Limits m_limits;
    BufferPool *m_buffers;
    quint64 m_handedOut = 0; //!< octets of this message that are not in m_message any more
    std::unique_ptr<Inflater> m_inflater;
    QByteArray m_message;
    qsizetype m_frameStart = 0;
    Utf8Validator m_utf8;
    bool m_validateUtf8 = true;
    bool m_insideMessage = false;
    bool m_isBinary = false;
    bool m_isCompressed = false;
    bool m_hasMore = false;
};

} // namespace Gantry::Core
