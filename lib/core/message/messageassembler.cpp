// SPDX-License-Identifier: MIT
#include "core/message/messageassembler.h"

#include "core/frame/masking.h"

#include <algorithm>
#include <array>

namespace Gantry::Core {

namespace {

// How much memory an announced length may claim before octets have come for it.
constexpr quint64 MaxTrustedLength = 1024 * 1024;
// A message buffer larger than this is given back when the message is done, so that
// one large message does not stay with an idle connection.
constexpr qsizetype MaxKeptCapacity = 64 * 1024;
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
    m_inflater = std::make_unique<Inflater>(windowBits, noContextTakeover);
}

std::optional<Violation> MessageAssembler::beginFrame(const FrameHeader &header, bool willBeCollected)
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
    if (willBeCollected)
        reserveFor(qsizetype(std::min(header.payloadLength, MaxTrustedLength)));
    return std::nullopt;
}

std::optional<Violation> MessageAssembler::addPayload(const FrameHeader &header, QByteArrayView wire,
                                                      quint64 position)
{
    return m_isCompressed ? addCompressed(header, wire, position) : addPlain(header, wire, position);
}

std::optional<Violation> MessageAssembler::endFrame(const FrameHeader &header)
{
    if (!header.fin)
        return std::nullopt;
    if (m_isCompressed) {
        const qsizetype before = m_message.size();
        if (const auto violation = violationOf(m_inflater->finishMessage(m_message, maxCollected())))
            return violation;
        if (const auto violation = checkText(before))
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
    recycleBuffer();
}

void MessageAssembler::handOut()
{
    m_handedOut += quint64(m_message.size());
    recycleBuffer();
}

void MessageAssembler::recycleBuffer()
{
    m_frameStart = 0;
    if (m_message.isDetached() && m_message.capacity() <= MaxKeptCapacity)
        m_message.resize(0);
    else
        m_message = QByteArray();
}

std::optional<Violation> MessageAssembler::addPlain(const FrameHeader &header, QByteArrayView wire,
                                                    quint64 position)
{
    const qsizetype before = m_message.size();
    m_message.resize(before + wire.size());
    char *to = m_message.data() + before;
    if (header.masked)
        copyMasked(wire.data(), to, wire.size(), header.maskKey, position);
    else
        std::copy_n(wire.data(), wire.size(), to);
    return checkText(before);
}

std::optional<Violation> MessageAssembler::addCompressed(const FrameHeader &header, QByteArrayView wire,
                                                         quint64 position)
{
    std::array<char, InflatePiece> piece;
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
        if (const auto violation = checkText(before))
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
        return piece.isEmpty() ? std::nullopt : addPlain(header, piece, position);
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
    const auto result = m_inflater->inflatePiece(plain, m_message, MaxPieceBytes, maxCollected());
    wire = wire.sliced(given - plain.size());
    m_hasMore = m_message.size() == MaxPieceBytes;
    if (const auto violation = violationOf(result))
        return violation;
    return checkText(0);
}

//! How many octets m_message may hold before the message's limit is passed.
quint64 MessageAssembler::maxCollected() const noexcept
{
    return m_limits.maxMessageBytes == 0 ? Inflater::Unlimited : m_limits.maxMessageBytes - m_handedOut;
}

std::optional<Violation> MessageAssembler::checkText(qsizetype from)
{
    // RFC 6455 section 8.1: fail at the first wrong octet, also inside an unfinished
    // frame.
    if (m_isBinary || !m_validateUtf8 || m_utf8.feed(QByteArrayView(m_message).sliced(from)))
        return std::nullopt;
    return Violation::InvalidUtf8;
}

void MessageAssembler::reserveFor(qsizetype more)
{
    // Only the first step is taken on the peer's word; from there on resize() grows in
    // steps, so that a message of many tiny fragments stays linear.
    const qsizetype wanted = m_message.size() + more;
    if (wanted > m_message.capacity() && m_message.capacity() < qsizetype(MaxTrustedLength))
        m_message.reserve(std::max(wanted, std::min(m_message.capacity() * 2, qsizetype(MaxTrustedLength))));
}

} // namespace Gantry::Core
