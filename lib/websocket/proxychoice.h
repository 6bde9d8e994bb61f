// SPDX-License-Identifier: MIT
// Which proxy leads to an address, if any.
#pragma once

#include "core/handshake/websocketurl.h"

#include <QtNetwork/QNetworkProxy>

#include <variant>

namespace Gantry {

struct ProxySettings
{
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    bool usesSystem = false;
    bool includesLoopback = false;
};

//! The proxy for \a address, of type HttpProxy, Socks5Proxy or NoProxy; or why it cannot
//! be used (English).
std::variant<QNetworkProxy, QString> chooseProxy(const ProxySettings &settings,
                                                 const Core::WebSocketAddress &address);

} // namespace Gantry
