// SPDX-License-Identifier: MIT
#include "routerlistener.h"

#include <Gantry/ListenWS>

#include <bit>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Backlog = 4096;

QList<const Wamp::Serializer *> serializersOf(const ListenerConfig &config)
{
    if (config.serializers.isEmpty())
        return Wamp::Serializer::all();
    QList<const Wamp::Serializer *> serializers;
    for (const QString &name : config.serializers)
        serializers.append(Wamp::Serializer::byName(name));
    return serializers;
}

ServerOptions webSocketOptions(const ListenerConfig &config)
{
    ServerOptions options;
    options.maxMessageBytes = quint64(config.limits.maxMessageBytes);
    options.maxFrameBytes = options.maxMessageBytes;
    options.maxConnections = config.limits.maxConnections;
    options.openHandshakeTimeout = config.limits.openTimeout;
    options.closeHandshakeTimeout = config.limits.closeTimeout;
    options.autoPingInterval = config.limits.pingInterval;
    options.autoPingTimeout = config.limits.pingTimeout;
    options.allowedOrigins = config.origins;
    options.allowNullOrigin = config.acceptsNullOrigin;
    options.allowedHosts = config.hosts;
    options.trustXForwardedFor = config.trustedProxies;
    options.webStatus = false;
    if (!config.compresses)
        options.perMessageDeflate.reset();
    return options;
}

RawSocketOptions rawSocketOptions(const ListenerLimits &limits)
{
    RawSocketOptions options;
    options.maxLengthExponent = std::bit_width(unsigned(limits.maxMessageBytes)) - 1;
    options.maxConnections = limits.maxConnections;
    options.handshakeTimeout = limits.openTimeout;
    options.closeTimeout = limits.closeTimeout;
    options.autoPingInterval = limits.pingInterval;
    options.autoPingTimeout = limits.pingTimeout;
    return options;
}

} // namespace

RouterListener::RouterListener(const ListenerSetup &setup, const Wamp::SessionCreator &creator,
                               const PageMaker &pages)
    : m_setup(setup)
    , m_creator(creator)
    , m_pages(pages)
{
    if (setup.config.isRawSocket)
        m_rawSockets = std::make_unique<WampRawSocketServerFactory>(creator, serializersOf(setup.config));
}

void RouterListener::applyOptions()
{
    if (m_rawSockets)
        m_rawSockets->setOptions(rawSocketOptions(m_setup.config.limits));
    else
        m_webSockets->setProtocolOptions(webSocketOptions(m_setup.config));
}

QString RouterListener::open()
{
    return openAt(m_setup.config.url);
}

QString RouterListener::openAt(const QUrl &url)
{
    QString error;
    if (m_rawSockets) {
        m_rawSocketPort = m_rawSockets->listen(url, m_setup.tls, Backlog);
        error = m_rawSocketPort->isListening() ? QString() : m_rawSocketPort->errorString();
    } else {
        // A factory has one address for ever, which may have been port 0.
        if (m_webSockets)
            m_former.push_back(std::move(m_webSockets));
        m_webSockets =
            std::make_unique<WampWebSocketServerFactory>(m_creator, url, serializersOf(m_setup.config));
        m_webSockets->setConnectHandler([this](const ConnectionRequest &request) { return decide(request); });
        m_webSockets->setHttpHandler([this](const HttpRequest &request) { return answer(request); });
        m_webSocketPort = listenWS(m_webSockets.get(), m_setup.tls, Backlog);
        error = m_webSocketPort->isListening() ? QString() : m_webSocketPort->errorString();
    }
    applyOptions();
    if (error.isEmpty())
        return {};
    return u"cannot listen on %1: %2"_s.arg(url.toString(), error);
}

bool RouterListener::isLike(const ListenerSetup &setup) const
{
    const ListenerConfig &ours = m_setup.config;
    return ours.url == setup.config.url && ours.serializers == setup.config.serializers;
}

QString RouterListener::update(const ListenerSetup &setup)
{
    const ListenerSetup before = std::exchange(m_setup, setup);
    if (before.tls == m_setup.tls) {
        applyOptions();
        return {};
    }
    const QUrl bound = boundUrl();
    stopListening();
    const QString error = openAt(bound);
    if (!error.isEmpty()) {
        m_setup = before;
        [[maybe_unused]] const QString again = openAt(bound);
    }
    std::erase_if(m_former, [](const auto &factory) {
        return !factory->template findChild<WebSocketServerProtocol *>(QString(), Qt::FindDirectChildrenOnly);
    });
    return error;
}

void RouterListener::stopListening()
{
    if (m_webSocketPort)
        m_webSocketPort->stopListening();
    if (m_rawSocketPort)
        m_rawSocketPort->stopListening();
}

QFuture<void> RouterListener::shutDown(std::chrono::milliseconds patience)
{
    stopListening();
    for (const auto &factory : m_former)
        factory->shutdown(patience);
    return m_webSockets ? m_webSockets->shutdown(patience) : QtFuture::makeReadyFuture();
}

QUrl RouterListener::boundUrl() const
{
    if (m_rawSocketPort)
        return m_rawSocketPort->url();
    return m_webSocketPort ? m_webSocketPort->url() : m_setup.config.url;
}

QString RouterListener::url() const
{
    return boundUrl().toString(QUrl::FullyEncoded);
}

QString RouterListener::configuredPath() const
{
    const QString path = m_setup.config.url.path(QUrl::FullyEncoded);
    if (m_setup.config.url.scheme() != "ws+unix"_L1)
        return path == "/"_L1 ? QString() : path;
    const qsizetype colon = path.indexOf(u":/"_s); // what is behind it is not the socket's
    return colon < 0 ? QString() : path.mid(colon + 1);
}

ConnectDecision RouterListener::decide(const ConnectionRequest &request) const
{
    const QString path = configuredPath();
    if (!path.isEmpty() && request.path != path)
        return ConnectDecision::deny(404);
    const QStringList known = m_webSockets->subprotocols();
    for (const QString &name : request.subprotocols) {
        if (known.contains(name))
            return ConnectDecision::accept(name);
    }
    return ConnectDecision::accept();
}

ConnectDecision RouterListener::answer(const HttpRequest &request) const
{
    if (!m_setup.config.hasStatusPage)
        return ConnectDecision::serverStatus();
    if (request.method != "GET" && request.method != "HEAD")
        return ConnectDecision::deny(405, {}, {{"Allow", "GET, HEAD"}});
    const QString base = configuredPath();
    if (request.path == base)
        return m_pages({}).value_or(ConnectDecision::deny(404));
    const QString folder = base.endsWith(u'/') ? base : base + u'/';
    if (!request.path.startsWith(folder))
        return ConnectDecision::deny(404);
    return m_pages(request.path.mid(folder.size())).value_or(ConnectDecision::deny(404));
}

} // namespace Gantry::Examples
