// SPDX-License-Identifier: MIT
#include "core/violation.h"

#include <array>

namespace Gantry::Core {

namespace {

struct Row
{
    Violation violation;
    ViolationInfo info;
};

// In the order of the enumeration. The text travels in the close frame, so it says
// which rule was broken and nothing about this process; what went over a limit
// names the limit, because whoever reads it has to know which knob it was.
constexpr std::array Rows{
    Row{Violation::ReservedBits, {CloseCode::ProtocolError, "RFC 6455 5.2", "reserved bits set"}},
    Row{Violation::ReservedOpcode, {CloseCode::ProtocolError, "RFC 6455 5.2", "reserved opcode"}},
    Row{Violation::UnmaskedClientFrame, {CloseCode::ProtocolError, "RFC 6455 5.1", "unmasked client frame"}},
    Row{Violation::MaskedServerFrame, {CloseCode::ProtocolError, "RFC 6455 5.1", "masked server frame"}},
    Row{Violation::FragmentedControlFrame,
        {CloseCode::ProtocolError, "RFC 6455 5.5", "fragmented control frame"}},
    Row{Violation::ControlFrameTooLong,
        {CloseCode::ProtocolError, "RFC 6455 5.5", "control frame longer than 125 octets"}},
    Row{Violation::NonMinimalLength,
        {CloseCode::ProtocolError, "RFC 6455 5.2", "payload length not in its shortest form"}},
    Row{Violation::LengthTopBitSet,
        {CloseCode::ProtocolError, "RFC 6455 5.2", "payload length with its top bit set"}},
    Row{Violation::ContinuationWithoutStart,
        {CloseCode::ProtocolError, "RFC 6455 5.4", "continuation frame outside a message"}},
    Row{Violation::ExpectedContinuation,
        {CloseCode::ProtocolError, "RFC 6455 5.4", "new message inside a fragmented one"}},
    Row{Violation::CompressedControlOrContinuation,
        {CloseCode::ProtocolError, "RFC 7692 6.1", "compression bit on a control or continuation frame"}},
    Row{Violation::InvalidUtf8, {CloseCode::InvalidPayload, "RFC 6455 8.1", "text is not UTF-8"}},
    Row{Violation::CloseFrameOneOctet,
        {CloseCode::ProtocolError, "RFC 6455 5.5.1", "close frame with half a code"}},
    Row{Violation::CloseCodeInvalid, {CloseCode::ProtocolError, "RFC 6455 7.4.1", "invalid close code"}},
    Row{Violation::CloseReasonInvalidUtf8,
        {CloseCode::InvalidPayload, "RFC 6455 5.5.1", "close reason is not UTF-8"}},
    Row{Violation::FrameTooBig, {CloseCode::MessageTooBig, "RFC 6455 10.4", "frame exceeds maxFrameBytes"}},
    Row{Violation::MessageTooBig,
        {CloseCode::MessageTooBig, "RFC 6455 10.4", "message exceeds maxMessageBytes"}},
    // RFC 7692 leaves the code open; 1007 is "data within a message that was not
    // consistent with the type of the message".
    Row{Violation::CorruptDeflateData,
        {CloseCode::InvalidPayload, "RFC 7692 7.2.2", "corrupt compressed data"}},
};

constexpr bool rowsFollowTheEnumeration()
{
    for (size_t i = 0; i < Rows.size(); ++i) {
        if (size_t(Rows[i].violation) != i)
            return false;
    }
    return Rows.size() == size_t(ViolationCount);
}
static_assert(rowsFollowTheEnumeration());

} // namespace

const ViolationInfo &violationInfo(Violation violation) noexcept
{
    return Rows[size_t(violation)].info;
}

} // namespace Gantry::Core
