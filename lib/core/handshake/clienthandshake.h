// SPDX-License-Identifier: MIT
// The client's half of the opening handshake (RFC 6455 section 4.1): the request
// and the check of what comes back.
#pragma once

#include "core/handshake/deflateoffer.h"
#include "core/handshake/httphead.h"

#include <QtCore/QByteArrayList>

#include <variant>

namespace Gantry::Core {

//! What goes into the request.
struct ClientRequest
{
    QByteArray host = {}; //!< Host field: brackets for IPv6, no port when it is the scheme's
    QByteArray target = QByteArrayLiteral("/"); //!< path and query
    QByteArray origin = {}; //!< empty: no Origin field
    QByteArray userAgent = {}; //!< empty: no User-Agent field
    QByteArrayList subprotocols = {}; //!< in order of preference
    HeaderFields fields = {}; //!< additional ones
    std::optional<DeflateOptions> deflate{}; //!< offered when set
    int version = 13; //!< or 8, the draft that differs in the name of the Origin field
    bool operator==(const ClientRequest &) const = default;
};

//! An accepted 101.
struct HandshakeResponse
{
    HttpResponseHead head = {};
    QByteArray subprotocol = {}; //!< empty: none
    QByteArray extensions = {}; //!< as the server wrote them
    std::optional<DeflateParameters> deflate{};
    bool operator==(const HandshakeResponse &) const = default;
};

//! Why an answer was not accepted.
struct HandshakeFailure
{
    int status = 0; //!< the HTTP status, 0 if none was read
    QByteArray text = {}; //!< English
    HeaderFields fields = {}; //!< of the refusing answer
    bool operator==(const HandshakeFailure &) const = default;
};

//! Empty when \a request can be sent, else what is wrong with it: a line break in
//! any part, a blank in the target, a subprotocol that is no token or named
//! twice, a field that the handshake owns.
QByteArray complaintAbout(const ClientRequest &request);

//! The octets of the request. \a key is 24 characters of base64 (16 random octets).
QByteArray clientRequestHead(const ClientRequest &request, QByteArrayView key);

//! Checks \a head against every rule of RFC 6455 section 4.1.
std::variant<HandshakeResponse, HandshakeFailure>
readClientHandshake(const HttpResponseHead &head, const ClientRequest &request, QByteArrayView key);

} // namespace Gantry::Core
