// SPDX-License-Identifier: MIT
// Where a component finds its router, and as whom it joins.
#pragma once

#include "../../core/reconnectpolicy.h"
#include "../../websocket/protocoloptions.h"
#include "../session/sessiondetails.h"
#include "../transport/rawsocketoptions.h"

#include <QtCore/QUrl>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>

#include <optional>

namespace Gantry::Wamp {

//! One way to a router.
struct ComponentTransport
{
    //! ws, wss or ws+unix for WebSocket; rs, rss, tcp, rs+unix or unix for RawSocket.
    QUrl url = {};
    //! In the order of preference; RawSocket takes the first that is not batched.
    QList<const Serializer *> serializers = Serializer::all();
    //! For wss and rss; nullopt: the system's authorities.
    std::optional<QSslConfiguration> ssl = {};
    //! Until TCP or TLS is up; 0: none.
    std::chrono::milliseconds connectTimeout{30'000};
    QNetworkProxy proxy = QNetworkProxy::NoProxy;
    ClientOptions webSocket = {};
    RawSocketOptions rawSocket = {};
    //! When it is tried again: 1.5 s, growing 1.5 times up to 300 s, 10 % of jitter, for
    //! ever, as autobahn. maxRetries, and an end that would only come again (a certificate
    //! that was refused, HTTP 404 ...), give this transport up.
    Core::ReconnectPolicy reconnect = {.enabled = true};
    //! A router of this process, in the place of an url: see Router::sessionCreator().
    SessionCreator router = {};
};

struct ComponentOptions
{
    //! Tried in turn.
    QList<ComponentTransport> transports = {};
    QString realm = {};
    //! The methods to authenticate with are JoinOptions::auths.
    JoinOptions join = {};
    SessionOptions session = {};
};

} // namespace Gantry::Wamp
