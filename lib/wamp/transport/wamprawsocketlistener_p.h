// SPDX-License-Identifier: MIT
#pragma once

#include "wamp/transport/wamprawsocketlistener.h"
#include "wamp/transport/wamprawsocketserverfactory.h"
#include "websocket/transport/acceptor.h"

#include <vector>

namespace Gantry {

class WampRawSocketListenerPrivate
{
public:
    WampRawSocketListenerPrivate(WampRawSocketListener *listener, WampRawSocketServerFactory *factory)
        : q(listener)
        , m_factory(factory)
    { }

    void listen(const QUrl &url, const std::optional<QSslConfiguration> &ssl, int backlog);
    void close();

    WampRawSocketListener *q;
    WampRawSocketServerFactory *m_factory; //!< the parent
    QUrl m_url;
    QString m_error;
    //! While it listens: one for each address, all on the same port.
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;

private:
    QString tryToListen(const std::optional<QSslConfiguration> &ssl, int backlog);
    QString begin(std::unique_ptr<Acceptor> &acceptor);
    QString listenOn(const QList<QHostAddress> &addresses, quint16 port, const AcceptorOptions &options);
};

} // namespace Gantry
