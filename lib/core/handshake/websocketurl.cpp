// SPDX-License-Identifier: MIT
#include "core/handshake/websocketurl.h"

#include <optional>

namespace Gantry::Core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Parsed = std::variant<WebSocketAddress, UrlError>;

UrlError error(QLatin1StringView text)
{
    return {QString(text)};
}

QByteArray query(const QUrl &url)
{
    return url.hasQuery() ? '?' + url.query(QUrl::FullyEncoded).toLatin1() : QByteArray();
}

//! What no kind of address may have; nullopt when all is well.
std::optional<UrlError> commonError(const QUrl &url)
{
    if (!url.isValid())
        return UrlError{"invalid URL: "_L1 + (url.isEmpty() ? u"it is empty"_s : url.errorString())};
    // RFC 6455 section 3: "Fragment identifiers are meaningless in the context of
    // WebSocket URIs and MUST NOT be used on these URIs."
    if (url.hasFragment())
        return error("a WebSocket URL has no fragment"_L1);
    if (!url.userInfo().isEmpty())
        return error("a WebSocket URL has no user information"_L1);
    return std::nullopt;
}

//! /abs/path[:/resource]
Parsed localAddress(const QUrl &url)
{
    const QByteArray encoded = url.path(QUrl::FullyEncoded).toLatin1();
    const qsizetype colon = encoded.indexOf(":/");
    const QByteArray socket = colon < 0 ? encoded : encoded.first(colon);
    WebSocketAddress address{.isLocal = true, .hostField = "localhost"};
    address.localPath = QUrl::fromPercentEncoding(socket);
    address.target = (colon < 0 ? QByteArray("/") : encoded.sliced(colon + 1)) + query(url);
    if (!socket.startsWith('/') || socket.size() < 2)
        return error("the path of a unix socket is absolute"_L1);
    if (address.localPath.contains(QChar::Null))
        return error("NUL in the path of a unix socket"_L1);
    return address;
}

Parsed networkAddress(const QUrl &url, bool isSecure)
{
    // The ASCII form of an international name, which DNS, TLS and Host all want.
    const QString host = url.host(QUrl::FullyEncoded);
    if (host.isEmpty())
        return error("the URL has no host"_L1);
    const quint16 defaultPort = isSecure ? 443 : 80;
    WebSocketAddress address{.isSecure = isSecure, .host = host};
    address.port = quint16(url.port(defaultPort));
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    // RFC 6455 section 3: the resource name is "/" if the path is empty.
    address.target = (path.isEmpty() ? QByteArray("/") : path) + query(url);
    // RFC 6874 section 4: a zone means something on this machine alone.
    const QByteArray name = host.section(u'%', 0, 0).toLatin1();
    address.hostField = name.contains(':') ? '[' + name + ']' : name;
    if (address.port != defaultPort)
        address.hostField += ':' + QByteArray::number(address.port);
    return address;
}

} // namespace

Parsed parseWebSocketUrl(const QUrl &url)
{
    if (const auto complaint = commonError(url))
        return *complaint;
    const QString scheme = url.scheme();
    if (scheme == "ws+unix"_L1) {
        if (!url.host().isEmpty())
            return error("a unix socket has no host"_L1);
        return localAddress(url);
    }
    const bool isSecure = scheme == "wss"_L1;
    if (!isSecure && scheme != "ws"_L1)
        return error("the scheme must be ws, wss or ws+unix"_L1);
    // QUrl drops an empty port, so ws://unix/path says the same as ws://unix:/path; a
    // host of that name is reached by naming its port.
    if (url.host() == "unix"_L1 && url.port() == -1) {
        if (isSecure) // better no connection than one without the TLS that was asked for
            return error("wss over a unix socket is not supported"_L1);
        return localAddress(url);
    }
    return networkAddress(url, isSecure);
}

} // namespace Gantry::Core
