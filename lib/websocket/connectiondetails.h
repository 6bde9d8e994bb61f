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
    QString peer = {}; //!< "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711", "unix:/path", "memory:name"
    QString local = {}; //!< this end, in the same form
    QString kind = {}; //!< "tcp", "tls", "unix" or "memory"
    bool isSecure = false; //!< TLS is under it
    bool isServer = false; //!< this end accepted the connection
    QString tlsProtocol = {}; //!< "TLSv1.2" or "TLSv1.3"; empty without TLS
    QString tlsCipher = {}; //!< OpenSSL's name for it; empty without TLS
    //! The peer's certificate in DER, for QSslCertificate(der, QSsl::Der); empty if it
    //! showed none, as most clients do.
    QByteArray peerCertificate = {};
    //! Server: where the client is according to the proxies that are trusted, in the form
    //! of peer, without a port when they told none; empty: no such option, or not known
    //! yet. See ServerOptions::trustXForwardedFor.
    QString forwardedPeer = {};
    qint64 peerPid = -1; //!< of the process at the other end of a unix socket; -1: unknown
    qint64 peerUid = -1; //!< and of its user
    //! TLS verified peerCertificate against the authorities of the configuration, and found
    //! nothing wrong with it.
    bool isPeerCertificateVerified = false;
    bool operator==(const TransportDetails &) const = default;
};

//! Kinds of channel binding; see WebSocketAdapterProtocol::channelId().
enum class ChannelIdType : quint8 {
    //! The hash of the server's certificate (RFC 5929 section 4): 32 octets and more. Not
    //! available when the certificate's signature has no hash function (Ed25519).
    TlsServerEndPoint,
    TlsUnique, //!< RFC 5929 section 3, not defined for TLS 1.3; never available
    TlsExporter, //!< RFC 9266; never available
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

//! A client's request that wants no WebSocket.
struct HttpRequest
{
    //! Where it comes from; empty when trusted proxies should have said so and did not.
    QString peer;
    QByteArray method; //!< "GET", "HEAD", "POST" ...
    HeaderFields headers; //!< all of them, in order
    QString host; //!< the Host field, with the port if it has one
    QByteArray target; //!< as it came, path and query
    QString path; //!< percent-encoded, as it came
    QUrlQuery query;
    bool operator==(const HttpRequest &) const = default;
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
