// SPDX-License-Identifier: MIT
#include "websocket/packeddetails.h"

#include "websocket/sharedkinds_p.h"
#include "websocket/transport/socketaddress.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <utility>

namespace Gantry {

namespace {

constexpr QStringView IPv4Start = u"tcp4:";

} // namespace

PackedDetails::PackedDetails(const TransportDetails &details)
{
    TransportDetails common = details;
    if (packAddress(details.peer))
        common.peer.clear();
    m_common = shared(common);
}

TransportDetails PackedDetails::unpacked() const
{
    TransportDetails details = m_common ? m_common->details : TransportDetails();
    if (m_family != Family::None)
        details.peer = address();
    return details;
}

QString PackedDetails::peer() const
{
    if (!m_common)
        return {};
    const TransportDetails &details = m_common->details;
    if (!details.forwardedPeer.isEmpty())
        return details.forwardedPeer;
    return m_family == Family::None ? details.peer : address();
}

//! Whether the text can be made again of what was packed.
bool PackedDetails::packAddress(const QString &peer)
{
    if (!(peer.startsWith(IPv4Start) ? packIPv4(peer) : packIPv6(peer)))
        return false;
    if (address() != peer) // it has a scope, or is none at all
        m_family = Family::None;
    return m_family != Family::None;
}

//! Whatever the text is: it is made again and compared.
bool PackedDetails::packIPv4(QStringView peer)
{
    std::array<quint32, 5> numbers{};
    auto number = numbers.begin();
    for (const QChar sign : peer.sliced(IPv4Start.size())) {
        if (sign != u'.' && sign != u':')
            *number = *number * 10 + sign.unicode() - u'0';
        else if (++number == numbers.end())
            return false;
    }
    std::transform(numbers.begin(), numbers.end() - 1, m_address.begin(),
                   [](quint32 octet) { return quint8(octet); });
    m_port = quint16(numbers.back());
    m_family = Family::IPv4;
    return true;
}

bool PackedDetails::packIPv6(const QString &peer)
{
    const qsizetype start = peer.indexOf(u':') + 1;
    const qsizetype colon = peer.lastIndexOf(u':');
    if (!peer.startsWith(u"tcp6:") || colon < start)
        return false;
    QStringView host = QStringView(peer).sliced(start, colon - start);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1).chopped(1);
    const QHostAddress address(host.toString());
    m_port = QStringView(peer).sliced(colon + 1).toUShort();
    m_family = Family::IPv6;
    const Q_IPV6ADDR octets = address.toIPv6Address();
    std::copy_n(octets.c, m_address.size(), m_address.begin());
    return true;
}

QString PackedDetails::address() const
{
    return m_family == Family::IPv4 ? ipv4AddressText(qFromBigEndian<quint32>(m_address.data()), m_port)
                                    : socketAddressText(QHostAddress(m_address.data()), m_port);
}

//! \a details in the memory of an earlier connection's, if those were the same.
PackedDetails::SharedCommon PackedDetails::shared(const TransportDetails &details)
{
    // One for each listener and TLS cipher, about.
    thread_local SharedKinds<SharedCommon> kinds;
    return kinds.find([&](const Common &common) { return common.details == details; },
                      [&] {
                          auto common = std::make_unique<Common>();
                          common->details = details;
                          return SharedCommon(common.release());
                      });
}

} // namespace Gantry
