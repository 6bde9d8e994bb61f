// SPDX-License-Identifier: MIT
#include "wamp/transport/wamprawsocketclientfactory.h"

#include "wamp/transport/wamprawsocketconnector_p.h"

namespace Gantry {

WampRawSocketClientFactory::WampRawSocketClientFactory(Wamp::SessionCreator sessionCreator, const QUrl &url,
                                                       const QList<const Wamp::Serializer *> &serializers,
                                                       QObject *parent)
    : QObject(parent)
    , d(std::make_unique<WampRawSocketClientFactoryPrivate>())
{
    d->m_sessionCreator = std::move(sessionCreator);
    d->m_url = url;
    for (const Wamp::Serializer *serializer : serializers) {
        if (!d->m_serializer && !serializer->isBatched())
            d->m_serializer = serializer;
    }
}

WampRawSocketClientFactory::~WampRawSocketClientFactory()
{
    // While there still is a factory that they can look at.
    const auto connectors = findChildren<WampRawSocketConnector *>(Qt::FindDirectChildrenOnly);
    for (WampRawSocketConnector *connector : connectors)
        delete connector;
}

QUrl WampRawSocketClientFactory::url() const
{
    return d->m_url;
}

const Wamp::Serializer *WampRawSocketClientFactory::serializer() const
{
    return d->m_serializer;
}

void WampRawSocketClientFactory::setOptions(const RawSocketOptions &options)
{
    d->m_options = options;
}

RawSocketOptions WampRawSocketClientFactory::options() const
{
    return d->m_options;
}

void WampRawSocketClientFactory::setTransportPolicy(TransportPolicy policy)
{
    d->m_policy = policy;
}

TransportPolicy WampRawSocketClientFactory::transportPolicy() const
{
    return d->m_policy;
}

void WampRawSocketClientFactory::setProxy(const QNetworkProxy &proxy)
{
    d->m_proxy = proxy;
}

QNetworkProxy WampRawSocketClientFactory::proxy() const
{
    return d->m_proxy;
}

WampRawSocketConnector *
WampRawSocketClientFactory::connectToRouter(const std::optional<QSslConfiguration> &ssl,
                                            std::chrono::milliseconds timeout)
{
    auto *connector = new WampRawSocketConnector(this);
    connector->d->begin(ssl, timeout);
    return connector;
}

} // namespace Gantry
