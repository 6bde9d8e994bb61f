// SPDX-License-Identifier: GPL-3.0-only
#include "import/packetfile.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr quint32 SectionHeaderBlock = 0x0A0D0D0A;
constexpr quint32 InterfaceBlock = 1;
constexpr quint32 OldPacketBlock = 2;
constexpr quint32 SimplePacketBlock = 3;
constexpr quint32 EnhancedPacketBlock = 6;
constexpr quint32 ByteOrderMagic = 0x1A2B3C4D;
constexpr quint32 MicrosecondMagic = 0xA1B2C3D4;
constexpr quint32 NanosecondMagic = 0xA1B23C4D;
constexpr quint64 Second = 1'000'000'000;

constexpr quint16 OptionComment = 1;
constexpr quint16 OptionTimeResolution = 9;
constexpr quint16 OptionTimeOffset = 14;

constexpr qsizetype padded(qsizetype size)
{
    return (size + 3) & ~qsizetype(3);
}

//! The meaning of if_tsresol; 0: it is out of all bounds.
quint64 unitsOf(quint8 resolution)
{
    const int exponent = resolution & 0x7f;
    if (resolution & 0x80)
        return exponent < 63 ? quint64(1) << exponent : 0;
    quint64 units = 1;
    for (int i = 0; i < exponent; ++i)
        units *= 10;
    return exponent <= 18 ? units : 0;
}

//! Without leaving 64 bits on the way, where the result is within them.
qint64 nanoseconds(quint64 units, quint64 unitsPerSecond)
{
    const quint64 seconds = units / unitsPerSecond;
    const quint64 rest = units % unitsPerSecond;
    if (seconds > quint64(std::numeric_limits<qint64>::max()) / Second - 1)
        return 0;
    const quint64 fraction = unitsPerSecond <= Second * 10
        ? rest * Second / unitsPerSecond
        : quint64(double(rest) / double(unitsPerSecond) * double(Second));
    return qint64(seconds * Second + fraction);
}

} // namespace

PacketFile::PacketFile(QIODevice *device)
    : m_device(device)
{ }

void PacketFile::fail(const QString &what)
{
    if (m_error.isEmpty())
        m_error = u"octet %1: %2"_s.arg(m_position).arg(what);
}

//! Exactly \a size octets into the buffer; false at the end, also at an early one.
bool PacketFile::read(qsizetype size)
{
    m_buffer.resize(size);
    const qint64 got = m_device->read(m_buffer.data(), size);
    m_position += qMax<qint64>(got, 0);
    if (got == size)
        return true;
    if (got > 0 || (got < 0 && !m_device->atEnd()))
        fail(got < 0 ? m_device->errorString() : u"the file ends within a packet"_s);
    return false;
}

quint16 PacketFile::u16(qsizetype offset) const
{
    const char *at = m_buffer.constData() + offset;
    return m_isBigEndian ? qFromBigEndian<quint16>(at) : qFromLittleEndian<quint16>(at);
}

quint32 PacketFile::u32(qsizetype offset) const
{
    const char *at = m_buffer.constData() + offset;
    return m_isBigEndian ? qFromBigEndian<quint32>(at) : qFromLittleEndian<quint32>(at);
}

std::optional<CapturedPacket> PacketFile::next()
{
    if (!m_error.isEmpty())
        return std::nullopt;
    if (!std::exchange(m_hasHeader, true)) {
        const QByteArray magic = m_device->peek(4);
        m_isPcapng = magic.size() == 4 && qFromLittleEndian<quint32>(magic.constData()) == SectionHeaderBlock;
        if (!m_isPcapng)
            readPcapHeader();
        if (!m_error.isEmpty())
            return std::nullopt;
    }
    return m_isPcapng ? nextOfPcapng() : nextOfPcap();
}

void PacketFile::readPcapHeader()
{
    if (!read(24)) {
        fail(u"the file ends within its header"_s);
        return;
    }
    m_isBigEndian = u32(0) != MicrosecondMagic && u32(0) != NanosecondMagic;
    const quint32 magic = u32(0);
    if (magic != MicrosecondMagic && magic != NanosecondMagic) {
        fail(u"this is no capture file"_s);
        return;
    }
    m_pcap.unitsPerSecond = magic == NanosecondMagic ? Second : 1'000'000;
    m_pcap.linkType = u32(20) & 0x0fffffff; // the upper bits say something else
}

std::optional<CapturedPacket> PacketFile::nextOfPcap()
{
    if (!read(16))
        return std::nullopt;
    const quint64 seconds = u32(0);
    const quint64 fraction = u32(4);
    const quint32 captured = u32(8);
    const quint32 original = u32(12);
    if (captured > MaxBlockBytes) {
        fail(u"a packet of %1 octets"_s.arg(captured));
        return std::nullopt;
    }
    if (!read(captured)) {
        fail(u"the file ends within a packet"_s);
        return std::nullopt;
    }
    return packetAt(m_pcap, 0, captured, original, seconds * m_pcap.unitsPerSecond + fraction);
}

std::optional<CapturedPacket> PacketFile::nextOfPcapng()
{
    while (const auto type = readBlock()) {
        std::optional<CapturedPacket> packet;
        if (*type == SectionHeaderBlock)
            m_interfaces.clear();
        else if (*type == InterfaceBlock)
            readInterface();
        else if (*type == EnhancedPacketBlock)
            packet = readEnhanced();
        else if (*type == OldPacketBlock)
            packet = readOld();
        else if (*type == SimplePacketBlock)
            packet = readSimple();
        if (packet || !m_error.isEmpty())
            return packet;
    }
    return std::nullopt;
}

