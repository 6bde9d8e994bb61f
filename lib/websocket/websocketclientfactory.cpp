// SPDX-License-Identifier: MIT
#include "websocket/websocketclientfactory.h"

#include "websocket/logging_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry {

WebSocketClientFactory::WebSocketClientFactory(const QUrl &url, QObject *parent)
    : WebSocketAdapterFactory(url, parent)
    , d(std::make_unique<WebSocketClientFactoryPrivate>())
{
    d->m_userAgent = QStringLiteral("Gantry/" GANTRY_VERSION);
}

WebSocketClientFactory::~WebSocketClientFactory()
{
    WebSocketAdapterFactoryPrivate::of(this).deleteChildren();
}

QString WebSocketClientFactory::userAgent() const
{
    return d->m_userAgent;
}

void WebSocketClientFactory::setUserAgent(const QString &userAgent)
{
    d->m_userAgent = userAgent;
}

QString WebSocketClientFactory::origin() const
{
    return d->m_origin;
}

void WebSocketClientFactory::setOrigin(const QString &origin)
{
    d->m_origin = origin;
}

void WebSocketClientFactory::setConnectingHandler(ConnectingHandler handler)
{
    d->m_connectingHandler = std::move(handler);
}

QList<QNetworkCookie> WebSocketClientFactory::cookies() const
{
    return d->m_cookies;
}

void WebSocketClientFactory::setCookies(const QList<QNetworkCookie> &cookies)
{
    d->m_cookies = cookies;
}

void WebSocketClientFactory::setCompressionHandler(CompressionHandler handler)
{
    d->m_compressionHandler = std::move(handler);
}

QNetworkProxy WebSocketClientFactory::proxy() const
{
    return d->m_proxy.proxy;
}

void WebSocketClientFactory::setProxy(const QNetworkProxy &proxy)
{
    d->m_proxy.proxy = proxy;
}

bool WebSocketClientFactory::usesSystemProxy() const
{
    return d->m_proxy.usesSystem;
}

void WebSocketClientFactory::setUsesSystemProxy(bool uses)
{
    d->m_proxy.usesSystem = uses;
}

bool WebSocketClientFactory::proxiesLoopback() const
{
    return d->m_proxy.includesLoopback;
}

void WebSocketClientFactory::setProxiesLoopback(bool proxies)
{
    d->m_proxy.includesLoopback = proxies;
}

ReconnectPolicy WebSocketClientFactory::reconnectPolicy() const
{
    return d->m_reconnectPolicy;
}

void WebSocketClientFactory::setReconnectPolicy(const ReconnectPolicy &policy)
{
    d->m_reconnectPolicy = policy;
}

void WebSocketClientFactory::setRetryDecision(WebSocketConnector::RetryDecision decision)
{
    d->m_retryDecision = std::move(decision);
}

void WebSocketClientFactory::setProtocolOptions(const ClientOptions &options)
{
    d->m_options = std::make_shared<ClientOptions>(options);
}

ClientOptions WebSocketClientFactory::protocolOptions() const
{
    return *d->m_options;
}

void WebSocketClientFactory::resetProtocolOptions()
{
    setProtocolOptions({});
}

void WebSocketClientFactory::setProtocolCreator(ProtocolCreator creator)
{
    d->m_creator = std::move(creator);
}

WebSocketClientProtocol *WebSocketClientFactory::buildProtocol(const QString &)
{
    const auto creator = d->m_creator; // which may replace itself
    return creator ? creator() : new WebSocketClientProtocol;
}

WebSocketClientProtocol *WebSocketClientFactoryPrivate::makeProtocol(WebSocketClientFactory *factory,
                                                                     const QString &peer)
{
    const QPointer<WebSocketClientFactory> factoryGuard(factory);
    const QPointer<WebSocketClientProtocol> protocol(factory->buildProtocol(peer));
    if (!protocol || !factoryGuard)
        return nullptr;
    WebSocketAdapterProtocolPrivate::of(protocol).join(factory, factory, {.peer = peer});
    protocol->adoptOptions(factory->d->m_options);
    return protocol;
}

} // namespace Gantry
