// SPDX-License-Identifier: MIT
// What a factory of either role holds.
#pragma once

#include "websocket/snapshot_p.h"
#include "websocket/websocketadapterfactory.h"

#include <atomic>

namespace Gantry {

//! What connections of either role are made with. A server's threads read it.
struct FactorySettings
{
    QStringList subprotocols = {};
    HeaderFields headers = {};
    TransportPolicy transportPolicy = TransportPolicy::Auto;
    bool trackTimings = false;
};

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

    //! One connection more, unless there are \a most (0: any number) already. In any
    //! thread, and exact.
    bool admit(int most) noexcept;

    //! Ends everything this factory has while the factory is still whole.
    void deleteChildren();

    WebSocketAdapterFactory *q;
    const QUrl m_url;
    Snapshot<FactorySettings> m_settings;
    std::atomic<int> m_connectionCount{0};
    int m_openPorts = 0;
};

} // namespace Gantry
