// SPDX-License-Identifier: MIT
#include "websocket/openingrecord.h"

#include "core/handshake/clienthandshake.h"
#include "core/handshake/serverhandshake.h"

#include <limits>

namespace Gantry {

namespace {

QByteArray requestLineOf(const Core::HttpRequestHead &head)
{
    return head.method + ' ' + head.target + " HTTP/1.1";
}

QByteArray statusLineOf(const Core::HttpResponseHead &head)
{
    return "HTTP/1.1 " + QByteArray::number(head.status) + ' ' + head.reasonPhrase;
}

} // namespace

void OpeningRecord::received(const Core::HandshakeRequest &handshake)
{
    requestLine = "GET " + handshake.target + " HTTP/1.1";
    target = handshake.target;
    request = handshake.fields;
}

void OpeningRecord::received(const Core::HandshakeResponse &handshake)
{
    statusLine = statusLineOf(handshake.head);
    response = handshake.head.fields;
}

// Without a request line: it opens nothing that the tap would show.
void OpeningRecord::received(const Core::PlainRequest &plain)
{
    target = plain.target;
    request = plain.head.fields;
}

void OpeningRecord::sent(Core::Role role, QByteArrayView octets)
{
    using Reader = Core::HttpHeadReader;
    constexpr int any = std::numeric_limits<int>::max();
    Reader reader(role == Core::Role::Client ? Reader::Kind::Request : Reader::Kind::Response,
                  Core::Limits{.maxHeaderBytes = any, .maxHeaderFields = any});
    reader.feed(octets);
    if (reader.status() != Reader::Status::Complete)
        return;
    if (role == Core::Role::Client) {
        requestLine = requestLineOf(reader.request());
        target = reader.request().target;
        request = reader.request().fields;
    } else {
        statusLine = statusLineOf(reader.response());
        response = reader.response().fields;
    }
}

} // namespace Gantry
