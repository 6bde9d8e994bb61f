// SPDX-License-Identifier: MIT
#include "websocket/proxychoice.h"

#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! RFC 6761 section 6.3 has every name below localhost on this machine too.
bool isLoopback(const QString &host)
{
    const QString name = host.toLower();
    return name == u"localhost"_s || name.endsWith(u".localhost"_s) || QHostAddress(host).isLoopback();
}

bool canTunnel(const QNetworkProxy &proxy)
{
    switch (proxy.type()) {
    case QNetworkProxy::NoProxy:
    case QNetworkProxy::HttpProxy:
    case QNetworkProxy::Socks5Proxy:
        return true;
    case QNetworkProxy::DefaultProxy:
    case QNetworkProxy::HttpCachingProxy:
    case QNetworkProxy::FtpCachingProxy:
        break;
    }
    return false;
}

//! What the system names for web pages of the same host; browsers do the same (RFC 6455
//! section 4.1, item 3 of the first list).
QNetworkProxy systemProxy(const Core::WebSocketAddress &address)
{
    QUrl url;
    url.setScheme(address.isSecure ? u"https"_s : u"http"_s);
    url.setHost(address.host);
    url.setPort(address.port);
    QList<QNetworkProxy> proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    for (QNetworkProxy &proxy : proxies) {
        // An HTTP proxy, asked for a page; a tunnel is asked of the same.
        if (proxy.type() == QNetworkProxy::HttpCachingProxy)
            proxy.setType(QNetworkProxy::HttpProxy);
    }
    const auto usable = std::ranges::find_if(proxies, canTunnel);
    return usable == proxies.end() ? QNetworkProxy(QNetworkProxy::NoProxy) : *usable;
}

} // namespace

std::variant<QNetworkProxy, QString> chooseProxy(const ProxySettings &settings,
                                                 const Core::WebSocketAddress &address)
{
    const QNetworkProxy none(QNetworkProxy::NoProxy);
    if (address.isLocal || (isLoopback(address.host) && !settings.includesLoopback))
        return none;
    QNetworkProxy proxy = settings.usesSystem ? systemProxy(address) : settings.proxy;
    if (proxy.type() == QNetworkProxy::DefaultProxy)
        proxy = QNetworkProxy::applicationProxy();
    if (proxy.type() == QNetworkProxy::NoProxy || proxy.type() == QNetworkProxy::DefaultProxy)
        return none;
    if (!canTunnel(proxy))
        return u"the proxy cannot carry a WebSocket connection: it is neither HTTP CONNECT nor SOCKS 5"_s;
    if (proxy.hostName().isEmpty() || proxy.port() == 0)
        return u"the proxy has no host or no port"_s;
    return proxy;
}

} // namespace Gantry
