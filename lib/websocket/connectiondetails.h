// SPDX-License-Identifier: MIT
// What is known about a connection at each step of its opening, as plain values
// that the hooks and signals carry.
#pragma once

#include "../core/handshake/headerfields.h"

#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QUrlQuery>

namespace Gantry {

using Core::HeaderField;
using Core::HeaderFields;

//! The transport below a connection, once it is up.
struct TransportDetails
{
    QString peer; //!< "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711", "unix:/path", "memory:name"
    QString local; //!< this end, in the same form
    QString kind; //!< "tcp", "tls", "unix" or "memory"
    bool isSecure = false; //!< TLS is under it
    bool operator==(const TransportDetails &) const = default;
};

//! A client's request as a server sees it: a correct WebSocket upgrade.
struct ConnectionRequest
{
    QString peer;
    HeaderFields headers; //!< all of them, in order
    QString host; //!< the Host field, with the port if it has one
    QByteArray target; //!< as it came, path and query
    QString path; //!< percent-encoded, as it came
    QUrlQuery query;
    QString origin; //!< empty if there is none: not a browser
    int version = 13;
    QStringList subprotocols; //!< in the client's order of preference
    QByteArray extensions; //!< Sec-WebSocket-Extensions as it came
    bool operator==(const ConnectionRequest &) const = default;
};

//! What a client is about to ask for.
struct ConnectingRequest
{
    QString host; //!< the Host field; brackets for IPv6, no port when it is the scheme's
    QByteArray target = QByteArrayLiteral("/"); //!< path and query, percent-encoded
    HeaderFields headers; //!< in addition to those of the handshake
    QString origin; //!< empty: no Origin field
    QString userAgent; //!< empty: no User-Agent field
    QStringList subprotocols; //!< in order of preference
    bool operator==(const ConnectingRequest &) const = default;
};

//! A server's acceptance as a client sees it, already checked.
struct ConnectionResponse
{
    QString peer;
    HeaderFields headers; //!< all of them, in order
    QString subprotocol; //!< the one the server chose, empty for none
    QByteArray extensions; //!< Sec-WebSocket-Extensions as it came
    bool operator==(const ConnectionResponse &) const = default;
};

} // namespace Gantry
