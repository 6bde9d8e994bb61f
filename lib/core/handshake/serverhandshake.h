// SPDX-License-Identifier: MIT
// The server's half of the opening handshake (RFC 6455 section 4.2): from a
// request's head to what the application is asked, and from its decision to the
// octets of the answer.
#pragma once

#include "core/handshake/deflateoffer.h"
#include "core/handshake/httphead.h"

#include <QtCore/QByteArrayList>

#include <variant>

namespace Gantry::Core {

//! A request that is a correct WebSocket upgrade.
struct HandshakeRequest
{
    QByteArray target = {}; //!< as it came: origin form, path and query
    QByteArray path = {}; //!< percent-encoded, without the query
    QByteArray query = {}; //!< without the '?', empty if there is none
    QByteArray host = {}; //!< the Host field, with port if there is one
    QByteArray origin = {}; //!< empty if there is none
    QByteArray key = {};
    int version = 13; //!< 13, or 8 when the server allows it
    QByteArrayList subprotocols = {}; //!< in the client's order
    QList<Extension> extensions = {};
    HeaderFields fields = {}; //!< all of them, in order
    bool operator==(const HandshakeRequest &) const = default;
};

//! An answer other than 101; the connection closes after it.
struct HandshakeRejection
{
    int status = 400;
    QByteArray reasonPhrase = {}; //!< empty: the standard one
    HeaderFields fields = {}; //!< in addition to Content-*, Connection: close
    QByteArray body = {}; //!< empty: one line of text with the reason
    QByteArray contentType = QByteArrayLiteral("text/plain; charset=utf-8");
    bool operator==(const HandshakeRejection &) const = default;
};

//! The application's yes.
struct HandshakeAcceptance
{
    QByteArray subprotocol = {}; //!< one of the request's, or empty for none
    HeaderFields fields = {}; //!< additional response fields
    //! Whether deflate counts in the place of ConnectionOptions::deflate.
    bool decidesDeflate = false;
    std::optional<DeflateOptions> deflate{}; //!< accepted when offered; nullopt: never
    bool operator==(const HandshakeAcceptance &) const = default;
};

//! A request of HTTP that wants no WebSocket, with any method and perhaps a body,
//! which is not read. What it is for is the caller's business; see plainAnswer().
struct PlainRequest
{
    HttpRequestHead head = {};
    QByteArray target = {}; //!< the next four as in HandshakeRequest
    QByteArray path = {};
    QByteArray query = {};
    QByteArray host = {};
    bool operator==(const PlainRequest &) const = default;
};

//! Checks \a head against every rule of RFC 6455 section 4.2.1. \a versions are those
//! that are let in, of 13 and 8.
std::variant<HandshakeRequest, PlainRequest, HandshakeRejection>
readServerHandshake(const HttpRequestHead &head, const QList<int> &versions = {13});

//! The 101. \a extensions is the value of Sec-WebSocket-Extensions or empty,
//! \a serverName that of Server or empty.
QByteArray acceptanceResponse(const HandshakeRequest &request, const HandshakeAcceptance &acceptance,
                              QByteArrayView extensions, QByteArrayView serverName);

QByteArray rejectionResponse(const HandshakeRejection &rejection, QByteArrayView serverName,
                             bool isHead = false);

//! What an application may not say: a subprotocol that was not offered, a header
//! with a line break, one that the handshake owns, a status below 300. Empty when
//! all is well, else the complaint in English, meant for the caller.
QByteArray complaintAbout(const HandshakeRequest &request, const HandshakeAcceptance &acceptance);
//! The answer to a plain request may have any final status, 200 to 599.
QByteArray complaintAbout(const HandshakeRejection &rejection, bool isPlain = false);

//! What a plain request gets from a server that has nothing to serve: the status page
//! or 426 for GET and HEAD, 405 for other methods, 400 for a body.
HandshakeRejection plainAnswer(const PlainRequest &request, bool webStatus, QByteArrayView serverName);

//! The built-in page a plain GET gets.
HandshakeRejection statusPage(bool enabled, QByteArrayView serverName);

//! base64(SHA-1(key + GUID)), RFC 6455 section 1.3.
QByteArray acceptKey(QByteArrayView key);

} // namespace Gantry::Core
