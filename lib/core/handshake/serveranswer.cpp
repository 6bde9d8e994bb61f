// SPDX-License-Identifier: MIT
// What a server answers to an opening handshake (the functions are declared with
// their readers in serverhandshake.h): the octets of a 101 and of a refusal, and what
// an application may not put into either.
#include "core/handshake/handshakefields.h"
#include "core/handshake/serverhandshake.h"

namespace Gantry::Core {

namespace {

constexpr QByteArrayView StatusPageStart = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>WebSocket server</title>
</head>
<body>
<main>
<h1>WebSocket server</h1>
<p>This address is up and speaks WebSocket (<a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>,
version 13). It serves no pages: open it with a WebSocket client.</p>
)";
// Of an acceptance.
constexpr qsizetype UsualRoom = 256;

constexpr QByteArrayView StatusPageEnd = "</main>\n</body>\n</html>\n";

QByteArray statusLine(int status, QByteArrayView reasonPhrase)
{
    QByteArray line = "HTTP/1.1 " + QByteArray::number(status) + ' ';
    line.append(reasonPhrase.isEmpty() ? httpReasonPhrase(status) : reasonPhrase).append("\r\n");
    return line;
}

//! The Server field, unless the application sets one of its own.
void appendServer(QByteArray &head, const HeaderFields &fields, QByteArrayView serverName)
{
    if (!fields.contains("Server") && isSafeFieldValue(serverName))
        appendField(head, "Server", serverName);
}

//! RFC 9110 section 8.6: "A server MUST NOT send a Content-Length header field in any
//! response with a status code of 1xx (Informational) or 204 (No Content)"; a 304 has no
//! content either (section 15.4.5).
bool hasNoContent(int status)
{
    return status == 204 || status == 304;
}

//! A refusal may say what to upgrade to (426); the rest of the handshake it may not.
bool isRejectionField(QByteArrayView name)
{
    return equalsIgnoringCase(name, "Upgrade") || equalsIgnoringCase(name, "Sec-WebSocket-Version");
}

} // namespace

QByteArray acceptanceResponse(const HandshakeRequest &request, const HandshakeAcceptance &acceptance,
                              QByteArrayView extensions, QByteArrayView serverName)
{
    QByteArray head = statusLine(101, {});
    head.reserve(UsualRoom);
    appendField(head, "Upgrade", "websocket");
    appendField(head, "Connection", "Upgrade");
    appendField(head, "Sec-WebSocket-Accept", acceptKey(request.key));
    appendField(head, "Sec-WebSocket-Protocol", acceptance.subprotocol);
    appendField(head, "Sec-WebSocket-Extensions", extensions);
    appendServer(head, acceptance.fields, serverName);
    appendFields(head, acceptance.fields);
    return head.append("\r\n");
}

QByteArray rejectionResponse(const HandshakeRejection &rejection, QByteArrayView serverName, bool isHead)
{
    const QByteArrayView phrase =
        rejection.reasonPhrase.isEmpty() ? httpReasonPhrase(rejection.status) : rejection.reasonPhrase;
    const QByteArray body = rejection.body.isEmpty() ? phrase.toByteArray() + '\n' : rejection.body;
    QByteArray head = statusLine(rejection.status, phrase);
    // RFC 9110 section 7.8: "A sender of Upgrade MUST also send an "Upgrade"
    // connection option"; closing keeps a request that was sent behind this one
    // (smuggled or in haste) from being read at all.
    appendField(head, "Connection", rejection.fields.contains("Upgrade") ? "Upgrade, close" : "close");
    if (!hasNoContent(rejection.status)) {
        appendField(head, "Content-Type", rejection.contentType);
        appendField(head, "Content-Length", QByteArray::number(body.size()));
    }
    appendServer(head, rejection.fields, serverName);
    appendFields(head, rejection.fields);
    // RFC 9110 section 9.3.2: HEAD is answered like GET, "except that the server MUST NOT
    // send content in the response".
    return head + "\r\n" + (isHead || hasNoContent(rejection.status) ? QByteArray() : body);
}

QByteArray complaintAbout(const HandshakeRequest &request, const HandshakeAcceptance &acceptance)
{
    // RFC 6455 section 4.2.2, item 5: the value "MUST be derived from the client's
    // handshake".
    if (!acceptance.subprotocol.isEmpty() && !request.subprotocols.contains(acceptance.subprotocol))
        return "the client did not offer the subprotocol";
    return complaintAboutFields(acceptance.fields);
}

QByteArray complaintAbout(const HandshakeRejection &rejection, bool isPlain)
{
    if (rejection.status < 200 || rejection.status > 599)
        return "the status of an answer is between 200 and 599";
    if (rejection.status < 300 && !isPlain)
        return "the status of a refusal is between 300 and 599";
    if (!isSafeFieldValue(rejection.reasonPhrase))
        return "control character in the reason phrase";
    if (!isSafeFieldValue(rejection.contentType))
        return "control character in the content type";
    for (const HeaderField &field : rejection.fields.all()) {
        if (const QByteArray complaint = complaintAboutOctets(field); !complaint.isEmpty())
            return complaint;
        const bool isOwned = isHandshakeField(field.name) || equalsIgnoringCase(field.name, "Content-Type");
        if (isOwned && !isRejectionField(field.name))
            return "the handshake itself sets header field " + field.name;
    }
    return {};
}

HandshakeRejection statusPage(bool enabled, QByteArrayView serverName)
{
    if (!enabled) {
        return {.status = 426,
                .reasonPhrase = {},
                .fields = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}},
                .body = "this is a WebSocket server\n"};
    }
    QByteArray page = StatusPageStart.toByteArray();
    if (!serverName.isEmpty())
        page += "<p>Server: " + QString::fromUtf8(serverName).toHtmlEscaped().toUtf8() + "</p>\n";
    page.append(StatusPageEnd);
    return {.status = 200,
            .reasonPhrase = {},
            .fields = {{"Cache-Control", "no-store"},
                       {"Content-Security-Policy", "default-src 'none'"},
                       {"X-Content-Type-Options", "nosniff"}},
            .body = page,
            .contentType = "text/html; charset=utf-8"};
}

} // namespace Gantry::Core
