// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry::Core {

//! RFC 6455 section 11.8. A wire value outside this list stays a number
//! (FrameHeader::opcode) and is refused by rule.
enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

//! RFC 6455 section 5.5: "All control frames MUST have a payload length of 125 bytes or
//! less".
inline constexpr int MaxControlPayload = 125;

constexpr bool isControlOpcode(quint8 opcode) noexcept
{
    return (opcode & 0x8) != 0;
}

constexpr bool isKnownOpcode(quint8 opcode) noexcept
{
    return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA);
}

} // namespace Gantry::Core
