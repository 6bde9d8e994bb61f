// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyroute.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

std::variant<Core::WebSocketAddress, QString> parseUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid())
        return u"'%1' is not a URL"_s.arg(text);
    const auto parsed = Core::parseWebSocketUrl(url);
    if (const auto *error = std::get_if<Core::UrlError>(&parsed))
        return u"'%1': %2"_s.arg(text, error->text);
    return std::get<Core::WebSocketAddress>(parsed);
}

QString complaintAboutListen(const Core::WebSocketAddress &address, const QString &text)
{
    if (address.isLocal)
        return u"'%1': a proxy listens on ws or wss"_s.arg(text);
    if (address.target != "/")
        return u"'%1': a URL to listen on has no path: clients choose theirs"_s.arg(text);
    return {};
}

QString complaintAboutTarget(const Core::WebSocketAddress &address, const QString &text)
{
    if (address.target.contains('?'))
        return u"'%1': a target has no query: clients send theirs"_s.arg(text);
    if (!address.isLocal && address.port == 0)
        return u"'%1': a target needs a port other than 0"_s.arg(text);
    return {};
}

} // namespace

ProxyRouteResult makeProxyRoute(const QString &listenUrl, const QString &targetUrl)
{
    const auto listen = parseUrl(listenUrl);
    if (const auto *error = std::get_if<QString>(&listen))
        return *error;
    const auto target = parseUrl(targetUrl);
    if (const auto *error = std::get_if<QString>(&target))
        return *error;
    ProxyRoute route{.listen = std::get<Core::WebSocketAddress>(listen),
                     .target = std::get<Core::WebSocketAddress>(target),
                     .listenUrl = listenUrl,
                     .targetUrl = targetUrl};
    for (const QString &complaint :
         {complaintAboutListen(route.listen, listenUrl), complaintAboutTarget(route.target, targetUrl)}) {
        if (!complaint.isEmpty())
            return complaint;
    }
    return route;
}

ProxyRouteResult parseProxyRoute(const QString &text)
{
    const qsizetype separator = text.indexOf(u'=');
    if (separator < 0)
        return u"'%1' is not LISTEN=TARGET"_s.arg(text);
    return makeProxyRoute(text.first(separator), text.sliced(separator + 1));
}

std::variant<ForwardListen, QString> parseForwardListen(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != "http"_L1 || url.port() < 0)
        return u"'%1' is not http://HOST:PORT"_s.arg(text);
    QUrl plain = url;
    plain.setScheme(u"ws"_s);
    const auto address = parseUrl(plain.toString(QUrl::FullyEncoded));
    if (const auto *error = std::get_if<QString>(&address))
        return *error;
    if (std::get<Core::WebSocketAddress>(address).target != "/")
        return u"'%1': a URL to listen on has no path"_s.arg(text);
    return ForwardListen{.address = std::get<Core::WebSocketAddress>(address), .url = text};
}

} // namespace Gantry::Inspector
