// SPDX-License-Identifier: MIT
#include "websocket/websocketurl.h"

#include "core/handshake/websocketurl.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! With a slash in front, as a URL with a host wants it.
QString absolutePath(const QString &path)
{
    return path.startsWith(u'/') ? path : u'/' + path;
}

//! A URL that can be used, or none.
QUrl usable(const QUrl &url)
{
    return parseWebSocketUrl(url).isValid() ? url : QUrl();
}

} // namespace

WebSocketUrl parseWebSocketUrl(const QUrl &url)
{
    const auto parsed = Core::parseWebSocketUrl(url);
    if (const auto *error = std::get_if<Core::UrlError>(&parsed))
        return {.error = error->text};
    const auto &address = std::get<Core::WebSocketAddress>(parsed);
    const qsizetype mark = address.target.indexOf('?');
    const QByteArray path = mark < 0 ? address.target : address.target.first(mark);
    return {.isSecure = address.isSecure,
            .isLocal = address.isLocal,
            .host = address.host,
            .port = address.port,
            .localPath = address.localPath,
            .target = address.target,
            .path = QUrl::fromPercentEncoding(path),
            .query = QUrlQuery(url),
            .hostField = address.hostField};
}

QUrl createWebSocketUrl(const QString &host, int port, bool isSecure, const QString &path,
                        const QUrlQuery &query)
{
    QUrl url;
    url.setScheme(isSecure ? u"wss"_s : u"ws"_s);
    url.setHost(host, QUrl::StrictMode);
    const bool isDefault = port == (isSecure ? 443 : 80);
    // Without its port this host would read as the sign for a unix socket.
    const bool mustSayPort = url.host() == "unix"_L1;
    if (port < -1 || port > 65535)
        return {};
    if (mustSayPort && port == -1)
        url.setPort(isSecure ? 443 : 80);
    else if (!isDefault || mustSayPort)
        url.setPort(port);
    url.setPath(absolutePath(path), QUrl::DecodedMode);
    if (!query.isEmpty())
        url.setQuery(query);
    return usable(url);
}

QUrl createLocalWebSocketUrl(const QString &localPath, const QString &path, const QUrlQuery &query)
{
    if (localPath.contains(":/"_L1) || !localPath.startsWith(u'/'))
        return {};
    QUrl url;
    url.setScheme(u"ws+unix"_s);
    url.setPath(path.isEmpty() ? localPath : localPath + u':' + absolutePath(path), QUrl::DecodedMode);
    if (!query.isEmpty())
        url.setQuery(query);
    return usable(url);
}

} // namespace Gantry
