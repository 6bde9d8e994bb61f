// SPDX-License-Identifier: MIT
// Several servers on one port, told apart by the path.
#pragma once

#include "websocketserverfactory.h"

namespace Gantry {

class WebSocketResourceRouterPrivate;

/*!
    A factory whose connections go to other factories, each with its own options,
    subprotocols, headers, handlers and protocol class:

    \code
    WebSocketResourceRouter router(QUrl(u"ws://127.0.0.1:9000"_s));
    router.addRoute(u"/chat"_s, &chat);
    router.addRoute(u"/api"_s, &api, WebSocketResourceRouter::Match::Prefix);
    listenWS(&router);
    \endcode

    The router itself reads a request's head: its options maxHeaderBytes, maxHeaderFields,
    openHandshakeTimeout and tcpNoDelay hold for that. Everything else, a page for a plain
    request included, is the route's business. What has no route, or could not be read, is
    the router's own, whose handlers answer 404 unless they are replaced.

    Paths are compared octet by octet with percent-encoding undone. An exact route goes
    before a prefix, a longer prefix before a shorter one, and a prefix ends with a whole
    segment: "/api" is the prefix of "/api" and "/api/v1", not of "/apis". A path with a
    segment "." or "..", an encoded slash or broken encoding has no route.

    A router may be the route of a router, and adopt() sorts sockets as a port does.

    All connections of a router, those of its routes included, are served in its own
    thread: it has no workerThreads(), and a route's are for ports of the route's own.
*/
class GANTRY_WEBSOCKET_EXPORT WebSocketResourceRouter : public WebSocketServerFactory
{
    Q_OBJECT

public:
    enum class Match : quint8 { Exact, Prefix };
    Q_ENUM(Match)

    explicit WebSocketResourceRouter(const QUrl &url, QObject *parent = nullptr);
    ~WebSocketResourceRouter() override;

    //! Requests for \a path, which begins with a slash and may be percent-encoded, go to
    //! \a factory, whose startFactory() is called as if it had a port of its own. The
    //! factory is not owned, its own URL is not looked at, and it may have several routes;
    //! when it is deleted they end. Connections of other threads' factories cannot be
    //! served. false, and no effect: \a path is no path or has a route already, or
    //! \a factory is null, or leads back here.
    bool addRoute(const QString &path, WebSocketServerFactory *factory, Match match = Match::Exact);
    //! Ends that route, whose connections go on. false: there was none.
    bool removeRoute(const QString &path, Match match = Match::Exact);
    //! Whose \a path is; nullptr: nobody's.
    WebSocketServerFactory *factoryFor(const QString &path) const;

    //! Those of all its routes too.
    QFuture<void> shutdown(std::chrono::milliseconds patience = std::chrono::seconds(5)) override;

private:
    WebSocketResourceRouterPrivate *routerPrivate() const;
};

} // namespace Gantry
