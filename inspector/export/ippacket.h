// SPDX-License-Identifier: GPL-3.0-only
// A TCP segment in an IP packet, with the checksums that belong to it.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Inspector {

//! One end of a TCP connection.
struct PacketEndpoint
{
    QByteArray address = {}; //!< 4 octets of IPv4 or 16 of IPv6
    quint16 port = 0;
    bool operator==(const PacketEndpoint &) const = default;
};

namespace TcpFlag {
inline constexpr quint8 Fin = 0x01;
inline constexpr quint8 Syn = 0x02;
inline constexpr quint8 Rst = 0x04;
inline constexpr quint8 Push = 0x08;
inline constexpr quint8 Ack = 0x10;
} // namespace TcpFlag

struct TcpSegment
{
    quint32 sequence = 0;
    quint32 acknowledged = 0;
    quint8 flags = TcpFlag::Ack;
    QByteArrayView payload = {}; //!< at most MaxSegmentPayload
};

//! What fits into a packet of either kind, rounded down.
inline constexpr qsizetype MaxSegmentPayload = 60'000;

//! Appends the packet. Both ends have addresses of the same kind. A segment with SYN
//! says that windows count in units of 16 KiB, so that none is ever full.
void appendIpPacket(const PacketEndpoint &from, const PacketEndpoint &to, const TcpSegment &segment,
                    quint16 identification, QByteArray &out);

//! RFC 1071: the 16 bits that make \a octets, and what \a start stands for, add up.
quint16 internetChecksum(QByteArrayView octets, quint32 start = 0) noexcept;

} // namespace Gantry::Inspector
