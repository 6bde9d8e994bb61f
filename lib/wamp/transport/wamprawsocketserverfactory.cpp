// SPDX-License-Identifier: MIT
#include "wamp/transport/wamprawsocketserverfactory.h"

#include "wamp/transport/wamprawsocketlistener_p.h"
#include "wamp/transport/wamprawsocketserverfactory_p.h"

namespace Gantry {

WampRawSocketServerFactory::WampRawSocketServerFactory(Wamp::SessionCreator sessionCreator,
                                                       const QList<const Wamp::Serializer *> &serializers,
                                                       QObject *parent)
    : QObject(parent)
    , d(std::make_unique<WampRawSocketServerFactoryPrivate>())
{
    d->m_sessionCreator = std::move(sessionCreator);
    d->m_serializers = serializers;
}

WampRawSocketServerFactory::~WampRawSocketServerFactory()
{
    const auto listeners = findChildren<WampRawSocketListener *>(Qt::FindDirectChildrenOnly);
    for (WampRawSocketListener *listener : listeners)
        listener->d->close();
    d->forgetConnections();
}

void WampRawSocketServerFactory::setOptions(const RawSocketOptions &options)
{
    d->m_options = options;
}

RawSocketOptions WampRawSocketServerFactory::options() const
{
    return d->m_options;
}

void WampRawSocketServerFactory::setTransportPolicy(TransportPolicy policy)
{
    d->m_policy = policy;
}

TransportPolicy WampRawSocketServerFactory::transportPolicy() const
{
    return d->m_policy;
}

int WampRawSocketServerFactory::connectionCount() const
{
    return int(d->m_open.size());
}

WampRawSocketListener *
WampRawSocketServerFactory::listen(const QUrl &url, const std::optional<QSslConfiguration> &ssl, int backlog)
{
    auto *listener = new WampRawSocketListener(this);
    listener->d->listen(url, ssl, backlog);
    return listener;
}

void WampRawSocketServerFactoryPrivate::serve(std::unique_ptr<Transport> transport)
{
    m_connections.insert(Wamp::RawSocketTransport::begin(this, m_options, std::move(transport), nullptr));
}

void WampRawSocketServerFactoryPrivate::opened(Wamp::RawSocketTransport *transport)
{
    m_open.insert(transport);
}

void WampRawSocketServerFactoryPrivate::over(Wamp::RawSocketTransport *transport, const QString &)
{
    m_open.remove(transport);
    m_connections.remove(transport);
}

void WampRawSocketServerFactoryPrivate::forgetConnections()
{
    const auto connections = std::exchange(m_connections, {});
    for (Wamp::RawSocketTransport *connection : connections)
        connection->forgetOwner();
}

} // namespace Gantry
