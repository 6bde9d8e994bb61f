// SPDX-License-Identifier: MIT
#include "websocket/websocketserverfactory.h"

#include "websocket/engineoptions_p.h"
#include "websocket/logging_p.h"
#include "websocket/protocolguard_p.h"
#include "websocket/serverworkers.h"
#include "websocket/threadcheck_p.h"
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
    setServerName(QStringLiteral("Gantry/" GANTRY_VERSION));
}

WebSocketServerFactory::~WebSocketServerFactory()
{
    d->stopWorkers();
    WebSocketAdapterFactoryPrivate::of(this).deleteChildren();
}

QString WebSocketServerFactory::serverName() const
{
    return d->settings()->serverName;
}

void WebSocketServerFactory::setServerName(const QString &name)
{
    d->m_settings.change([&](ServerSettings &settings) {
        settings.serverName = name;
        settings.settle();
    });
}

void WebSocketServerFactory::setProtocolOptions(const ServerOptions &options)
{
    d->m_settings.change([&](ServerSettings &settings) {
        settings.options = std::make_shared<ServerOptions>(options);
        settings.settle();
    });
}

ServerOptions WebSocketServerFactory::protocolOptions() const
{
    return *d->settings()->options;
}

void WebSocketServerFactory::resetProtocolOptions()
{
    setProtocolOptions({});
}

void WebSocketServerFactory::setProtocolCreator(ProtocolCreator creator)
{
    d->m_settings.change([&](ServerSettings &settings) { settings.creator = std::move(creator); });
}

void WebSocketServerFactory::setConnectHandler(ConnectHandler handler)
{
    d->m_settings.change([&](ServerSettings &settings) { settings.connectHandler = std::move(handler); });
}

void WebSocketServerFactory::setHttpHandler(HttpHandler handler)
{
    d->m_settings.change([&](ServerSettings &settings) { settings.httpHandler = std::move(handler); });
}

void WebSocketServerFactory::setSocketHandler(SocketHandler handler)
{
    d->m_settings.change([&](ServerSettings &settings) { settings.socketHandler = std::move(handler); });
}

void WebSocketServerFactory::setCompressionHandler(CompressionHandler handler)
{
    d->m_settings.change([&](ServerSettings &settings) { settings.compressionHandler = std::move(handler); });
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
    stopListeners();
    if (!guard)
        return QtFuture::makeReadyFuture();
    const bool isFirst = !d->m_shutdown;
    if (isFirst)
        d->m_shutdown = new ServerShutdown(this, [this] {
            if (WebSocketAdapterFactoryPrivate::of(this).m_openPorts == 0)
                d->stopWorkers(); // which have nothing left
        });
    const QPointer<ServerShutdown> shutdown = d->m_shutdown;
    const QFuture<void> future = shutdown->future();
    if (d->m_workers)
        d->m_workers->shutDown(patience, isFirst ? shutdown.data() : nullptr);
    shutdown->start(patience);
    return future;
}

int WebSocketServerFactory::workerThreads() const
{
    return d->m_workerThreads;
}

bool WebSocketServerFactory::setWorkerThreads(int count)
{
    assertOwnThread(this, Q_FUNC_INFO);
    const bool isInUse = d->m_workers || WebSocketAdapterFactoryPrivate::of(this).m_openPorts > 0;
    if (count < 0 || isInUse || (count > 0 && !d->canSpread()))
        return false;
    d->m_workerThreads = count;
    return true;
}

void WebSocketServerFactory::endWorkerThreads()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (!d->m_workers)
        return;
    const QPointer<WebSocketServerFactory> guard(this);
    stopListeners();
    if (guard)
        d->stopWorkers();
}

void WebSocketServerFactory::stopListeners()
{
    const QPointer<WebSocketServerFactory> guard(this);
    for (const QPointer<WebSocketListener> listener :
         findChildren<WebSocketListener *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (guard && listener)
            listener->stopListening();
    }
}

WebSocketServerProtocol *WebSocketServerFactory::buildProtocol(const QString &)
{
    const auto settings = d->settings(); // kept, since the creator may replace itself
    return settings->creator ? settings->creator() : new WebSocketServerProtocol;
}

WebSocketServerFactoryPrivate::WebSocketServerFactoryPrivate(WebSocketServerFactory *factory)
    : q(factory)
{ }

WebSocketServerFactoryPrivate::~WebSocketServerFactoryPrivate() = default;

QString WebSocketServerFactoryPrivate::startWorkers()
{
    if (m_workerThreads == 0 || m_workers)
        return {};
    m_workers = ServerWorkers::start(q, m_workerThreads);
    return m_workers ? QString() : QStringLiteral("the worker threads could not be started");
}

void WebSocketServerFactoryPrivate::spread(AcceptedSocket socket)
{
    if (m_workers && !m_shutdown)
        m_workers->serve(std::move(socket));
}

void WebSocketServerFactoryPrivate::stopWorkers()
{
    m_workers.reset();
}

std::shared_ptr<const LinkSettings> settingsOf(const ServerOptions &options, const QByteArray &serverName)
{
    Core::ConnectionOptions engine = commonEngineOptions(Core::Role::Server, options);
    engine.requireMaskedClientFrames = options.requireMaskedClientFrames;
    engine.maskServerFrames = options.maskServerFrames;
    engine.serverName = serverName;
    engine.reportPlainRequests = true;
    engine.versions = options.versions;
    return linkSettingsOf(engine, options);
}

WebSocketServerProtocol *WebSocketServerFactoryPrivate::take(std::unique_ptr<Transport> transport,
                                                             Core::TimePoint since)
{
    return m_shutdown ? nullptr : build(std::move(transport), since, q);
}

WebSocketServerProtocol *WebSocketServerFactoryPrivate::build(std::unique_ptr<Transport> transport,
                                                              Core::TimePoint since, QObject *parent)
{
    WebSocketServerFactory *factory = q; // what is called below may delete this
    const TransportDetails details = transport->details();
    const QPointer<WebSocketServerFactory> factoryGuard(factory);
    WebSocketServerProtocol *const protocol = factory->buildProtocol(details.peer);
    if (!protocol || !factoryGuard) {
        qCDebug(factoryLog).noquote() << details.peer << "is not wanted";
        return nullptr;
    }
    auto &base = WebSocketAdapterProtocolPrivate::of(protocol);
    base.join(factory, parent, details);
    protocol->adoptOptions(settings()->options);
    const ProtocolGuard guard(base);
    Q_EMIT factory->protocolCreated(protocol);
    if (guard)
        base.attach(std::move(transport), since);
    return guard ? protocol : nullptr;
}

} // namespace Gantry
