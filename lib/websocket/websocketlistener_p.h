// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/transport/acceptor.h"
#include "websocket/websocketlistener.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>

namespace Gantry {

class WebSocketListenerPrivate
{
public:
    WebSocketListenerPrivate(WebSocketListener *listener, WebSocketServerFactory *factory)
        : q(listener)
        , m_factory(factory)
        , m_url(factory->url())
    { }

    void listen(const std::optional<QSslConfiguration> &ssl, int backlog, const QString &interfaceAddress);
    void close();

    WebSocketListener *q;
    QPointer<WebSocketServerFactory> m_factory;
    QUrl m_url;
    QString m_error;
    std::unique_ptr<Acceptor> m_acceptor; //!< while it listens

private:
    QString tryToListen(const std::optional<QSslConfiguration> &ssl, int backlog,
                        const QString &interfaceAddress);
};

} // namespace Gantry
