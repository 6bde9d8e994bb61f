// SPDX-License-Identifier: GPL-3.0-only
// What a proxy is told: where it listens, where it leads, which certificates it shows
// and trusts. Checks what can be checked without opening a file or a socket.
#pragma once

#include "core/handshake/websocketurl.h"

#include <variant>

namespace Gantry::Inspector {

struct ProxyRoute
{
    Core::WebSocketAddress listen = {}; //!< TCP; port 0: any free one
    Core::WebSocketAddress target = {};
    QString listenUrl = {}; //!< as it was written
    QString targetUrl = {};
    bool operator==(const ProxyRoute &) const = default;
};

//! PEM files and what to do with them.
struct ProxyTlsFiles
{
    QString certificateFile = {}; //!< shown to clients of a wss listener, with its chain
    QString keyFile = {}; //!< RSA or EC
    QString caFile = {}; //!< what a wss target is verified with; empty: the system's
    bool insecure = false; //!< a wss target is not verified
    QString authorityFolder = {}; //!< of the inspector's own authority; empty: the usual one
    bool operator==(const ProxyTlsFiles &) const = default;
};

//! The route, or in English what is wrong with it.
using ProxyRouteResult = std::variant<ProxyRoute, QString>;
ProxyRouteResult makeProxyRoute(const QString &listenUrl, const QString &targetUrl);
//! \a text is LISTEN=TARGET, split at the first '=': a URL to listen on has none.
ProxyRouteResult parseProxyRoute(const QString &text);

//! Where a forward proxy listens.
struct ForwardListen
{
    Core::WebSocketAddress address = {}; //!< TCP; port 0: any free one
    QString url = {}; //!< as it was written
    bool operator==(const ForwardListen &) const = default;
};

//! \a url is http://HOST:PORT; or in English what is wrong with it.
std::variant<ForwardListen, QString> parseForwardListen(const QString &url);

} // namespace Gantry::Inspector
