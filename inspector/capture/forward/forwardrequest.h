// SPDX-License-Identifier: GPL-3.0-only
// What a client asks of a forward proxy (RFC 9112 sections 3.2.2 and 3.2.3), and what
// of it goes on to the target.
#pragma once

#include "core/handshake/websocketurl.h"
#include "tap/headcollector.h"

#include <variant>

namespace Gantry::Inspector {

struct ForwardRequest
{
    bool isTunnel = false; //!< CONNECT
    Core::WebSocketAddress target = {}; //!< its path is not used
    //! For the target, unless it is a tunnel: the target in origin form, Host as the
    //! target names it, and without Proxy-Authorization and Proxy-Connection. Every
    //! other octet is as it came.
    QByteArray head = {};
    bool operator==(const ForwardRequest &) const = default;
};

struct ForwardRefusal
{
    int status = 400;
    QByteArray text = {}; //!< English
    bool operator==(const ForwardRefusal &) const = default;
};

//! \a head is complete.
std::variant<ForwardRequest, ForwardRefusal> readForwardRequest(const Tap::HeadCollector &head);

} // namespace Gantry::Inspector
