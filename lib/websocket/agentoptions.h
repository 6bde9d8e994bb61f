// SPDX-License-Identifier: MIT
// What a client agent opens a connection with: as values, and as the map of names that
// scripts and configuration files have.
#pragma once

#include "../core/export.h"
#include "connectiondetails.h"
#include "protocoloptions.h"

#include <QtCore/QVariantMap>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkCookie>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>

#include <optional>
#include <variant>

namespace Gantry {

//! Each member means and defaults to what the function of its name says, of
//! WebSocketClientFactory or connectWS().
struct AgentOptions
{
    QString origin{};
    QStringList subprotocols{}; //!< in order of preference
    std::optional<QString> userAgent{}; //!< none: "Gantry/" and the version; empty: no field
    HeaderFields headers{};
    QList<QNetworkCookie> cookies{};
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    bool usesSystemProxy = false;
    bool proxiesLoopback = false;
    std::optional<QSslConfiguration> ssl{};
    std::chrono::milliseconds timeout{30'000}; //!< until the transport is up; 0: none
    QHostAddress bindAddress{}; //!< null: any
    ClientOptions protocolOptions{};
};

/*!
    Reads options by autobahn's names: "origin" (text), "protocols" (a list of texts),
    "useragent" (text), "headers" (a map of texts, or of lists of texts), "proxy" (a map of
    "host", "port" and if need be "user", "password" and "type", which is "http" or
    "socks5"); and "timeout" (a number of milliseconds). An unknown name, a value of
    another type, and a header field that cannot be sent are errors, in English: a
    misspelt option must not be one that is silently not there.
*/
GANTRY_WEBSOCKET_EXPORT std::variant<AgentOptions, QString> agentOptionsFrom(const QVariantMap &map);

} // namespace Gantry
