// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/websocketresourcerouter.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry {

class WebSocketResourceRouterPrivate final : public WebSocketServerFactoryPrivate
{
public:
    using Match = WebSocketResourceRouter::Match;

    struct Route
    {
        QByteArray path; //!< comparable
        Match match = Match::Exact;
        QPointer<WebSocketServerFactory> factory;
    };

    using WebSocketServerFactoryPrivate::WebSocketServerFactoryPrivate;

    WebSocketServerProtocol *take(std::unique_ptr<Transport> transport, Core::TimePoint since) override;
    //! Its routes' factories have threads of their own.
    bool canSpread() const override { return false; }
    //! \a path is comparable; null for none.
    WebSocketServerFactory *find(const QByteArray &path) const;
    bool add(const QByteArray &path, WebSocketServerFactory *factory, Match match);
    bool remove(const QByteArray &path, Match match);
    bool leadsTo(const WebSocketServerFactory *factory) const;
    //! Each once, those that are still there.
    QList<QPointer<WebSocketServerFactory>> factories() const;

private:
    void hand(std::unique_ptr<Transport> transport, const Core::HttpRequestHead &head, Core::TimePoint since);

    QList<Route> m_routes;
};

} // namespace Gantry
