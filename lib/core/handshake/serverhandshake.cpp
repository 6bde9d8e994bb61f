// SPDX-License-Identifier: MIT
// The request's side of it; what is answered is in serveranswer.cpp.
#include "core/handshake/serverhandshake.h"

#include "core/handshake/handshakefields.h"
#include "core/handshake/requesttarget.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QSet>

#include <algorithm>
#include <array>

namespace Gantry::Core {

namespace {

//! A check fills in its part of the request, or says why there is none.
using Check = std::optional<HandshakeRejection> (*)(const HttpRequestHead &, HandshakeRequest &);

constexpr QByteArrayView SupportedVersions[] = {"13", "8"};

HandshakeRejection rejection(int status, QByteArrayView text, HeaderFields fields = {})
{
    return {
        .status = status, .reasonPhrase = {}, .fields = std::move(fields), .body = text.toByteArray() + '\n'};
}

HandshakeRejection badRequest(QByteArrayView text)
{
    return rejection(400, text);
}

// RFC 6455 section 4.2.1, item 1: "An HTTP/1.1 or higher GET request".
std::optional<HandshakeRejection> checkMethod(const HttpRequestHead &head, HandshakeRequest &)
{
    if (head.method == "GET")
        return std::nullopt;
    // RFC 9110 section 15.5.6: a 405 "MUST" name what is allowed.
    return rejection(405, "WebSocket connections begin with GET", {{"Allow", "GET"}});
}

// RFC 9112 section 3.2: a server "MUST respond with a 400 status code to any HTTP/1.1
// request message that lacks a Host header field and to any request message that
// contains more than one Host header field line or [...] an invalid field value".
std::optional<HandshakeRejection> checkHost(const HttpRequestHead &head, HandshakeRequest &request)
{
    request.host = head.fields.value("Host");
    if (head.fields.count("Host") != 1 || !isHostValue(request.host))
        return badRequest("exactly one valid Host header field needed");
    return std::nullopt;
}

std::optional<HandshakeRejection> checkTarget(const HttpRequestHead &head, HandshakeRequest &request)
{
    auto target = readRequestTarget(head);
    if (!target)
        return badRequest("malformed request target");
    request.target = std::move(target->target);
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    request.host = std::move(target->host);
    return std::nullopt;
}

// A body in front of the frames is something two readers can disagree about, which is
// how requests are smuggled (RFC 9112 section 11.2).
std::optional<HandshakeRejection> checkBody(const HttpRequestHead &head, HandshakeRequest &)
{
    const bool hasLength = head.fields.contains("Content-Length");
    const bool isEmpty =
        head.fields.count("Content-Length") == 1 && head.fields.value("Content-Length") == "0";
    if (head.fields.contains("Transfer-Encoding") || (hasLength && !isEmpty))
        return badRequest("a body is not expected here");
    return std::nullopt;
}

// Items 3 and 4. A request with the key and without Upgrade has usually lost it in a
// proxy that knows no WebSocket; 426 (RFC 9110 section 15.5.22) says just that.
std::optional<HandshakeRejection> checkUpgrade(const HttpRequestHead &head, HandshakeRequest &)
{
    if (!head.fields.contains("Upgrade"))
        return rejection(426, "no Upgrade header field", {{"Upgrade", "websocket"}});
    if (!head.fields.hasToken("Upgrade", "websocket"))
        return badRequest("the Upgrade header field does not name websocket");
    if (!head.fields.hasToken("Connection", "Upgrade"))
        return badRequest("the Connection header field does not name Upgrade");
    return std::nullopt;
}

//! Those of \a versions that there are, as the header lists them.
QByteArray versionList(const QList<int> &versions)
{
    QByteArrayList list;
    for (const QByteArrayView supported : SupportedVersions) {
        if (versions.contains(supported.toInt()))
            list.append(supported.toByteArray());
    }
    return list.join(", ");
}

// Item 6, and section 4.4: a version that is not ours is answered with those that are.
std::optional<HandshakeRejection> checkVersion(const HttpRequestHead &head, const QList<int> &versions,
                                               HandshakeRequest &request)
{
    // The draft before there were version numbers, which no browser has spoken for long.
    if (head.fields.contains("Sec-WebSocket-Key1") && !head.fields.contains("Sec-WebSocket-Version"))
        return badRequest("the WebSocket draft hixie-76 is not supported");
    const QByteArray version = head.fields.value("Sec-WebSocket-Version");
    const bool isNumber = !version.isEmpty() && version.size() <= 3
        && std::ranges::all_of(version, [](char octet) { return octet >= '0' && octet <= '9'; });
    if (head.fields.count("Sec-WebSocket-Version") != 1 || !isNumber)
        return badRequest("exactly one Sec-WebSocket-Version header field needed");
    request.version = version.toInt();
    if (std::ranges::any_of(SupportedVersions, [&version](QByteArrayView known) { return known == version; })
        && versions.contains(request.version))
        return std::nullopt;
    const QByteArray list = versionList(versions);
    HeaderFields fields{{"Upgrade", "websocket"}};
    if (!list.isEmpty())
        fields.append("Sec-WebSocket-Version", list);
    return rejection(426, "WebSocket versions supported: " + list, fields);
}

constexpr bool isBase64Octet(char octet)
{
    return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9')
        || octet == '+' || octet == '/';
}

//! Base64 of 16 octets. The four bits that the last character has to spare are not
//! looked at: RFC 6455 section 1.2 itself shows a key that sets some.
bool isKey(QByteArrayView key)
{
    return key.size() == 24 && key.endsWith("==") && std::ranges::all_of(key.first(22), isBase64Octet);
}

// Item 5.
std::optional<HandshakeRejection> checkKey(const HttpRequestHead &head, HandshakeRequest &request)
{
    request.key = head.fields.value("Sec-WebSocket-Key");
    if (head.fields.count("Sec-WebSocket-Key") != 1 || !isKey(request.key))
        return badRequest("exactly one Sec-WebSocket-Key header field with 16 octets in base64 needed");
    return std::nullopt;
}

// RFC 6454 section 7.3: there is never more than one. In version 8 the field had a name
// of its own (draft-ietf-hybi-thewebsocketprotocol-08 section 5.1); whoever sends the
// other name with it is not let in by the one that happens to be allowed.
std::optional<HandshakeRejection> checkOrigin(const HttpRequestHead &head, HandshakeRequest &request)
{
    const bool isDraft = request.version == 8 && head.fields.contains("Sec-WebSocket-Origin");
    const int count = head.fields.count("Origin") + (isDraft ? head.fields.count("Sec-WebSocket-Origin") : 0);
    request.origin = head.fields.value(isDraft ? "Sec-WebSocket-Origin" : "Origin");
    if (count > 1)
        return badRequest("more than one Origin header field");
    return std::nullopt;
}

// Item 8; section 4.1, item 10: "The elements that comprise this value MUST be
// non-empty strings [...] and MUST all be unique strings".
std::optional<HandshakeRejection> checkSubprotocols(const HttpRequestHead &head, HandshakeRequest &request)
{
    const QByteArray list = head.fields.joined("Sec-WebSocket-Protocol");
    request.subprotocols = splitList(list);
    if (!list.isNull() && request.subprotocols.isEmpty())
        return badRequest("empty Sec-WebSocket-Protocol header field");
    if (!std::ranges::all_of(request.subprotocols, isToken))
        return badRequest("malformed Sec-WebSocket-Protocol header field");
    const QSet<QByteArray> unique(request.subprotocols.cbegin(), request.subprotocols.cend());
    if (unique.size() != request.subprotocols.size())
        return badRequest("a subprotocol is named twice");
    return std::nullopt;
}

// Section 9.1: what does not conform to the grammar "MUST" fail the connection. What
// an extension means is decided later; an unknown one is no error.
std::optional<HandshakeRejection> checkExtensions(const HttpRequestHead &head, HandshakeRequest &request)
{
    if (!head.fields.contains("Sec-WebSocket-Extensions"))
        return std::nullopt;
    auto extensions = parseExtensions(head.fields.joined("Sec-WebSocket-Extensions"));
    if (!extensions)
        return badRequest("malformed Sec-WebSocket-Extensions header field");
    request.extensions = std::move(*extensions);
    return std::nullopt;
}

// What every HTTP request must pass, and what only an upgrade must, before and after
// its version is known.
constexpr std::array<Check, 2> HttpChecks{checkHost, checkTarget};
constexpr std::array<Check, 3> UpgradeChecks{checkMethod, checkBody, checkUpgrade};
constexpr std::array<Check, 4> WebSocketChecks{checkKey, checkOrigin, checkSubprotocols, checkExtensions};

template<size_t N>
std::optional<HandshakeRejection> firstRefusal(const std::array<Check, N> &checks,
                                               const HttpRequestHead &head, HandshakeRequest &request)
{
    for (const Check check : checks) {
        if (auto refusal = check(head, request))
            return refusal;
    }
    return std::nullopt;
}

//! RFC 9110 section 7.8 lets a server ignore an Upgrade; one to another protocol (h2c)
//! is no reason to refuse a page. But nobody sends a key without wanting a WebSocket.
bool wantsWebSocket(const HeaderFields &fields)
{
    return fields.hasToken("Upgrade", "websocket") || fields.contains("Sec-WebSocket-Key");
}

} // namespace

std::variant<HandshakeRequest, PlainRequest, HandshakeRejection>
readServerHandshake(const HttpRequestHead &head, const QList<int> &versions)
{
    HandshakeRequest request{.fields = head.fields};
    if (auto refusal = firstRefusal(HttpChecks, head, request))
        return *refusal;
    if (!wantsWebSocket(head.fields)) {
        return PlainRequest{.head = head,
                            .target = request.target,
                            .path = request.path,
                            .query = request.query,
                            .host = request.host};
    }
    auto refusal = firstRefusal(UpgradeChecks, head, request);
    if (!refusal)
        refusal = checkVersion(head, versions, request);
    if (!refusal)
        refusal = firstRefusal(WebSocketChecks, head, request);
    if (refusal)
        return *refusal;
    return request;
}

HandshakeRejection plainAnswer(const PlainRequest &request, bool webStatus, QByteArrayView serverName)
{
    HandshakeRequest ignored;
    // RFC 9110 section 9.1: "All general-purpose servers MUST support the methods GET and
    // HEAD."
    if (request.head.method != "GET" && request.head.method != "HEAD")
        return rejection(405, "this server answers GET alone", {{"Allow", "GET, HEAD"}});
    if (auto refusal = checkBody(request.head, ignored))
        return *refusal;
    return statusPage(webStatus, serverName);
}

QByteArray acceptKey(QByteArrayView key)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(key);
    hash.addData(QByteArrayView("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
    return hash.result().toBase64();
}

} // namespace Gantry::Core
