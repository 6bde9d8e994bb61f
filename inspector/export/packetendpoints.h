// SPDX-License-Identifier: GPL-3.0-only
// Which addresses a connection has in a file of packets: the real ones as far as they
// are known, otherwise those that are kept for documentation.
#pragma once

#include "export/ippacket.h"
#include "tap/record.h"

#include <QtCore/QSet>

namespace Gantry::Inspector {

struct PacketEndpoints
{
    PacketEndpoint client = {};
    PacketEndpoint server = {};
    bool operator==(const PacketEndpoints &) const = default;
};

//! \a number chooses what is not known. The server's port is one that everybody takes for
//! HTTP without being told, 80 if the real one is none of those.
PacketEndpoints packetEndpoints(const Tap::OpenRecord &open, quint64 number);

//! Sees to it that no two connections of a file have the same ends: a reader would take
//! the second for a continuation of the first.
class EndpointRegister
{
public:
    //! \a endpoints, with another port of the client if they were there before.
    PacketEndpoints unique(PacketEndpoints endpoints);

private:
    static constexpr qsizetype MaxRemembered = 1'000'000;

    bool take(const PacketEndpoints &endpoints);

    QSet<QByteArray> m_taken;
};

} // namespace Gantry::Inspector
