// SPDX-License-Identifier: MIT
#include "websocket/websocketresourcerouter.h"

#include "core/handshake/requesttarget.h"
#include "websocket/requestreader.h"
#include "websocket/servershutdown.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketresourcerouter_p.h"

#include <algorithm>

namespace Gantry {

namespace {

QByteArray comparable(const QString &path)
{
    return path.startsWith(QLatin1Char('/')) ? Core::comparablePath(path.toUtf8()) : QByteArray();
}

ConnectDecision nobodysPath()
{
    return ConnectDecision::deny(404, {}, {}, "there is nothing here\n");
}

} // namespace

WebSocketResourceRouter::WebSocketResourceRouter(const QUrl &url, QObject *parent)
    : WebSocketServerFactory(url, std::make_unique<WebSocketResourceRouterPrivate>(this), parent)
{
    setConnectHandler([](const ConnectionRequest &) { return nobodysPath(); });
    setHttpHandler([](const HttpRequest &) { return nobodysPath(); });
}

WebSocketResourceRouter::~WebSocketResourceRouter()
{
    WebSocketAdapterFactoryPrivate::of(this).deleteChildren();
    for (const auto &factory : routerPrivate()->factories()) {
        if (factory)
            WebSocketAdapterFactoryPrivate::of(factory).portClosed();
    }
}

WebSocketResourceRouterPrivate *WebSocketResourceRouter::routerPrivate() const
{
    return static_cast<WebSocketResourceRouterPrivate *>(&WebSocketServerFactoryPrivate::of(this));
}

bool WebSocketResourceRouter::addRoute(const QString &path, WebSocketServerFactory *factory, Match match)
{
    return routerPrivate()->add(comparable(path), factory, match);
}

bool WebSocketResourceRouter::removeRoute(const QString &path, Match match)
{
    return routerPrivate()->remove(comparable(path), match);
}

WebSocketServerFactory *WebSocketResourceRouter::factoryFor(const QString &path) const
{
    return routerPrivate()->find(comparable(path));
}

QFuture<void> WebSocketResourceRouter::shutdown(std::chrono::milliseconds patience)
{
    const QPointer<WebSocketResourceRouter> guard(this);
    const QFuture<void> own = WebSocketServerFactory::shutdown(patience);
    if (!guard)
        return own;
    // They asked for nothing yet.
    for (RequestReader *reader : findChildren<RequestReader *>(QString(), Qt::FindDirectChildrenOnly))
        delete reader;
    for (const auto &factory : routerPrivate()->factories()) {
        const QFuture<void> other = factory ? factory->shutdown(patience) : QtFuture::makeReadyFuture();
        if (!guard)
            return own;
        if (ServerShutdown *shutdown = routerPrivate()->m_shutdown)
            shutdown->waitFor(other);
    }
    return own;
}

WebSocketServerProtocol *WebSocketResourceRouterPrivate::take(std::unique_ptr<Transport> transport,
                                                              Core::TimePoint since)
{
    if (m_shutdown)
        return nullptr;
    const auto settings = this->settings();
    const ServerOptions &options = *settings->options;
    std::optional<Core::TimePoint> deadline;
    if (options.openHandshakeTimeout.count() > 0)
        deadline = since + options.openHandshakeTimeout;
    auto *reader = new RequestReader(
        std::move(transport),
        {.maxHeaderBytes = options.maxHeaderBytes, .maxHeaderFields = options.maxHeaderFields}, deadline, q);
    reader->finished = [this, since](std::unique_ptr<Transport> asked, const Core::HttpRequestHead &head) {
        hand(std::move(asked), head, since);
    };
    reader->start();
    return nullptr;
}

void WebSocketResourceRouterPrivate::hand(std::unique_ptr<Transport> transport,
                                          const Core::HttpRequestHead &head, Core::TimePoint since)
{
    const auto target = Core::readRequestTarget(head);
    if (WebSocketServerFactory *factory = find(target ? Core::comparablePath(target->path) : QByteArray()))
        of(factory).take(std::move(transport), since);
    else
        WebSocketServerFactoryPrivate::take(std::move(transport), since);
}

WebSocketServerFactory *WebSocketResourceRouterPrivate::find(const QByteArray &path) const
{
    const Route *best = nullptr;
    for (const Route &route : m_routes) {
        if (!route.factory || path.isEmpty())
            continue;
        if (route.match == Match::Exact && route.path == path)
            return route.factory;
        if (route.match == Match::Prefix && Core::isAtOrBelow(path, route.path)
            && (!best || best->path.size() < route.path.size()))
            best = &route;
    }
    return best ? best->factory.data() : nullptr;
}

bool WebSocketResourceRouterPrivate::add(const QByteArray &path, WebSocketServerFactory *factory, Match match)
{
    m_routes.removeIf([](const Route &route) { return !route.factory; });
    const bool isTaken = std::ranges::any_of(
        m_routes, [&](const Route &route) { return route.path == path && route.match == match; });
    if (path.isEmpty() || isTaken || !factory || factory == q)
        return false;
    const auto *router = qobject_cast<WebSocketResourceRouter *>(factory);
    if (router && static_cast<WebSocketResourceRouterPrivate &>(of(router)).leadsTo(q))
        return false;
    const bool isNew = !factories().contains(factory);
    m_routes.append({.path = path, .match = match, .factory = factory});
    if (isNew)
        WebSocketAdapterFactoryPrivate::of(factory).portOpened();
    return true;
}

bool WebSocketResourceRouterPrivate::remove(const QByteArray &path, Match match)
{
    const auto found = std::ranges::find_if(
        m_routes, [&](const Route &route) { return route.path == path && route.match == match; });
    if (found == m_routes.end())
        return false;
    const QPointer<WebSocketServerFactory> factory = found->factory;
    m_routes.erase(found);
    if (factory && !factories().contains(factory))
        WebSocketAdapterFactoryPrivate::of(factory).portClosed();
    return true;
}

bool WebSocketResourceRouterPrivate::leadsTo(const WebSocketServerFactory *factory) const
{
    return std::ranges::any_of(factories(), [factory](const QPointer<WebSocketServerFactory> &known) {
        const auto *router = qobject_cast<WebSocketResourceRouter *>(known);
        return known == factory
            || (router && static_cast<WebSocketResourceRouterPrivate &>(of(router)).leadsTo(factory));
    });
}

QList<QPointer<WebSocketServerFactory>> WebSocketResourceRouterPrivate::factories() const
{
    QList<QPointer<WebSocketServerFactory>> all;
    for (const Route &route : m_routes) {
        if (route.factory && !all.contains(route.factory))
            all.append(route.factory);
    }
    return all;
}

} // namespace Gantry
