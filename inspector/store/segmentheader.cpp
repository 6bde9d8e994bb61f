// SPDX-License-Identifier: GPL-3.0-only
#include "store/segmentheader.h"

#include "tap/recordcodec.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

namespace {

constexpr QByteArrayView Magic("GANTRYCS");
constexpr quint16 LayoutVersion = 1;
constexpr qsizetype LayoutOffset = 8;
constexpr qsizetype CodecOffset = 10;
constexpr qsizetype NumberOffset = 16;

} // namespace

QByteArray encodeSegmentHeader(const SegmentHeader &header)
{
    QByteArray bytes(SegmentHeader::Size, '\0');
    bytes.replace(0, Magic.size(), Magic);
    qToLittleEndian(LayoutVersion, bytes.data() + LayoutOffset);
    qToLittleEndian(Tap::RecordCodecVersion, bytes.data() + CodecOffset);
    qToLittleEndian(header.number, bytes.data() + NumberOffset);
    qToLittleEndian(header.committed, bytes.data() + SegmentHeader::CommittedOffset);
    return bytes;
}

QByteArray encodeCommitted(quint64 committed)
{
    QByteArray bytes(sizeof(committed), '\0');
    qToLittleEndian(committed, bytes.data());
    return bytes;
}

std::optional<SegmentHeader> decodeSegmentHeader(QByteArrayView bytes)
{
    if (bytes.size() < SegmentHeader::Size || !bytes.startsWith(Magic)) {
        return std::nullopt;
    }
    SegmentHeader header;
    header.number = qFromLittleEndian<quint64>(bytes.data() + NumberOffset);
    header.committed = qFromLittleEndian<quint64>(bytes.data() + SegmentHeader::CommittedOffset);
    header.isReadable = qFromLittleEndian<quint16>(bytes.data() + LayoutOffset) == LayoutVersion
        && qFromLittleEndian<quint16>(bytes.data() + CodecOffset) == Tap::RecordCodecVersion;
    return header;
}

} // namespace Gantry::Inspector
