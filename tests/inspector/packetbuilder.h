// SPDX-License-Identifier: GPL-3.0-only
// Captures as tcpdump writes them, made by hand: Ethernet or another link, a classic
// file of either byte order, segments that may come twice or late. Shares no line with
// the writer that is tested beside it.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QtEndian>

namespace Gantry::Inspector::Test {

enum class Link : quint8 { Ethernet, Vlan, Cooked, Cooked2, Loopback, Raw };

struct Segment
{
    bool fromClient = true;
    quint32 sequence = 0;
    quint8 flags = 0x10;
    QByteArray payload = {};
    qint64 timeNs = 0;
    qsizetype cut = 0; //!< octets at the end that were not captured
};

class PacketBuilder
{
public:
    explicit PacketBuilder(Link link, bool ipv6 = false, bool bigEndian = false, bool nanoseconds = false)
        : m_link(link)
        , m_ipv6(ipv6)
        , m_bigEndian(bigEndian)
        , m_nanoseconds(nanoseconds)
    {
        put32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
        put16(2);
        put16(4);
        put32(0);
        put32(0);
        put32(262144);
        put32(linkType());
    }

    void add(const Segment &segment)
    {
        const QByteArray packet = linkHeader() + ip(segment);
        const auto fraction = quint32(segment.timeNs % 1'000'000'000);
        put32(quint32(segment.timeNs / 1'000'000'000));
        put32(m_nanoseconds ? fraction : fraction / 1000);
        put32(quint32(packet.size() - segment.cut));
        put32(quint32(packet.size()));
        m_octets += packet.chopped(segment.cut);
    }
    const QByteArray &octets() const { return m_octets; }

private:
    quint32 linkType() const
    {
        switch (m_link) {
        case Link::Ethernet:
        case Link::Vlan:
            return 1;
        case Link::Cooked:
            return 113;
        case Link::Cooked2:
            return 276;
        case Link::Loopback:
            return 0;
        case Link::Raw:
            return 101;
        }
        return 0;
    }
    QByteArray linkHeader() const
    {
        const QByteArray type = QByteArray::fromHex(m_ipv6 ? "86dd" : "0800");
        switch (m_link) {
        case Link::Ethernet:
            return QByteArray(12, 'm') + type;
        case Link::Vlan:
            return QByteArray(12, 'm') + QByteArray::fromHex("81000007") + type;
        case Link::Cooked:
            return QByteArray(14, '\0') + type;
        case Link::Cooked2:
            return type + QByteArray(18, '\0');
        case Link::Loopback:
            return QByteArray::fromHex("02000000");
        case Link::Raw:
            break;
        }
        return {};
    }
    QByteArray ip(const Segment &segment) const
    {
        const auto port = [](quint16 number) {
            return QByteArray(1, char(number >> 8)) + char(number & 0xff);
        };
        QByteArray tcp = segment.fromClient ? port(41234) + port(9001) : port(9001) + port(41234);
        tcp += big32(segment.sequence) + big32(0);
        tcp += char(0x80); // 32 octets of header
        tcp += char(segment.flags);
        tcp += QByteArray(6, '\0') + QByteArray(12, '\x01') + segment.payload;
        const QByteArray client = m_ipv6 ? QByteArray(15, '\0') + '\x01' : QByteArray::fromHex("0a000001");
        const QByteArray server = m_ipv6 ? QByteArray(15, '\0') + '\x02' : QByteArray::fromHex("0a000002");
        const QByteArray ends = segment.fromClient ? client + server : server + client;
        if (m_ipv6)
            return QByteArray::fromHex("60000000") + port(quint16(tcp.size())) + QByteArray::fromHex("0640")
                + ends + tcp;
        QByteArray packet = QByteArray::fromHex("4500") + port(quint16(20 + tcp.size()))
            + QByteArray::fromHex("00014000400600 00") + ends + tcp;
        while (packet.size() < 46 && m_link == Link::Ethernet && segment.cut == 0)
            packet += '\x55'; // Ethernet's padding is no payload
        return packet;
    }

    static QByteArray big32(quint32 value)
    {
        QByteArray octets(4, '\0');
        qToBigEndian(value, octets.data());
        return octets;
    }
    void put32(quint32 value)
    {
        const quint32 octets = m_bigEndian ? qToBigEndian(value) : qToLittleEndian(value);
        m_octets.append(reinterpret_cast<const char *>(&octets), 4);
    }
    void put16(quint16 value)
    {
        const quint16 octets = m_bigEndian ? qToBigEndian(value) : qToLittleEndian(value);
        m_octets.append(reinterpret_cast<const char *>(&octets), 2);
    }

    const Link m_link;
    const bool m_ipv6;
    const bool m_bigEndian;
    const bool m_nanoseconds;
    QByteArray m_octets;
};

} // namespace Gantry::Inspector::Test
