// SPDX-License-Identifier: MIT
// TransportDetails in a fraction of their room: the connections of a listener have all in
// common but the peer's address, whose text is made when somebody asks for it.
#pragma once

#include "websocket/connectiondetails.h"

#include <QtCore/QSharedData>

#include <array>

namespace Gantry {

class PackedDetails
{
public:
    PackedDetails() = default;
    explicit PackedDetails(const TransportDetails &details);

    //! May be called in any thread while nobody assigns.
    TransportDetails unpacked() const;
    bool isSecure() const noexcept { return m_common && m_common->details.isSecure; }
    bool isServer() const noexcept { return m_common && m_common->details.isServer; }
    QString kind() const { return m_common ? m_common->details.kind : QString(); }
    //! The other end: what trusted proxies say, else the transport.
    QString peer() const;

private:
    struct Common : QSharedData
    {
        TransportDetails details;
    };
    using SharedCommon = QExplicitlySharedDataPointer<const Common>;
    enum class Family : quint8 { None, IPv4, IPv6 };

    bool packAddress(const QString &peer);
    bool packIPv4(QStringView peer);
    bool packIPv6(const QString &peer);
    QString address() const;
    static SharedCommon shared(const TransportDetails &details);

    SharedCommon m_common; //!< has the peer, too, unless that is packed
    std::array<quint8, 16> m_address{};
    quint16 m_port = 0;
    Family m_family = Family::None;
};

} // namespace Gantry
