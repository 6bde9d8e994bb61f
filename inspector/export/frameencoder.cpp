// SPDX-License-Identifier: GPL-3.0-only
#include "export/frameencoder.h"

#include "core/frame/masking.h"
#include "core/handshake/extensions.h"

#include <QtCore/QtEndian>

#include <algorithm>

namespace Gantry::Inspector {

using Core::Opcode;

namespace {

//! A smaller window than was agreed on is always allowed, and this one costs a quarter.
constexpr int MaxWindowBits = 12;
constexpr int Level = 6;
constexpr int MemLevel = 5;

//! The form that no sender should choose, for a frame that had it (RFC 6455 section 5.2:
//! "the minimal number of bytes MUST be used").
int writeLongHeader(const Core::FrameHeader &header, std::span<char, Core::MaxFrameHeaderSize> out)
{
    const bool isShort = header.payloadLength < 126;
    out[0] = char((header.fin ? 0x80 : 0) | header.rsv << 4 | header.opcode);
    out[1] = char((header.masked ? 0x80 : 0) | (isShort ? 126 : 127));
    int size = 2;
    if (isShort) {
        qToBigEndian(quint16(header.payloadLength), out.data() + size);
        size += 2;
    } else {
        qToBigEndian(header.payloadLength, out.data() + size);
        size += 8;
    }
    if (header.masked) {
        qToBigEndian(header.maskKey, out.data() + size);
        size += 4;
    }
    return size;
}

//! The decoder could not inflate it and shows what came.
bool isStillCompressed(const Tap::FrameRecord &frame)
{
    return frame.note.contains("not inflated") || frame.note.contains("corrupt compressed data");
}

} // namespace

void appendFrame(Core::FrameHeader header, QByteArrayView payload, QByteArray &out)
{
    header.payloadLength = quint64(payload.size());
    std::array<char, Core::MaxFrameHeaderSize> head;
    out.append(head.data(),
               header.minimalLength ? Core::writeFrameHeader(header, head) : writeLongHeader(header, head));
    const qsizetype start = out.size();
    out.append(payload);
    if (header.masked)
        Core::applyMask(std::span(out.data() + start, size_t(payload.size())), header.maskKey, 0);
}

FrameEncoder::FrameEncoder(const QByteArray &extensions)
    : m_windowBits(MaxWindowBits)
{
    const auto agreed = Core::parseExtensions(extensions);
    if (!agreed)
        return;
    for (const Core::Extension &extension : *agreed) {
        if (extension.name.compare("permessage-deflate", Qt::CaseInsensitive) != 0)
            continue;
        m_canDeflate = true;
        for (const Core::ExtensionParameter &parameter : extension.parameters) {
            const int bits = parameter.value ? parameter.value->toInt() : 0;
            if (bits >= 8 && bits <= 15)
                m_windowBits = std::min(m_windowBits, bits);
        }
    }
}

QByteArray FrameEncoder::encode(const Tap::FrameRecord &frame, QByteArray &out)
{
    Stream &stream = m_streams[size_t(frame.direction)];
    const bool isData = frame.header.opcode <= quint8(Opcode::Binary);
    if (isData && frame.header.opcode != quint8(Opcode::Continuation))
        stream.isCompressed = m_canDeflate && (frame.header.rsv & Core::Rsv1);
    QByteArray deflated;
    const bool isDeflated = isData && stream.isCompressed && !isStillCompressed(frame);
    if (isDeflated)
        deflate(frame, stream, deflated);
    const QByteArray &payload = isDeflated ? deflated : frame.payload;
    appendFrame(frame.header, payload, out);

    QByteArray remark;
    if (quint64(payload.size()) != frame.header.payloadLength) {
        remark = isDeflated ? "compressed again; the payload was " : "the payload was ";
        remark += QByteArray::number(frame.header.payloadLength) + " octets on the wire";
    }
    if (!frame.note.isEmpty())
        remark += (remark.isEmpty() ? "" : "; ") + frame.note;
    return remark;
}

void FrameEncoder::deflate(const Tap::FrameRecord &frame, Stream &stream, QByteArray &out)
{
    if (!stream.deflater)
        stream.deflater = std::make_unique<Core::Deflater>(m_windowBits, Level, MemLevel, true);
    const bool isWhole = frame.header.fin && frame.header.opcode != quint8(Opcode::Continuation);
    const bool isDone = isWhole ? stream.deflater->compress(frame.payload, out)
                                : stream.deflater->compressPart(frame.payload, out);
    if (isDone && !isWhole && frame.header.fin)
        stream.deflater->finishParts(out);
    if (frame.header.fin)
        stream.deflater->release(); // a connection that waits holds no window
}

} // namespace Gantry::Inspector
