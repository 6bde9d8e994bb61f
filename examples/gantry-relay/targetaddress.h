// SPDX-License-Identifier: MIT
// Where a relayed stream goes.
#pragma once

#include <QtCore/QString>

#include <optional>

namespace Gantry::Examples {

struct TargetAddress
{
    QString host; //!< empty: a unix socket
    quint16 port = 0;
    QString path; //!< of the unix socket

    bool isLocal() const { return host.isEmpty(); }
    bool operator==(const TargetAddress &) const = default;
};

//! "HOST:PORT", "[IPV6]:PORT" or "unix:PATH" (websockify writes "unix_socket:PATH").
//! nullopt: none of these.
std::optional<TargetAddress> parseTargetAddress(const QString &text);

} // namespace Gantry::Examples
