// SPDX-License-Identifier: MIT
#include "websocket/websocketserverfactory.h"

#include "websocket/logging_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry {

WebSocketServerFactory::WebSocketServerFactory(const QUrl &url, QObject *parent)
    : WebSocketAdapterFactory(url, parent)
    , d(std::make_unique<WebSocketServerFactoryPrivate>(this))
{
    d->m_serverName = QStringLiteral("Gantry/" GANTRY_VERSION);
}

WebSocketServerFactory::~WebSocketServerFactory()
{
    WebSocketAdapterFactoryPrivate::of(this).deleteChildren();
}

QString WebSocketServerFactory::serverName() const
{
    return d->m_serverName;
}

void WebSocketServerFactory::setServerName(const QString &name)
{
    d->m_serverName = name;
}

void WebSocketServerFactory::setProtocolOptions(const ServerOptions &options)
{
    d->m_options = std::make_shared<ServerOptions>(options);
}

ServerOptions WebSocketServerFactory::protocolOptions() const
{
    return *d->m_options;
}

void WebSocketServerFactory::resetProtocolOptions()
{
    setProtocolOptions({});
}

void WebSocketServerFactory::setProtocolCreator(ProtocolCreator creator)
{
    d->m_creator = std::move(creator);
}

void WebSocketServerFactory::setConnectHandler(ConnectHandler handler)
{
    d->m_connectHandler = std::move(handler);
}

WebSocketServerProtocol *WebSocketServerFactory::buildProtocol(const QString &)
{
    return d->m_creator ? d->m_creator() : new WebSocketServerProtocol;
}

void WebSocketServerFactoryPrivate::serve(WebSocketServerFactory *factory,
                                          std::unique_ptr<Transport> transport, Core::TimePoint since)
{
    const QString peer = transport->details().peer;
    const QPointer<WebSocketServerFactory> factoryGuard(factory);
    const QPointer<WebSocketServerProtocol> protocol(factory->buildProtocol(peer));
    if (!protocol || !factoryGuard) {
        qCDebug(factoryLog).noquote() << peer << "is not wanted";
        return;
    }
    WebSocketAdapterProtocolPrivate::of(protocol).join(factory, peer);
    protocol->adoptOptions(factory->d->m_options);
    Q_EMIT factory->protocolCreated(protocol);
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).attach(std::move(transport), since);
}

} // namespace Gantry
