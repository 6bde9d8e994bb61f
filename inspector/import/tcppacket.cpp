// SPDX-License-Identifier: GPL-3.0-only
#include "import/tcppacket.h"

#include <QtCore/QtEndian>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

namespace LinkType {
constexpr quint32 Null = 0;
constexpr quint32 Ethernet = 1;
constexpr quint32 RawOfSomeSystems = 12;
constexpr quint32 RawOfOthers = 14;
constexpr quint32 Raw = 101;
constexpr quint32 Loop = 108;
constexpr quint32 LinuxCooked = 113;
constexpr quint32 Ipv4 = 228;
constexpr quint32 Ipv6 = 229;
constexpr quint32 LinuxCooked2 = 276;
} // namespace LinkType

constexpr quint16 EtherIpv4 = 0x0800;
constexpr quint16 EtherIpv6 = 0x86dd;
constexpr quint16 EtherVlan = 0x8100;
constexpr quint16 EtherServiceVlan = 0x88a8;
constexpr quint8 ProtocolTcp = 6;
constexpr int MaxVlanTags = 4;
constexpr int MaxExtensionHeaders = 16;

quint16 u16(QByteArrayView octets, qsizetype offset)
{
    return qFromBigEndian<quint16>(octets.data() + offset);
}

quint32 u32(QByteArrayView octets, qsizetype offset)
{
    return qFromBigEndian<quint32>(octets.data() + offset);
}

//! Without its link's header; empty: it is no IP.
QByteArrayView behind(QByteArrayView octets, qsizetype typeOffset, qsizetype size)
{
    if (octets.size() < size)
        return {};
    quint16 type = u16(octets, typeOffset);
    octets = octets.sliced(size);
    for (int i = 0; i < MaxVlanTags && (type == EtherVlan || type == EtherServiceVlan); ++i) {
        if (octets.size() < 4)
            return {};
        type = u16(octets, 2);
        octets = octets.sliced(4);
    }
    return type == EtherIpv4 || type == EtherIpv6 ? octets : QByteArrayView();
}

QByteArrayView ipPacket(QByteArrayView octets, quint32 linkType)
{
    switch (linkType) {
    case LinkType::Ethernet:
        return behind(octets, 12, 14);
    case LinkType::LinuxCooked:
        return behind(octets, 14, 16);
    case LinkType::LinuxCooked2:
        return behind(octets, 0, 20);
    case LinkType::Null:
    case LinkType::Loop:
        return octets.size() < 4 ? QByteArrayView() : octets.sliced(4);
    default:
        return isKnownLinkType(linkType) ? octets : QByteArrayView();
    }
}

//! What IP says about the TCP segment in it.
struct IpContent
{
    QByteArrayView source;
    QByteArrayView destination;
    QByteArrayView segment;
    quint32 size = 0; //!< of the segment; more than there is: it was cut
};

std::optional<IpContent> readIpv4(QByteArrayView ip)
{
    const qsizetype headerSize = (ip[0] & 0x0f) * 4;
    if (ip.size() < 20 || headerSize < 20 || ip.size() < headerSize || quint8(ip[9]) != ProtocolTcp)
        return std::nullopt;
    if (u16(ip, 6) & 0x3fff)
        return std::nullopt; // a fragment
    // 0: the network card cuts it later, and the kernel does not know how.
    const quint32 total = u16(ip, 2) == 0 ? quint32(ip.size()) : u16(ip, 2);
    if (total < quint32(headerSize))
        return std::nullopt;
    const quint32 size = total - quint32(headerSize);
    const QByteArrayView rest = ip.sliced(headerSize);
    // Ethernet pads short packets.
    return IpContent{.source = ip.sliced(12, 4),
                     .destination = ip.sliced(16, 4),
                     .segment = rest.first(std::min(rest.size(), qsizetype(size))),
                     .size = size};
}

std::optional<IpContent> readIpv6(QByteArrayView ip)
{
    if (ip.size() < 40)
        return std::nullopt;
    quint8 protocol = quint8(ip[6]);
    QByteArrayView rest = ip.sliced(40);
    quint32 size = u16(ip, 4) == 0 ? quint32(rest.size()) : u16(ip, 4);
    rest = rest.first(std::min(rest.size(), qsizetype(size)));
    for (int i = 0; i < MaxExtensionHeaders && protocol != ProtocolTcp; ++i) {
        const bool isFragment = protocol == 44;
        const bool isKnown = protocol == 0 || protocol == 43 || protocol == 60 || isFragment;
        if (!isKnown || rest.size() < 8 || (isFragment && (u16(rest, 2) & 0xfff9)))
            return std::nullopt;
        const qsizetype headerSize = isFragment ? 8 : (quint8(rest[1]) + 1) * 8;
        if (rest.size() < headerSize)
            return std::nullopt;
        protocol = quint8(rest[0]);
        rest = rest.sliced(headerSize);
        size -= quint32(headerSize);
    }
    if (protocol != ProtocolTcp)
        return std::nullopt;
    return IpContent{
        .source = ip.sliced(8, 16), .destination = ip.sliced(24, 16), .segment = rest, .size = size};
}

} // namespace

bool isKnownLinkType(quint32 linkType) noexcept
{
    switch (linkType) {
    case LinkType::Null:
    case LinkType::Ethernet:
    case LinkType::RawOfSomeSystems:
    case LinkType::RawOfOthers:
    case LinkType::Raw:
    case LinkType::Loop:
    case LinkType::LinuxCooked:
    case LinkType::Ipv4:
    case LinkType::Ipv6:
    case LinkType::LinuxCooked2:
        return true;
    default:
        return false;
    }
}

std::optional<TcpPacket> readTcpPacket(QByteArrayView octets, quint32 linkType)
{
    const QByteArrayView ip = ipPacket(octets, linkType);
    if (ip.isEmpty())
        return std::nullopt;
    const int version = quint8(ip[0]) >> 4;
    const auto content = version == 4 ? readIpv4(ip)
        : version == 6                ? readIpv6(ip)
                                      : std::optional<IpContent>();
    if (!content || content->segment.size() < 20)
        return std::nullopt;
    const QByteArrayView tcp = content->segment;
    const qsizetype headerSize = (quint8(tcp[12]) >> 4) * 4;
    if (headerSize < 20 || tcp.size() < headerSize)
        return std::nullopt;
    TcpPacket packet;
    packet.source = content->source;
    packet.destination = content->destination;
    packet.sourcePort = u16(tcp, 0);
    packet.destinationPort = u16(tcp, 2);
    packet.sequence = u32(tcp, 4);
    packet.flags = quint8(tcp[13]);
    packet.payload = tcp.sliced(headerSize);
    packet.missing = content->size - quint32(tcp.size());
    return packet;
}

} // namespace Gantry::Inspector
