// SPDX-License-Identifier: MIT
#include "core/frame/framerules.h"

namespace Gantry::Core {

namespace {

constexpr quint64 LengthTopBit = quint64(1) << 63;

std::optional<Violation> checkReservedBits(const FrameHeader &header, const FrameContext &context) noexcept
{
    // Section 5.2: "MUST be 0 unless an extension is negotiated that defines
    // meanings for non-zero values."
    const quint8 defined = context.deflate ? Rsv1 : 0;
    if ((header.rsv & ~defined) != 0)
        return Violation::ReservedBits;
    // RFC 7692 section 6.1: RSV1 belongs to the first frame of a message alone.
    const bool startsMessage = !header.isControl() && header.opcode != quint8(Opcode::Continuation);
    if (header.rsv != 0 && isKnownOpcode(header.opcode) && !startsMessage)
        return Violation::CompressedControlOrContinuation;
    return std::nullopt;
}

std::optional<Violation> checkMask(const FrameHeader &header, const FrameContext &context) noexcept
{
    // Section 5.1: "The server MUST close the connection upon receiving a frame that
    // is not masked." "A client MUST close a connection if it detects a masked frame."
    if (context.receiver == Role::Server && !header.masked && context.requireMask)
        return Violation::UnmaskedClientFrame;
    if (context.receiver == Role::Client && header.masked && !context.acceptMask)
        return Violation::MaskedServerFrame;
    return std::nullopt;
}

std::optional<Violation> checkFragmentation(const FrameHeader &header, const FrameContext &context) noexcept
{
    // Section 5.5: "All control frames MUST have a payload length of 125 bytes or less
    // and MUST NOT be fragmented."
    if (header.isControl()) {
        if (!header.fin)
            return Violation::FragmentedControlFrame;
        if (header.payloadLength > quint64(MaxControlPayload))
            return Violation::ControlFrameTooLong;
        return std::nullopt;
    }
    const bool continues = header.opcode == quint8(Opcode::Continuation);
    if (continues && !context.insideMessage)
        return Violation::ContinuationWithoutStart;
    // Section 5.4: "The fragments of one message MUST NOT be interleaved between the
    // fragments of another message".
    if (!continues && context.insideMessage)
        return Violation::ExpectedContinuation;
    return std::nullopt;
}

std::optional<Violation> checkLength(const FrameHeader &header) noexcept
{
    // Section 5.2: "the most significant bit MUST be 0" and "the minimal number of
    // bytes MUST be used to encode the length".
    if (header.payloadLength & LengthTopBit)
        return Violation::LengthTopBitSet;
    if (!header.minimalLength)
        return Violation::NonMinimalLength;
    return std::nullopt;
}

} // namespace

std::optional<Violation> checkFrameHeader(const FrameHeader &header, const FrameContext &context) noexcept
{
    if (const auto violation = checkReservedBits(header, context))
        return violation;
    if (!isKnownOpcode(header.opcode))
        return Violation::ReservedOpcode;
    if (const auto violation = checkMask(header, context))
        return violation;
    if (const auto violation = checkFragmentation(header, context))
        return violation;
    return checkLength(header);
}

} // namespace Gantry::Core
