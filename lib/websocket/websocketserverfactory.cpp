// SPDX-License-Identifier: MIT
#include "websocket/websocketserverfactory.h"

#include "websocket/engineoptions_p.h"
#include "websocket/logging_p.h"
#include "websocket/protocolguard_p.h"
#include "websocket/transport/adoptsocket.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlistener.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry {

WebSocketServerFactory::WebSocketServerFactory(const QUrl &url, QObject *parent)
    : WebSocketServerFactory(url, std::make_unique<WebSocketServerFactoryPrivate>(this), parent)
{ }

WebSocketServerFactory::WebSocketServerFactory(const QUrl &url,
                                               std::unique_ptr<WebSocketServerFactoryPrivate> priv,
                                               QObject *parent)
    : WebSocketAdapterFactory(url, parent)
    , d(std::move(priv))
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

void WebSocketServerFactory::setHttpHandler(HttpHandler handler)
{
    d->m_httpHandler = std::move(handler);
}

void WebSocketServerFactory::setSocketHandler(SocketHandler handler)
{
    d->m_socketHandler = std::move(handler);
}

void WebSocketServerFactory::setCompressionHandler(CompressionHandler handler)
{
    d->m_compressionHandler = std::move(handler);
}

WebSocketServerFactory::Adoption WebSocketServerFactory::adopt(QIODevice *socket,
                                                               const QByteArray &alreadyRead)
{
    if (d->m_shutdown)
        return {.error = QStringLiteral("the server is going down")};
    AdoptedSocket adopted = adoptSocket(socket);
    if (!adopted.transport)
        return {.error = adopted.error};
    adopted.transport->prepend(alreadyRead);
    return {.protocol = d->take(std::move(adopted.transport), std::chrono::steady_clock::now())};
}

QFuture<void> WebSocketServerFactory::shutdown(std::chrono::milliseconds patience)
{
    const QPointer<WebSocketServerFactory> guard(this);
    for (const QPointer<WebSocketListener> listener :
         findChildren<WebSocketListener *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (guard && listener)
            listener->stopListening();
    }
    if (!guard)
        return QtFuture::makeReadyFuture();
    if (!d->m_shutdown)
        d->m_shutdown = new ServerShutdown(this);
    const QPointer<ServerShutdown> shutdown = d->m_shutdown;
    const QFuture<void> future = shutdown->future();
    shutdown->start(patience);
    return future;
}

WebSocketServerProtocol *WebSocketServerFactory::buildProtocol(const QString &)
{
    const auto creator = d->m_creator; // which may replace itself
    return creator ? creator() : new WebSocketServerProtocol;
}

std::shared_ptr<const LinkSettings> settingsOf(const ServerOptions &options, const QByteArray &serverName)
{
    Core::ConnectionOptions engine = commonEngineOptions(Core::Role::Server, options);
    engine.requireMaskedClientFrames = options.requireMaskedClientFrames;
    engine.maskServerFrames = options.maskServerFrames;
    engine.serverName = serverName;
    engine.reportPlainRequests = true;
    engine.versions = options.versions;
    return std::make_shared<const LinkSettings>(
        LinkSettings{.engine = engine,
                     .outputHighWatermark = options.outputHighWatermark,
                     .outputPolicy = options.outputPolicy,
                     .pauseReadingWhenFull = options.pauseReadingWhenFull,
                     .logOctets = options.logOctets,
                     .logFrames = options.logFrames});
}

std::shared_ptr<const LinkSettings> WebSocketServerFactoryPrivate::linkSettings()
{
    const QByteArray name = m_serverName.toUtf8();
    if (!m_settings || m_settledOptions != m_options || m_settings->engine.serverName != name) {
        m_settledOptions = m_options;
        m_settings = settingsOf(*m_options, name);
    }
    return m_settings;
}

WebSocketServerProtocol *WebSocketServerFactoryPrivate::take(std::unique_ptr<Transport> transport,
                                                             Core::TimePoint since)
{
    if (m_shutdown)
        return nullptr;
    WebSocketServerFactory *factory = q; // what is called below may delete this
    const QString peer = transport->details().peer;
    const QPointer<WebSocketServerFactory> factoryGuard(factory);
    WebSocketServerProtocol *const protocol = factory->buildProtocol(peer);
    if (!protocol || !factoryGuard) {
        qCDebug(factoryLog).noquote() << peer << "is not wanted";
        return nullptr;
    }
    auto &base = WebSocketAdapterProtocolPrivate::of(protocol);
    base.join(factory, peer);
    protocol->adoptOptions(m_options);
    const ProtocolGuard guard(base);
    Q_EMIT factory->protocolCreated(protocol);
    if (guard)
        base.attach(std::move(transport), since);
    return guard ? protocol : nullptr;
}

} // namespace Gantry
