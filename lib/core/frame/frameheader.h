// SPDX-License-Identifier: MIT
// The 2 to 14 octets in front of a payload, as data: parsing and writing, and no
// rule at all (framerules.h holds those).
#pragma once

#include "core/frame/opcode.h"

#include <QtCore/QByteArrayView>

#include <span>

namespace Gantry::Core {

//! The RSV bits as the number they form: RSV1 is 4, RSV2 is 2, RSV3 is 1.
inline constexpr quint8 Rsv1 = 4;
inline constexpr quint8 Rsv2 = 2;
inline constexpr quint8 Rsv3 = 1;

inline constexpr int MaxFrameHeaderSize = 14;

//! RFC 6455 section 5.2, one member a field.
struct FrameHeader
{
    bool fin = true;
    quint8 rsv = 0;
    quint8 opcode = quint8(Opcode::Text);
    bool masked = false;
    quint32 maskKey = 0; //!< first octet on the wire = most significant byte
    quint64 payloadLength = 0; //!< octets on the wire; may have the top bit set
    bool minimalLength = true; //!< false: more length octets than needed were used

    bool isControl() const noexcept { return isControlOpcode(opcode); }
    bool operator==(const FrameHeader &) const = default;
};

struct ParsedFrameHeader
{
    FrameHeader header;
    int size = 0; //!< octets consumed; 0: more are needed
};

//! Reads a header from the start of \a bytes. Every 14-octet input parses.
ParsedFrameHeader parseFrameHeader(QByteArrayView bytes) noexcept;

//! How many octets writeFrameHeader() will produce for \a header.
int frameHeaderSize(const FrameHeader &header) noexcept;

//! Writes \a header with the shortest length encoding; returns the octets written.
int writeFrameHeader(const FrameHeader &header, std::span<char, MaxFrameHeaderSize> out) noexcept;

} // namespace Gantry::Core
