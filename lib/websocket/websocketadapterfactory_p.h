// SPDX-License-Identifier: MIT
// What a factory of either role holds.
#pragma once

#include "websocket/websocketadapterfactory.h"

namespace Gantry {

class WebSocketAdapterFactoryPrivate
{
public:
    WebSocketAdapterFactoryPrivate(WebSocketAdapterFactory *factory, const QUrl &url)
        : q(factory)
        , m_url(url)
    { }
    static WebSocketAdapterFactoryPrivate &of(WebSocketAdapterFactory *factory) { return *factory->d; }

    //! A listener or connector begins, and is done: what startFactory() and
    //! stopFactory() hang on.
    void portOpened();
    void portClosed();

    //! Ends everything this factory has while the factory is still whole.
    void deleteChildren();

    WebSocketAdapterFactory *q;
    QUrl m_url;
    QStringList m_subprotocols;
    HeaderFields m_headers;
    int m_connectionCount = 0;
    int m_openPorts = 0;
    TransportPolicy m_transportPolicy = TransportPolicy::Auto;
    bool m_trackTimings = false;
};

} // namespace Gantry
