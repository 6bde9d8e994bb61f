// SPDX-License-Identifier: MIT
#include "core/handshake/clienthandshake.h"

#include "core/handshake/handshakefields.h"
#include "core/handshake/serverhandshake.h"
#include "core/message/utf8validator.h"

#include <QtCore/QSet>

#include <algorithm>
#include <array>

namespace Gantry::Core {

namespace {

QByteArray complaintAboutSubprotocols(const QByteArrayList &subprotocols)
{
    // RFC 6455 section 4.1, item 10.
    if (!std::ranges::all_of(subprotocols, isToken))
        return "a subprotocol is not a token";
    if (QSet<QByteArray>(subprotocols.cbegin(), subprotocols.cend()).size() != subprotocols.size())
        return "a subprotocol is named twice";
    return {};
}

//! Whether a field that ClientRequest has a member for comes a second time.
bool isDoubled(const ClientRequest &request)
{
    return (!request.origin.isEmpty() && request.fields.contains("Origin"))
        || (!request.userAgent.isEmpty() && request.fields.contains("User-Agent"));
}

//! What is checked, and what it is checked against.
struct Answer
{
    const HttpResponseHead &head;
    const ClientRequest &request;
    QByteArrayView key;
};

//! A check fills in its part of the response, or says what is wrong (else empty).
using Check = QByteArray (*)(const Answer &, HandshakeResponse &);

// RFC 6455 section 4.1, what follows "Once the client's opening handshake has been
// sent", item 1: anything but 101 is ordinary HTTP. A reason phrase is shown as it
// came if it can be.
QByteArray checkStatus(const Answer &answer, HandshakeResponse &)
{
    if (answer.head.status == 101)
        return {};
    const QByteArray &phrase = answer.head.reasonPhrase;
    const bool isReadable = !phrase.isEmpty() && phrase.size() <= 100 && isValidUtf8(phrase);
    return "the server answered " + QByteArray::number(answer.head.status) + ' '
        + (isReadable ? phrase : httpReasonPhrase(answer.head.status).toByteArray());
}

// Items 2 and 3.
QByteArray checkUpgrade(const Answer &answer, HandshakeResponse &)
{
    const HeaderFields &fields = answer.head.fields;
    if (fields.count("Upgrade") != 1 || !equalsIgnoringCase(fields.value("Upgrade"), "websocket"))
        return "the answer's Upgrade header field is not websocket";
    if (!fields.hasToken("Connection", "Upgrade"))
        return "the answer's Connection header field does not name Upgrade";
    return {};
}

// Item 4.
QByteArray checkAccept(const Answer &answer, HandshakeResponse &)
{
    const HeaderFields &fields = answer.head.fields;
    if (fields.count("Sec-WebSocket-Accept") != 1
        || fields.value("Sec-WebSocket-Accept") != acceptKey(answer.key))
        return "the answer's Sec-WebSocket-Accept header field does not belong to the request";
    return {};
}

// Item 6: a subprotocol "that was not present in the client's handshake" fails the
// connection.
QByteArray checkSubprotocol(const Answer &answer, HandshakeResponse &response)
{
    const int count = answer.head.fields.count("Sec-WebSocket-Protocol");
    response.subprotocol = answer.head.fields.value("Sec-WebSocket-Protocol");
    if (count > 1)
        return "the server chose more than one subprotocol";
    if (count == 1 && !answer.request.subprotocols.contains(response.subprotocol))
        return "the server chose a subprotocol that was not offered";
    return {};
}

// Item 5, and section 9.1. One extension is offered, so one may come, once.
QByteArray checkExtensions(const Answer &answer, HandshakeResponse &response)
{
    if (!answer.head.fields.contains("Sec-WebSocket-Extensions"))
        return {};
    response.extensions = answer.head.fields.joined("Sec-WebSocket-Extensions");
    const auto extensions = parseExtensions(response.extensions);
    if (!extensions)
        return "malformed Sec-WebSocket-Extensions header field";
    if (!answer.request.deflate || extensions->first().name != "permessage-deflate")
        return "the server chose an extension that was not offered";
    if (extensions->size() != 1)
        return "the server chose more extensions than were offered";
    response.deflate = checkDeflateResponse(extensions->first(), *answer.request.deflate);
    if (!response.deflate)
        return "the server's permessage-deflate parameters do not answer the offer";
    return {};
}

constexpr std::array<Check, 5> Checks{checkStatus, checkUpgrade, checkAccept, checkSubprotocol,
                                      checkExtensions};

} // namespace

QByteArray complaintAbout(const ClientRequest &request)
{
    if (request.version != 13 && request.version != 8)
        return "the protocol's version is 13 or 8";
    if (!isHostValue(request.host))
        return "malformed host";
    if (!isOriginForm(request.target))
        return "malformed target: it begins with '/' and has no blanks, control characters or '#'";
    if (!isSafeFieldValue(request.origin))
        return "control character in the origin";
    if (!isSafeFieldValue(request.userAgent))
        return "control character in the user agent";
    if (const QByteArray complaint = complaintAboutSubprotocols(request.subprotocols); !complaint.isEmpty())
        return complaint;
    if (isDoubled(request))
        return "Origin or User-Agent is set twice";
    return complaintAboutFields(request.fields);
}

QByteArray clientRequestHead(const ClientRequest &request, QByteArrayView key)
{
    QByteArray head = "GET " + request.target + " HTTP/1.1\r\n";
    appendField(head, "Host", request.host);
    appendField(head, "Upgrade", "websocket");
    appendField(head, "Connection", "Upgrade");
    appendField(head, "Sec-WebSocket-Key", key);
    appendField(head, "Sec-WebSocket-Version", QByteArray::number(request.version));
    appendField(head, request.version == 8 ? "Sec-WebSocket-Origin" : "Origin", request.origin);
    appendField(head, "User-Agent", request.userAgent);
    appendField(head, "Sec-WebSocket-Protocol", request.subprotocols.join(", "));
    if (request.deflate)
        appendField(head, "Sec-WebSocket-Extensions", deflateOffer(*request.deflate));
    appendFields(head, request.fields);
    return head + "\r\n";
}

std::variant<HandshakeResponse, HandshakeFailure>
readClientHandshake(const HttpResponseHead &head, const ClientRequest &request, QByteArrayView key)
{
    HandshakeResponse response{.head = head};
    for (const Check check : Checks) {
        const QByteArray complaint = check({head, request, key}, response);
        if (!complaint.isEmpty())
            return HandshakeFailure{head.status, complaint, head.fields};
    }
    return response;
}

} // namespace Gantry::Core
