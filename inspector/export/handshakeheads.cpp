// SPDX-License-Identifier: GPL-3.0-only
#include "export/handshakeheads.h"

#include "core/handshake/serverhandshake.h"

#include <QtCore/QUrl>

namespace Gantry::Inspector {

namespace {

constexpr QByteArrayView ExtensionsName = "Sec-WebSocket-Extensions";

//! The example of RFC 6455 section 1.3.
constexpr QByteArrayView AssumedKey = "dGhlIHNhbXBsZSBub25jZQ==";

//! A line break in a value would be one in the head.
QByteArray oneLine(QByteArray text)
{
    return text.replace('\r', ' ').replace('\n', ' ');
}

void addMissing(QByteArrayView name, const QByteArray &value, Core::HeaderFields &fields)
{
    if (!value.isEmpty() && !fields.contains(name))
        fields.append(name.toByteArray(), value);
}

Core::HeaderFields without(QByteArrayView name, const Core::HeaderFields &fields)
{
    Core::HeaderFields kept;
    for (const Core::HeaderField &field : fields.all()) {
        if (!Core::equalsIgnoringCase(field.name, name))
            kept.append(field.name, field.value);
    }
    return kept;
}

QByteArray headOf(const QByteArray &startLine, const Core::HeaderFields &fields)
{
    QByteArray head = oneLine(startLine) + "\r\n";
    for (const Core::HeaderField &field : fields.all())
        head += oneLine(field.name) + ": " + oneLine(field.value) + "\r\n";
    return head + "\r\n";
}

QByteArray hostOf(const Tap::OpenRecord &open)
{
    const QUrl url = QUrl::fromEncoded(open.url);
    const QByteArray authority = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveUserInfo | QUrl::RemovePath
                                               | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const QByteArray host = authority.startsWith("//") ? authority.sliced(2) : authority;
    return host.isEmpty() ? QByteArrayLiteral("localhost") : host;
}

} // namespace

HandshakeHeads handshakeHeads(const Tap::OpenRecord &open, ExtensionHeaders extensions)
{
    Core::HeaderFields request = open.request;
    Core::HeaderFields response = open.response;
    addMissing("Host", hostOf(open), request);
    const QByteArray status = open.statusLine.split(' ').value(1);
    if (status == "101" || open.statusLine.isEmpty()) {
        addMissing("Upgrade", "websocket", request);
        addMissing("Connection", "Upgrade", request);
        addMissing("Sec-WebSocket-Key", AssumedKey.toByteArray(), request);
        addMissing("Sec-WebSocket-Version", "13", request);
        addMissing("Sec-WebSocket-Protocol", open.subprotocol, request);
        addMissing(ExtensionsName, open.extensions, request);
        addMissing("Upgrade", "websocket", response);
        addMissing("Connection", "Upgrade", response);
        addMissing("Sec-WebSocket-Accept", Core::acceptKey(request.value("Sec-WebSocket-Key")), response);
        addMissing("Sec-WebSocket-Protocol", open.subprotocol, response);
        addMissing(ExtensionsName, open.extensions, response);
    }
    if (extensions == ExtensionHeaders::LeaveOut) {
        request = without(ExtensionsName, request);
        response = without(ExtensionsName, response);
    }
    const QByteArray line = open.requestLine.isEmpty() ? requestLineFor(open.url) : open.requestLine;
    HandshakeHeads heads{.request = headOf(line, request), .response = {}};
    if (!open.statusLine.isEmpty())
        heads.response = headOf(open.statusLine, response);
    return heads;
}

QByteArray requestLineFor(const QByteArray &url)
{
    QByteArray target =
        QUrl::fromEncoded(url).toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    if (!target.startsWith('/'))
        target.prepend('/');
    return "GET " + target + " HTTP/1.1";
}

QByteArray switchingProtocols()
{
    return QByteArrayLiteral("HTTP/1.1 101 Switching Protocols");
}

Tap::OpenRecord assumedOpening(const Tap::FrameRecord &firstFrame)
{
    Tap::OpenRecord open;
    open.head = firstFrame.head;
    // RFC 6455 section 5.1: a client masks its frames, and a server does not.
    const bool isClients = firstFrame.header.masked;
    open.role =
        isClients == (firstFrame.direction == Tap::Direction::Sent) ? Core::Role::Client : Core::Role::Server;
    open.url = QByteArrayLiteral("ws://unknown.invalid/");
    open.statusLine = switchingProtocols();
    // Any frame may be compressed; one that is not loses nothing by this.
    open.extensions = QByteArrayLiteral("permessage-deflate");
    return open;
}

} // namespace Gantry::Inspector
