// SPDX-License-Identifier: MIT
#include "websocket/websocketserverprotocol.h"

#include "core/handshake/origin.h"
#include "core/handshake/serverhandshake.h"
#include "websocket/engineoptions_p.h"
#include "websocket/logging_p.h"
#include "websocket/pendingdecisionstate_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketserverfactory.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

class WebSocketServerProtocolPrivate
{
public:
    //! Shared with the factory and its other connections: thousands of them need not
    //! each have a copy of the same options.
    std::shared_ptr<const ServerOptions> m_options = std::make_shared<ServerOptions>();
};

namespace {

ConnectionRequest publicRequest(const Core::HandshakeRequest &request, const QString &peer)
{
    QStringList subprotocols;
    for (const QByteArray &name : request.subprotocols)
        subprotocols.append(QString::fromLatin1(name));
    return {.peer = peer,
            .headers = request.fields,
            .host = QString::fromUtf8(request.host),
            .target = request.target,
            .path = QString::fromUtf8(request.path),
            .query = QUrlQuery(QString::fromUtf8(request.query)),
            .origin = QString::fromUtf8(request.origin),
            .version = request.version,
            .subprotocols = subprotocols,
            .extensions = request.fields.joined("Sec-WebSocket-Extensions")};
}

bool isFull(const WebSocketServerFactory *factory, int maxConnections)
{
    return factory && maxConnections > 0 && factory->connectionCount() >= maxConnections;
}

ConnectDecision denyFull()
{
    return ConnectDecision::deny(503, {}, {}, "maxConnections is reached\n");
}

} // namespace

WebSocketServerProtocol::WebSocketServerProtocol(QObject *parent)
    : WebSocketAdapterProtocol(parent, serverLog())
    , d(std::make_unique<WebSocketServerProtocolPrivate>())
{ }

WebSocketServerProtocol::~WebSocketServerProtocol() = default;

WebSocketServerFactory *WebSocketServerProtocol::factory() const
{
    return qobject_cast<WebSocketServerFactory *>(WebSocketAdapterProtocol::factory());
}

ServerOptions WebSocketServerProtocol::protocolOptions() const
{
    return *d->m_options;
}

bool WebSocketServerProtocol::setProtocolOptions(const ServerOptions &options)
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    if (link && link->hasEngine())
        return false;
    d->m_options = std::make_shared<ServerOptions>(options);
    return true;
}

void WebSocketServerProtocol::adoptOptions(std::shared_ptr<const ServerOptions> options)
{
    d->m_options = std::move(options);
}

void WebSocketServerProtocol::handleConnect(const ConnectionRequest &request)
{
    Q_EMIT onConnect(request);
}

ConnectDecision WebSocketServerProtocol::connectRequest(const ConnectionRequest &request)
{
    const WebSocketServerFactory *server = factory();
    if (!server)
        return ConnectDecision::accept();
    if (server->d->m_connectHandler)
        return server->d->m_connectHandler(request);
    const QStringList known = server->subprotocols();
    for (const QString &name : request.subprotocols) {
        if (known.contains(name))
            return ConnectDecision::accept(name);
    }
    return ConnectDecision::accept();
}

LinkSettings WebSocketServerProtocol::linkSettings() const
{
    const ServerOptions &options = *d->m_options;
    const WebSocketServerFactory *server = factory();
    Core::ConnectionOptions engine = commonEngineOptions(Core::Role::Server, options);
    engine.requireMaskedClientFrames = options.requireMaskedClientFrames;
    engine.maskServerFrames = options.maskServerFrames;
    engine.serverName = server ? server->serverName().toUtf8() : QByteArray();
    engine.webStatus = options.webStatus;
    return {.engine = engine,
            .outputHighWatermark = options.outputHighWatermark,
            .outputPolicy = options.outputPolicy,
            .pauseReadingWhenFull = options.pauseReadingWhenFull};
}

void WebSocketServerProtocol::startHandshake()
{
    WebSocketAdapterProtocolPrivate::of(this).m_link->startServer();
}

void WebSocketServerProtocol::processRequest(const Core::HandshakeRequest &request)
{
    // RFC 6455 section 10.2: "it SHOULD respond to the client with a message including
    // HTTP 403 Forbidden status code."
    if (!Core::isOriginAllowed(request.origin, d->m_options->allowedOrigins))
        return answer(ConnectDecision::deny(403, {}, {}, "this origin is not allowed\n"));
    if (isFull(factory(), d->m_options->maxConnections))
        return answer(denyFull());

    const QPointer<WebSocketServerProtocol> guard(this);
    const ConnectionRequest details = publicRequest(request, peer());
    handleConnect(details);
    if (!guard || state() != State::Connecting)
        return;
    const ConnectDecision decision = connectRequest(details);
    if (decision.m_state)
        decision.m_state->bind(guard); // nullptr too: its handles wait for nobody then
    else if (guard)
        answer(decision);
}

void WebSocketServerProtocol::answer(const ConnectDecision &decision)
{
    // Whoever decided may have aborted as well.
    if (state() != State::Connecting)
        return;
    // Others may have been accepted since this one was asked about.
    if (decision.kind() == ConnectDecision::Kind::Accept && isFull(factory(), d->m_options->maxConnections))
        return answer(denyFull());
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    if (decision.kind() == ConnectDecision::Kind::Deny) {
        Core::HandshakeRejection rejection{.status = decision.status(),
                                           .reasonPhrase = decision.reason().toUtf8(),
                                           .fields = decision.headers()};
        rejection.body = decision.body();
        link->reject(rejection);
        return;
    }
    HeaderFields headers = factory() ? factory()->headers() : HeaderFields();
    for (const HeaderField &field : decision.headers().all())
        headers.append(field.name, field.value);
    // Before the answer, because onOpen() follows from inside it.
    WebSocketAdapterProtocolPrivate::of(this).admit();
    link->accept({.subprotocol = decision.subprotocol().toUtf8(), .fields = headers});
}

} // namespace Gantry
