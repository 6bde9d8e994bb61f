// SPDX-License-Identifier: MIT
#include "core/message/messageassembler.h"

#include "core/frame/masking.h"

#include <algorithm>
#include <array>

namespace Gantry::Core {

namespace {

// How much memory an announced length may claim before octets have come for it.
constexpr quint64 MaxTrustedLength = 1024 * 1024;
// What is copied is checked in blocks of this size, while they are in the first cache.
constexpr qsizetype CheckedBlock = 8 * 1024;
// Compressed octets are unmasked in pieces of this size, on the stack.
constexpr qsizetype InflatePiece = 16 * 1024;

bool exceeds(quint64 size, quint64 limit) noexcept
{
    return limit != 0 && size > limit;
}

std::optional<Violation> violationOf(Inflater::Result result) noexcept
{
    switch (result) {
    case Inflater::Result::Ok:
        return std::nullopt;
    case Inflater::Result::Corrupt:
        return Violation::CorruptDeflateData;
    case Inflater::Result::TooBig:
        return Violation::MessageTooBig;
    }
    Q_UNREACHABLE();
}

} // namespace

void MessageAssembler::enableInflate(int windowBits, bool noContextTakeover)
{
    m_inflater = std::make_unique<Inflater>(windowBits, noContextTakeover, m_buffers);
}

std::optional<Violation> MessageAssembler::beginFrame(const FrameHeader &header)
{
    if (header.opcode != quint8(Opcode::Continuation)) {
        m_insideMessage = true;
        m_isBinary = header.opcode == quint8(Opcode::Binary);
        m_isCompressed = (header.rsv & Rsv1) != 0;
    }
    m_frameStart = m_message.size();
    if (exceeds(header.payloadLength, m_limits.maxFrameBytes))
        return Violation::FrameTooBig;
    if (m_isCompressed)
        return std::nullopt;
    // What has come and what is announced are below 2^63 each, so the sum cannot wrap.
    if (exceeds(m_handedOut + quint64(m_message.size()) + header.payloadLength, m_limits.maxMessageBytes))
        return Violation::MessageTooBig;
    return std::nullopt;
}

std::optional<Violation> MessageAssembler::addPayload(const FrameHeader &header, QByteArrayView wire,
                                                      quint64 position)
{
    return m_isCompressed ? addCompressed(header, wire, position)
                          : addPlain(header, wire, position, header.payloadLength - position);
}

std::optional<Violation> MessageAssembler::endFrame(const FrameHeader &header)
{
    if (!header.fin)
        return std::nullopt;
    if (m_isCompressed) {
        const qsizetype before = m_message.size();
        if (const auto violation = violationOf(m_inflater->finishMessage(m_message, maxCollected())))
            return violation;
        if (const auto violation = checkText(QByteArrayView(m_message).sliced(before)))
            return violation;
    }
    // RFC 6455 section 5.6: a text message as a whole is UTF-8; a code point may be
    // cut between frames but not by the end.
    if (!m_isBinary && m_validateUtf8 && !m_utf8.isComplete())
        return Violation::InvalidUtf8;
    return std::nullopt;
}

void MessageAssembler::endMessage()
{
    m_insideMessage = false;
    m_isCompressed = false;
    m_handedOut = 0;
    m_utf8.reset();
    releaseBuffer();
}

void MessageAssembler::handOut()
{
    m_handedOut += quint64(m_message.size());
    releaseBuffer();
}

void MessageAssembler::releaseBuffer()
{
    m_frameStart = 0;
    giveBuffer(m_buffers, std::move(m_message));
}

//! \a coming octets are to follow from \a wire's first one on, as the frame says.
std::optional<Violation> MessageAssembler::addPlain(const FrameHeader &header, QByteArrayView wire,
                                                    quint64 position, quint64 coming)
{
    const qsizetype before = m_message.size();
    makeRoom(wire.size(), coming, header.fin);
    setSize(m_message, before + wire.size());
    char *to = m_message.data_ptr().data() + before;
    const quint32 key = header.masked ? header.maskKey : 0;
    const qsizetype block = m_isBinary || !m_validateUtf8 ? wire.size() : CheckedBlock;
    std::optional<Violation> violation;
    for (qsizetype at = 0; at < wire.size(); at += block) {
        const qsizetype size = std::min(wire.size() - at, block);
        copyMasked(wire.data() + at, to + at, size, key, position + quint64(at));
        if (!violation) [[likely]] // else an observer is still shown the rest
            violation = checkText({to + at, size});
    }
    return violation;
}

std::optional<Violation> MessageAssembler::addCompressed(const FrameHeader &header, QByteArrayView wire,
                                                         quint64 position)
{
    std::array<char, InflatePiece> piece;
    if (m_message.capacity() == 0) // and the inflater sees to the rest
        m_message = takeBuffer(m_buffers, std::min(2 * wire.size(), InflatePiece));
    while (!wire.isEmpty()) {
        const qsizetype size = std::min(wire.size(), InflatePiece);
        QByteArrayView plain = wire.first(size);
        if (header.masked) {
            copyMasked(wire.data(), piece.data(), size, header.maskKey, position);
            plain = QByteArrayView(piece.data(), size);
        }
        const qsizetype before = m_message.size();
        if (const auto violation = violationOf(m_inflater->inflate(plain, m_message, maxCollected())))
            return violation;
        if (const auto violation = checkText(QByteArrayView(m_message).sliced(before)))
            return violation;
        wire = wire.sliced(size);
        position += quint64(size);
    }
    return std::nullopt;
}

std::optional<Violation> MessageAssembler::addPiece(const FrameHeader &header, QByteArrayView &wire,
                                                    quint64 position)
{
    if (!m_isCompressed) {
        const QByteArrayView piece = wire.first(std::min(wire.size(), MaxPieceBytes));
        wire = wire.sliced(piece.size());
        m_hasMore = false;
        return piece.isEmpty() ? std::nullopt : addPlain(header, piece, position, quint64(piece.size()));
    }
    // What is not taken now is unmasked once more with the next piece, so that nothing
    // has to be kept in between.
    std::array<char, InflatePiece> unmasked;
    QByteArrayView plain = wire.first(std::min(wire.size(), InflatePiece));
    if (header.masked && !plain.isEmpty()) {
        copyMasked(wire.data(), unmasked.data(), plain.size(), header.maskKey, position);
        plain = QByteArrayView(unmasked.data(), plain.size());
    }
    const qsizetype given = plain.size();
    if (m_message.capacity() == 0)
        m_message = takeBuffer(m_buffers, m_hasMore ? MaxPieceBytes : std::min(2 * given, InflatePiece));
    const auto result = m_inflater->inflatePiece(plain, m_message, MaxPieceBytes, maxCollected());
    wire = wire.sliced(given - plain.size());
    m_hasMore = m_message.size() == MaxPieceBytes;
    if (const auto violation = violationOf(result))
        return violation;
    return checkText(m_message);
}

//! How many octets m_message may hold before the message's limit is passed.
quint64 MessageAssembler::maxCollected() const noexcept
{
    return m_limits.maxMessageBytes == 0 ? Inflater::Unlimited : m_limits.maxMessageBytes - m_handedOut;
}

std::optional<Violation> MessageAssembler::checkText(QByteArrayView octets)
{
    // RFC 6455 section 8.1: fail at the first wrong octet, also inside an unfinished
    // frame.
    if (m_isBinary || !m_validateUtf8 || m_utf8.feed(octets))
        return std::nullopt;
    return Violation::InvalidUtf8;
}

//! Makes room for \a more octets that are here, of \a coming that the frame announces.
void MessageAssembler::makeRoom(qsizetype more, quint64 coming, bool isLastFrame)
{
    const qsizetype size = m_message.size();
    if (size + more <= m_message.capacity()) [[likely]]
        return;
    if (m_message.capacity() == 0 && coming <= MaxTrustedLength) [[likely]] {
        m_message = takeBuffer(m_buffers, qsizetype(coming));
        return;
    }
    // Memory of the pool is there whether the peer keeps its word or not. Fresh memory is
    // claimed for one step at most, and from there on for as much as has come, so that
    // many fragments stay linear.
    constexpr auto pooled = quint64(BufferPool::MostOfOne);
    if (coming <= pooled && m_buffers && m_buffers->keeps(size + qsizetype(coming))) {
        moveTo(m_buffers->take(size + qsizetype(coming)));
        return;
    }
    qsizetype wanted = size + qsizetype(std::min(coming, std::max(MaxTrustedLength, quint64(size + more))));
    if (!isLastFrame)
        wanted = std::max(wanted, 2 * m_message.capacity());
    if (m_message.capacity() == 0)
        m_message = takeBuffer(m_buffers, wanted);
    else if (m_buffers && m_buffers->keeps(wanted))
        moveTo(m_buffers->take(wanted));
    else
        m_message.reserve(wanted); // which the system does by moving pages, when they are many
}

void MessageAssembler::moveTo(QByteArray &&larger)
{
    larger.append(m_message);
    giveBuffer(m_buffers, std::exchange(m_message, std::move(larger)));
}

} // namespace Gantry::Core
