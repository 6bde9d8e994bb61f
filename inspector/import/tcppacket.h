// SPDX-License-Identifier: GPL-3.0-only
// What of a captured packet is TCP: taken out of Ethernet (with VLAN tags), Linux's
// "cooked" captures, BSD's loopback or raw IP, of either version.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <optional>

namespace Gantry::Inspector {

struct TcpPacket
{
    QByteArrayView source = {}; //!< 4 or 16 octets, as those below views of the packet
    QByteArrayView destination = {};
    quint16 sourcePort = 0;
    quint16 destinationPort = 0;
    quint32 sequence = 0;
    quint8 flags = 0;
    QByteArrayView payload = {};
    quint32 missing = 0; //!< octets of the payload that were not captured
};

//! The link types that can be read, by their numbers in capture files.
bool isKnownLinkType(quint32 linkType) noexcept;

//! nullopt: something else, or broken. Parts of a fragmented IP packet are something else.
std::optional<TcpPacket> readTcpPacket(QByteArrayView octets, quint32 linkType);

} // namespace Gantry::Inspector
