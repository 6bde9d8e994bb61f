// SPDX-License-Identifier: MIT
#include "core/frame/frameheader.h"

#include <QtCore/QtEndian>

namespace Gantry::Core {

namespace {

// RFC 6455 section 5.2: 7 bits, 7+16 bits or 7+64 bits.
constexpr quint8 Length16 = 126;
constexpr quint8 Length64 = 127;
constexpr quint64 Max7BitLength = 125;
constexpr quint64 Max16BitLength = 0xFFFF;

constexpr int lengthOctets(quint64 length) noexcept
{
    return length <= Max7BitLength ? 0 : length <= Max16BitLength ? 2 : 8;
}

} // namespace

ParsedFrameHeader parseFrameHeader(QByteArrayView bytes) noexcept
{
    if (bytes.size() < 2)
        return {};
    const auto first = quint8(bytes[0]);
    const auto second = quint8(bytes[1]);
    const quint8 shortLength = second & 0x7F;
    const int extended = shortLength == Length64 ? 8 : shortLength == Length16 ? 2 : 0;
    const bool masked = second & 0x80;
    const int size = 2 + extended + (masked ? 4 : 0);
    if (bytes.size() < size)
        return {};

    const char *at = bytes.data() + 2;
    quint64 length = shortLength;
    if (extended == 2)
        length = qFromBigEndian<quint16>(at);
    else if (extended == 8)
        length = qFromBigEndian<quint64>(at);

    FrameHeader header{
        .fin = (first & 0x80) != 0,
        .rsv = quint8((first >> 4) & 0x7),
        .opcode = quint8(first & 0xF),
        .masked = masked,
        .maskKey = masked ? qFromBigEndian<quint32>(at + extended) : 0,
        .payloadLength = length,
        .minimalLength = lengthOctets(length) == extended,
    };
    return {header, size};
}

int frameHeaderSize(const FrameHeader &header) noexcept
{
    return 2 + lengthOctets(header.payloadLength) + (header.masked ? 4 : 0);
}

int writeFrameHeader(const FrameHeader &header, std::span<char, MaxFrameHeaderSize> out) noexcept
{
    const int extended = lengthOctets(header.payloadLength);
    const auto shortLength = extended == 0 ? quint8(header.payloadLength)
        : extended == 2                    ? Length16
                                           : Length64;
    out[0] = char((header.fin ? 0x80 : 0) | ((header.rsv & 0x7) << 4) | (header.opcode & 0xF));
    out[1] = char((header.masked ? 0x80 : 0) | shortLength);
    char *at = out.data() + 2;
    if (extended == 2)
        qToBigEndian(quint16(header.payloadLength), at);
    else if (extended == 8)
        qToBigEndian(header.payloadLength, at);
    if (header.masked)
        qToBigEndian(header.maskKey, at + extended);
    return 2 + extended + (header.masked ? 4 : 0);
}

} // namespace Gantry::Core
