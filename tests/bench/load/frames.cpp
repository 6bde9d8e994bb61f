// SPDX-License-Identifier: MIT
#include "frames.h"

#include <QtCore/QtEndian>

namespace Gantry::Bench {

namespace {

constexpr quint8 FinBit = 0x80;
constexpr quint8 Rsv1Bit = 0x40;
constexpr quint8 OtherRsvBits = 0x30;
constexpr quint8 MaskBit = 0x80;
constexpr quint64 SmallLength = 126; // the first of the two marks for longer ones

} // namespace

HeaderState parseHeader(std::span<const char> bytes, WireHeader &header)
{
    if (bytes.size() < 2)
        return HeaderState::Incomplete;
    const auto first = quint8(bytes[0]);
    const auto second = quint8(bytes[1]);
    if (first & OtherRsvBits)
        return HeaderState::Bad;
    header.fin = first & FinBit;
    header.rsv1 = first & Rsv1Bit;
    header.opcode = first & 0x0f;
    header.length = second & 0x7f;
    const bool isMasked = second & MaskBit;
    const size_t extended = header.length < SmallLength ? 0 : (header.length == SmallLength ? 2 : 8);
    const size_t size = 2 + extended + (isMasked ? 4 : 0);
    if (bytes.size() < size)
        return HeaderState::Incomplete;
    if (extended == 2)
        header.length = qFromBigEndian<quint16>(bytes.data() + 2);
    else if (extended == 8)
        header.length = qFromBigEndian<quint64>(bytes.data() + 2);
    header.mask.reset();
    if (isMasked) {
        const char *key = bytes.data() + 2 + extended;
        header.mask = FrameMask{key[0], key[1], key[2], key[3]};
    }
    header.size = qsizetype(size);
    return HeaderState::Complete;
}

QByteArray makeFrame(const FrameSpec &spec, const QByteArray &payload)
{
    const auto length = quint64(payload.size());
    const quint8 maskBit = spec.mask ? MaskBit : 0;
    QByteArray frame;
    frame.reserve(payload.size() + MaxHeaderSize);
    frame.append(char(FinBit | (spec.rsv1 ? Rsv1Bit : 0) | spec.opcode));
    if (length < SmallLength) {
        frame.append(char(maskBit | length));
    } else if (length <= 0xffff) {
        frame.append(char(maskBit | 126)).resize(4);
        qToBigEndian(quint16(length), frame.data() + 2);
    } else {
        frame.append(char(maskBit | 127)).resize(10);
        qToBigEndian(length, frame.data() + 2);
    }
    if (spec.mask)
        frame.append(spec.mask->data(), qsizetype(spec.mask->size()));
    const qsizetype begin = frame.size();
    frame.append(payload);
    if (spec.mask)
        applyMask(*spec.mask, {frame.data() + begin, size_t(payload.size())});
    return frame;
}

void applyMask(const FrameMask &mask, std::span<char> bytes, quint64 offset)
{
    for (char &byte : bytes)
        byte = char(byte ^ mask[offset++ % 4]);
}

} // namespace Gantry::Bench
