// SPDX-License-Identifier: GPL-3.0-only
#include "export/ippacket.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

namespace {

constexpr quint8 ProtocolTcp = 6;
constexpr quint8 HopLimit = 64;
constexpr quint16 DontFragment = 0x4000;
constexpr quint16 Window = 65535;
constexpr qsizetype ChecksumInIp = 10;
constexpr qsizetype ChecksumInTcp = 16;
// Maximum segment size, window scale 14, and one octet of nothing.
constexpr QByteArrayView SynOptions("\x02\x04\xea\x60\x03\x03\x0e\x01", 8);

template<typename T>
void appendBig(T value, QByteArray &out)
{
    const T big = qToBigEndian(value);
    out.append(reinterpret_cast<const char *>(&big), sizeof big);
}

void appendIpv4Header(const QByteArray &from, const QByteArray &to, qsizetype tcpSize, quint16 identification,
                      QByteArray &out)
{
    const qsizetype start = out.size();
    appendBig(quint16(0x4500), out); // version 4, 5 words, no service
    appendBig(quint16(20 + tcpSize), out);
    appendBig(identification, out);
    appendBig(DontFragment, out);
    out += char(HopLimit);
    out += char(ProtocolTcp);
    appendBig(quint16(0), out); // the checksum
    out += from;
    out += to;
    const quint16 checksum = internetChecksum(QByteArrayView(out).sliced(start));
    qToBigEndian(checksum, out.data() + start + ChecksumInIp);
}

void appendIpv6Header(const QByteArray &from, const QByteArray &to, qsizetype tcpSize, QByteArray &out)
{
    appendBig(quint32(0x60000000), out);
    appendBig(quint16(tcpSize), out);
    out += char(ProtocolTcp);
    out += char(HopLimit);
    out += from;
    out += to;
}

quint32 sumOf(QByteArrayView octets) noexcept
{
    quint32 sum = 0; // 60,000 octets are far from its end
    qsizetype i = 0;
    for (; i + 1 < octets.size(); i += 2)
        sum += qFromBigEndian<quint16>(octets.data() + i);
    if (i < octets.size())
        sum += quint32(uchar(octets[i])) << 8;
    return sum;
}

} // namespace

quint16 internetChecksum(QByteArrayView octets, quint32 start) noexcept
{
    quint32 sum = start + sumOf(octets);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return quint16(~sum);
}

void appendIpPacket(const PacketEndpoint &from, const PacketEndpoint &to, const TcpSegment &segment,
                    quint16 identification, QByteArray &out)
{
    Q_ASSERT(from.address.size() == to.address.size() && segment.payload.size() <= MaxSegmentPayload);
    const bool isSyn = segment.flags & TcpFlag::Syn;
    const qsizetype headerSize = 20 + (isSyn ? SynOptions.size() : 0);
    const qsizetype size = headerSize + segment.payload.size();
    if (from.address.size() == 4)
        appendIpv4Header(from.address, to.address, size, identification, out);
    else
        appendIpv6Header(from.address, to.address, size, out);

    const qsizetype start = out.size();
    appendBig(from.port, out);
    appendBig(to.port, out);
    appendBig(segment.sequence, out);
    appendBig(segment.acknowledged, out);
    out += char(headerSize / 4 << 4);
    out += char(segment.flags);
    appendBig(Window, out);
    appendBig(quint32(0), out); // the checksum, and nothing urgent
    if (isSyn)
        out.append(SynOptions);
    out.append(segment.payload);
    // RFC 9293 section 3.1: the checksum covers a "pseudo header", too.
    const quint32 pseudo = sumOf(from.address) + sumOf(to.address) + ProtocolTcp + quint32(size);
    const quint16 checksum = internetChecksum(QByteArrayView(out).sliced(start), pseudo);
    qToBigEndian(checksum, out.data() + start + ChecksumInTcp);
}

} // namespace Gantry::Inspector
