// SPDX-License-Identifier: MIT
// One end of a TCP connection in few octets: a server keeps the other one of each.
#pragma once

#include <QtCore/QString>

#include <array>
#include <optional>

namespace Gantry {

class SocketEnd
{
public:
    //! nullopt: the connection is gone.
    static std::optional<SocketEnd> peerOf(int descriptor);
    static std::optional<SocketEnd> localOf(int descriptor);

    //! As socketAddressText() has it.
    QString text() const;

private:
    std::array<quint8, 16> m_address{}; //!< in network order; of IPv4 the first four
    quint32 m_scope = 0; //!< of an IPv6 link-local address
    quint16 m_port = 0;
    bool m_isIPv6 = false;

    static std::optional<SocketEnd> of(int descriptor, bool isPeer);
};

} // namespace Gantry
