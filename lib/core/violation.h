// SPDX-License-Identifier: MIT
// Every rule that a peer can break once the connection is open, as a table: one
// row says the close code, the section of the RFC and the English text that goes
// into the close frame.
#pragma once

#include "closecode.h"

namespace Gantry::Core {

enum class Violation : quint8 {
    ReservedBits,
    ReservedOpcode,
    UnmaskedClientFrame,
    MaskedServerFrame,
    FragmentedControlFrame,
    ControlFrameTooLong,
    NonMinimalLength,
    LengthTopBitSet,
    ContinuationWithoutStart,
    ExpectedContinuation,
    CompressedControlOrContinuation,
    InvalidUtf8,
    CloseFrameOneOctet,
    CloseCodeInvalid,
    CloseReasonInvalidUtf8,
    FrameTooBig,
    MessageTooBig,
    CorruptDeflateData,
};
inline constexpr int ViolationCount = int(Violation::CorruptDeflateData) + 1;

struct ViolationInfo
{
    CloseCode closeCode;
    QByteArrayView section; //!< "RFC 6455 5.2"
    QByteArrayView text; //!< English, goes on the wire
};

GANTRY_WEBSOCKET_EXPORT const ViolationInfo &violationInfo(Violation violation) noexcept;

} // namespace Gantry::Core
