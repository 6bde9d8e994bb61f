// SPDX-License-Identifier: GPL-3.0-only
#include "export/packetendpoints.h"

#include <QtCore/QUrl>
#include <QtCore/QtEndian>
#include <QtNetwork/QHostAddress>

#include <algorithm>
#include <array>
#include <optional>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr quint16 HttpPort = 80;
//! Others that Wireshark takes for HTTP unasked.
constexpr std::array<quint16, 6> MoreHttpPorts{3128, 3132, 8080, 8088, 11371, 2869};
constexpr quint16 FirstClientPort = 1024;
constexpr quint32 ClientPorts = 65536 - FirstClientPort;

//! "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711", or without a port.
struct PeerAddress
{
    QHostAddress address;
    quint16 port = 0; //!< 0: not known
};
std::optional<PeerAddress> readPeer(const QByteArray &peer)
{
    if (!peer.startsWith("tcp4:") && !peer.startsWith("tcp6:"))
        return std::nullopt;
    const QUrl url(u"tcp://"_s + QString::fromLatin1(peer.sliced(5)));
    const QHostAddress address(url.host());
    if (address.isNull())
        return std::nullopt;
    return PeerAddress{address, quint16(url.port(0))};
}

bool isIpv6(const QHostAddress &address)
{
    return address.protocol() == QAbstractSocket::IPv6Protocol;
}

QByteArray octetsOf(const QHostAddress &address)
{
    if (isIpv6(address)) {
        const Q_IPV6ADDR octets = address.toIPv6Address();
        return QByteArray(reinterpret_cast<const char *>(octets.c), 16);
    }
    QByteArray octets(4, '\0');
    qToBigEndian(address.toIPv4Address(), octets.data());
    return octets;
}

//! The address that \a host is, if it is one of that kind without being looked up.
std::optional<QHostAddress> literalAddress(const QString &host, bool ipv6)
{
    if (host == "localhost"_L1)
        return QHostAddress(ipv6 ? QHostAddress::LocalHostIPv6 : QHostAddress::LocalHost);
    const QHostAddress address(host);
    if (address.isNull() || isIpv6(address) != ipv6)
        return std::nullopt;
    return address;
}

// RFC 5737 and RFC 3849: addresses that belong to nobody.
QHostAddress assumedClient(bool ipv6)
{
    return QHostAddress(ipv6 ? u"2001:db8::1"_s : u"192.0.2.1"_s);
}
QHostAddress assumedServer(bool ipv6)
{
    return QHostAddress(ipv6 ? u"2001:db8::2"_s : u"198.51.100.1"_s);
}

quint16 clientPort(quint64 number)
{
    return quint16(FirstClientPort + number % ClientPorts);
}

quint16 serverPort(quint16 real, quint16 client)
{
    const bool isKnown = std::find(MoreHttpPorts.begin(), MoreHttpPorts.end(), real) != MoreHttpPorts.end();
    // The lower of the two ports is looked at first.
    return isKnown && real < client ? real : HttpPort;
}

} // namespace

PacketEndpoints packetEndpoints(const Tap::OpenRecord &open, quint64 number)
{
    const QUrl url = QUrl::fromEncoded(open.url);
    const auto urlPort = quint16(url.port(url.scheme() == "wss"_L1 ? 443 : 80));
    const std::optional<PeerAddress> peer = readPeer(open.peer);
    // A client that was watched itself says where it went; a proxy, who came.
    const bool isServer = peer && open.role == Core::Role::Client && peer->port == urlPort;
    const bool ipv6 = peer ? isIpv6(peer->address)
                           : literalAddress(url.host(), true).has_value() && url.host() != "localhost"_L1;

    QHostAddress server = literalAddress(url.host(), ipv6).value_or(assumedServer(ipv6));
    QHostAddress client = server.isLoopback() ? server : assumedClient(ipv6);
    quint16 port = clientPort(number);
    if (isServer) {
        server = peer->address;
        client = server.isLoopback() ? server : assumedClient(ipv6);
    } else if (peer) {
        client = peer->address;
        port = peer->port > HttpPort ? peer->port : port;
    }
    return {.client = {.address = octetsOf(client), .port = port},
            .server = {.address = octetsOf(server), .port = serverPort(urlPort, port)}};
}

PacketEndpoints EndpointRegister::unique(PacketEndpoints endpoints)
{
    if (m_taken.size() >= MaxRemembered)
        m_taken.clear(); // better two that look like one than memory without end
    for (quint32 i = 0; i < ClientPorts && !take(endpoints); ++i)
        endpoints.client.port =
            clientPort(quint64(endpoints.client.port) + 1 - FirstClientPort + ClientPorts);
    return endpoints;
}

bool EndpointRegister::take(const PacketEndpoints &endpoints)
{
    const QByteArray key = endpoints.client.address + endpoints.server.address
        + QByteArray::number(endpoints.client.port) + ':' + QByteArray::number(endpoints.server.port);
    const qsizetype before = m_taken.size();
    m_taken.insert(key);
    return m_taken.size() > before;
}

} // namespace Gantry::Inspector
