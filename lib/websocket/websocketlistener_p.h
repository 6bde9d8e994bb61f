// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/transport/acceptor.h"
#include "websocket/websocketlistener.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>

#include <vector>

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
    void leaveThread();

    WebSocketListener *q;
    QPointer<WebSocketServerFactory> m_factory;
    QUrl m_url;
    QString m_error;
    //! While it listens: one for each address, all on the same port.
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;

private:
    QString tryToListen(const std::optional<QSslConfiguration> &ssl, int backlog,
                        const QString &interfaceAddress);
    QString listenOn(const QList<QHostAddress> &addresses, quint16 port, const AcceptorOptions &options);
    QString begin(std::unique_ptr<Acceptor> acceptor);
    void connectTo(Acceptor &acceptor);
    void dropAcceptors();
};

} // namespace Gantry
