// SPDX-License-Identifier: MIT
#include "websocket/transport/socketend.h"

#include "websocket/transport/socketaddress.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace Gantry {

std::optional<SocketEnd> SocketEnd::peerOf(int descriptor)
{
    return of(descriptor, true);
}

std::optional<SocketEnd> SocketEnd::localOf(int descriptor)
{
    return of(descriptor, false);
}

std::optional<SocketEnd> SocketEnd::of(int descriptor, bool isPeer)
{
    union
    {
        sockaddr any;
        sockaddr_in ipv4;
        sockaddr_in6 ipv6;
    } address;
    socklen_t size = sizeof address;
    const auto ask = isPeer ? ::getpeername : ::getsockname;
    if (ask(descriptor, &address.any, &size) != 0)
        return std::nullopt;
    SocketEnd end;
    if (address.any.sa_family == AF_INET) {
        std::memcpy(end.m_address.data(), &address.ipv4.sin_addr.s_addr, sizeof address.ipv4.sin_addr.s_addr);
        end.m_port = qFromBigEndian(quint16(address.ipv4.sin_port));
    } else {
        std::ranges::copy(address.ipv6.sin6_addr.s6_addr, end.m_address.begin());
        end.m_scope = address.ipv6.sin6_scope_id;
        end.m_port = qFromBigEndian(quint16(address.ipv6.sin6_port));
        end.m_isIPv6 = true;
    }
    return end;
}

QString SocketEnd::text() const
{
    if (!m_isIPv6)
        return ipv4AddressText(qFromBigEndian<quint32>(m_address.data()), m_port);
    QHostAddress address(m_address.data());
    if (m_scope != 0)
        address.setScopeId(QString::number(m_scope));
    return socketAddressText(address, m_port);
}

} // namespace Gantry
