// SPDX-License-Identifier: MIT
// RFC 7692 section 7.2 over zlib: a message's payload to compressed octets and
// back. Negotiation is elsewhere (handshake/deflateoffer.h).
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <memory>

namespace Gantry::Core {

class BufferPool;

class Deflater
{
public:
    //! \a windowBits 8 to 15, \a level and \a memLevel 1 to 9. State is allocated
    //! with the first message.
    Deflater(int windowBits, int level, int memLevel, bool noContextTakeover);
    ~Deflater();
    Q_DISABLE_COPY_MOVE(Deflater)

    //! Appends the compressed form of a whole message to \a out, without the
    //! trailing 00 00 FF FF. false when zlib cannot get memory.
    [[nodiscard]] bool compress(QByteArrayView message, QByteArray &out);
    //! Appends the compressed form of a part of a message to \a out, flushed so that the
    //! receiver can read all of it. What ends the message is finishParts().
    [[nodiscard]] bool compressPart(QByteArrayView part, QByteArray &out);
    //! Appends the end of a message that was compressed in parts.
    void finishParts(QByteArray &out);
    //! Forgets what was sent before and keeps the memory: the next message refers to
    //! nothing in front of it.
    void reset() noexcept { m_isForgetful = true; }
    //! Gives the state's memory back; the next message starts a fresh context,
    //! which is always legal on the sending side.
    void release() noexcept;

    int windowBits() const noexcept { return m_windowBits; }
    int level() const noexcept { return m_level; }
    int memLevel() const noexcept { return m_memLevel; }

private:
    struct State;
    bool flush(QByteArrayView octets, QByteArray &out);

    std::unique_ptr<State> m_state;
    int m_windowBits;
    int m_level;
    int m_memLevel;
    bool m_noContextTakeover;
    bool m_isForgetful = false; //!< the context is to be reset before it is used again
};

class Inflater
{
public:
    enum class Result : quint8 { Ok, Corrupt, TooBig };

    //! \a windowBits 8 to 15: the window the peer agreed to. A peer that refers back
    //! further is Corrupt as soon as what it refers to is gone; while it still stands
    //! in the piece being written, zlib lets it pass. What output grows into comes from
    //! \a buffers, which is borrowed and may be nullptr.
    Inflater(int windowBits, bool noContextTakeover, BufferPool *buffers = nullptr);
    ~Inflater();
    Q_DISABLE_COPY_MOVE(Inflater)

    static constexpr quint64 Unlimited = ~quint64(0);

    //! Appends what \a bytes inflate to. Stops with TooBig before \a out grows
    //! beyond \a maxOutBytes.
    [[nodiscard]] Result inflate(QByteArrayView bytes, QByteArray &out, quint64 maxOutBytes);
    //! The same in steps: pauses as soon as \a out holds \a pieceBytes, having taken from
    //! the front of \a bytes what that needed. It is to be called again then, also
    //! when nothing of \a bytes is left.
    [[nodiscard]] Result inflatePiece(QByteArrayView &bytes, QByteArray &out, qsizetype pieceBytes,
                                      quint64 maxOutBytes);
    //! End of message: feeds 00 00 FF FF and, without takeover, forgets the window.
    [[nodiscard]] Result finishMessage(QByteArray &out, quint64 maxOutBytes);
    //! Between messages: gives the state's memory back but for what later messages may refer
    //! to, which is what came last, up to a window. Nothing inside a message.
    void release();

private:
    struct State;
    std::unique_ptr<State> m_state;
    QByteArray m_kept; //!< of a state that was released
    BufferPool *m_buffers;
    int m_windowBits;
    bool m_noContextTakeover;
};

} // namespace Gantry::Core