//! Leaves the body in the buffer, without the lengths around it.
std::optional<quint32> PacketFile::readBlock()
{
    if (!read(8))
        return std::nullopt;
    const bool isSection = u32(0) == SectionHeaderBlock; // reads the same both ways
    const QByteArray start = m_buffer;
    if (isSection) {
        const QByteArray magic = m_device->peek(4);
        if (magic.size() < 4) {
            fail(u"the file ends within a section header"_s);
            return std::nullopt;
        }
        m_isBigEndian = qFromBigEndian<quint32>(magic.constData()) == ByteOrderMagic;
        if (!m_isBigEndian && qFromLittleEndian<quint32>(magic.constData()) != ByteOrderMagic) {
            fail(u"a section header without its byte order"_s);
            return std::nullopt;
        }
    }
    const quint32 type = u32(0);
    const quint32 length = u32(4);
    if (length < 12 || length % 4 != 0 || length > MaxBlockBytes) {
        fail(u"a block of %1 octets"_s.arg(length));
        return std::nullopt;
    }
    if (!read(length - 8)) {
        fail(u"the file ends within a block"_s);
        return std::nullopt;
    }
    if (u32(length - 12) != length) {
        fail(u"a block whose two lengths differ"_s);
        return std::nullopt;
    }
    m_buffer.chop(4);
    return type;
}

void PacketFile::readInterface()
{
    Interface interface;
    if (m_buffer.size() < 8) {
        fail(u"an interface that says too little"_s);
        return;
    }
    interface.linkType = u16(0);
    for (qsizetype at = 8; at + 4 <= m_buffer.size();) {
        const quint16 code = u16(at);
        const quint16 size = u16(at + 2);
        if (code == 0 || at + 4 + size > m_buffer.size())
            break;
        if (code == OptionTimeResolution && size >= 1)
            interface.unitsPerSecond = unitsOf(quint8(m_buffer[at + 4]));
        if (code == OptionTimeOffset && size >= 8) {
            const char *value = m_buffer.constData() + at + 4;
            interface.offsetSeconds =
                m_isBigEndian ? qFromBigEndian<qint64>(value) : qFromLittleEndian<qint64>(value);
        }
        at += 4 + padded(size);
    }
    if (interface.unitsPerSecond == 0)
        fail(u"an interface with an impossible clock"_s);
    m_interfaces.append(interface);
}

std::optional<CapturedPacket> PacketFile::readEnhanced()
{
    if (m_buffer.size() < 20 || u32(0) >= quint32(m_interfaces.size())) {
        fail(u"a packet of an interface that was not described"_s);
        return std::nullopt;
    }
    const quint64 time = quint64(u32(4)) << 32 | u32(8);
    const quint32 captured = u32(12);
    auto packet = packetAt(m_interfaces[u32(0)], 20, captured, u32(16), time);
    if (packet)
        readComment(20 + padded(captured), *packet);
    return packet;
}

std::optional<CapturedPacket> PacketFile::readOld()
{
    if (m_buffer.size() < 20 || u16(0) >= quint32(m_interfaces.size())) {
        fail(u"a packet of an interface that was not described"_s);
        return std::nullopt;
    }
    const quint64 time = quint64(u32(4)) << 32 | u32(8);
    return packetAt(m_interfaces[u16(0)], 20, u32(12), u32(16), time);
}

std::optional<CapturedPacket> PacketFile::readSimple()
{
    if (m_buffer.size() < 4 || m_interfaces.isEmpty()) {
        fail(u"a packet of an interface that was not described"_s);
        return std::nullopt;
    }
    const quint32 original = u32(0);
    const quint32 captured = std::min(original, quint32(m_buffer.size() - 4));
    CapturedPacket packet;
    packet.timeNs = m_lastTimeNs;
    packet.linkType = m_interfaces.first().linkType;
    packet.octets = QByteArrayView(m_buffer).sliced(4, captured);
    packet.originalSize = original;
    return packet;
}

std::optional<CapturedPacket> PacketFile::packetAt(const Interface &interface, qsizetype offset,
                                                   quint32 captured, quint32 original, quint64 time)
{
    if (quint64(captured) > quint64(m_buffer.size() - offset)) {
        fail(u"a packet that is larger than its block"_s);
        return std::nullopt;
    }
    CapturedPacket packet;
    packet.timeNs =
        nanoseconds(time, interface.unitsPerSecond) + qint64(quint64(interface.offsetSeconds) * Second);
    packet.linkType = interface.linkType;
    packet.octets = QByteArrayView(m_buffer).sliced(offset, captured);
    packet.originalSize = original;
    m_lastTimeNs = packet.timeNs;
    return packet;
}

void PacketFile::readComment(qsizetype offset, CapturedPacket &packet)
{
    while (offset + 4 <= m_buffer.size()) {
        const quint16 code = u16(offset);
        const quint16 size = u16(offset + 2);
        if (code == 0 || offset + 4 + size > m_buffer.size())
            return;
        if (code == OptionComment && packet.comment.isEmpty())
            packet.comment = QByteArrayView(m_buffer).sliced(offset + 4, size);
        offset += 4 + padded(size);
    }
}

} // namespace Gantry::Inspector
