// SPDX-License-Identifier: MIT
#include "websocket/websocketserverprotocol.h"

#include "core/handshake/serverhandshake.h"
#include "websocket/forwardedpeer.h"
#include "websocket/logging_p.h"
#include "websocket/pendingdecisionstate_p.h"
#include "websocket/protocolguard_p.h"
#include "websocket/serverrequest_p.h"
#include "websocket/sockethandover.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketserverfactory.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QPointer>
#include <QtCore/QThread>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Until the request is answered.
struct Asked
{
    // What a compression handler is asked with, if there is one:
    ConnectionRequest request = {};
    QList<DeflateOffer> offers = {};
    std::optional<Core::PlainRequest> plain = {}; //!< it wants no WebSocket
};

} // namespace

//! With what every protocol has: one allocation less for each connection.
class WebSocketServerProtocolPrivate final : public WebSocketAdapterProtocolPrivate
{
public:
    explicit WebSocketServerProtocolPrivate(WebSocketServerProtocol *protocol)
        : WebSocketAdapterProtocolPrivate(protocol)
    { }

    //! Shared with the factory and its other connections: thousands of them need not
    //! each have a copy of the same options.
    std::shared_ptr<const ServerOptions> m_options = std::make_shared<ServerOptions>();
    std::unique_ptr<Asked> m_asked; //!< nullptr: nothing in it is needed
    bool isPlain() const noexcept { return m_asked && m_asked->plain; }
};

namespace {

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
    : WebSocketAdapterProtocol(parent, std::make_unique<WebSocketServerProtocolPrivate>(this))
{
    WebSocketAdapterProtocolPrivate::of(this).m_details = PackedDetails({.isServer = true});
}

WebSocketServerProtocol::~WebSocketServerProtocol() = default;

WebSocketServerProtocolPrivate &WebSocketServerProtocol::own() const
{
    auto *self = const_cast<WebSocketServerProtocol *>(this);
    return static_cast<WebSocketServerProtocolPrivate &>(WebSocketAdapterProtocolPrivate::of(self));
}

WebSocketServerFactory *WebSocketServerProtocol::factory() const
{
    return qobject_cast<WebSocketServerFactory *>(WebSocketAdapterProtocol::factory());
}

ServerOptions WebSocketServerProtocol::protocolOptions() const
{
    return *own().m_options;
}

bool WebSocketServerProtocol::setProtocolOptions(const ServerOptions &options)
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    if (link && link->hasEngine())
        return false;
    own().m_options = std::make_shared<ServerOptions>(options);
    return true;
}

void WebSocketServerProtocol::adoptOptions(std::shared_ptr<const ServerOptions> options)
{
    own().m_options = std::move(options);
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
    const auto settings = server->d->settings(); // kept, since the handler may replace itself
    if (settings->connectHandler)
        return settings->connectHandler(request);
    const QStringList known = server->subprotocols();
    for (const QString &name : request.subprotocols) {
        if (known.contains(name))
            return ConnectDecision::accept(name);
    }
    return ConnectDecision::accept();
}

ConnectDecision WebSocketServerProtocol::plainRequest(const HttpRequest &request)
{
    const WebSocketServerFactory *server = factory();
    const auto settings = server ? server->d->settings() : nullptr;
    return settings && settings->httpHandler ? settings->httpHandler(request)
                                             : ConnectDecision::serverStatus();
}

QByteArray WebSocketServerProtocol::serverName() const
{
    const WebSocketServerFactory *server = factory();
    return server ? server->serverName().toUtf8() : QByteArray();
}

std::shared_ptr<const LinkSettings> WebSocketServerProtocol::linkSettings() const
{
    const WebSocketServerFactory *server = factory();
    const auto settings = server ? server->d->settings() : nullptr;
    return settings && own().m_options == settings->options ? settings->linkSettings
                                                            : settingsOf(*own().m_options, serverName());
}

void WebSocketServerProtocol::startHandshake()
{
    WebSocketAdapterProtocolPrivate::of(this).m_link->startServer();
}

void WebSocketServerProtocol::processRequest(const Core::HandshakeRequest &request)
{
    auto &base = WebSocketAdapterProtocolPrivate::of(this);
    const int proxies = own().m_options->trustXForwardedFor;
    const QString client = forwardedPeer(request.fields, proxies);
    base.setForwardedPeer(client);
    if (const auto refusal = refusalOfHost(request.host, *own().m_options, base.m_details.isSecure()))
        return answer(*refusal);
    if (proxies > 0 && client.isEmpty())
        return answer(ConnectDecision::deny(400, {}, {}, "X-Forwarded-For does not name the client\n"));
    if (const auto refusal = refusalOfOrigin(request.origin, *own().m_options))
        return answer(*refusal);
    if (isFull(factory(), own().m_options->maxConnections))
        return answer(denyFull());

    const ProtocolGuard guard(base);
    const ConnectionRequest details = publicRequest(request, peer());
    WebSocketAdapterProtocolPrivate::of(this).track(u"onConnect"_s);
    if (factory() && factory()->d->settings()->compressionHandler)
        own().m_asked = std::make_unique<Asked>(
            Asked{.request = details, .offers = Core::readDeflateOffers(request.extensions)});
    handleConnect(details);
    if (!guard || state() != State::Connecting)
        return;
    const ConnectDecision decision = connectRequest(details);
    if (decision.m_state)
        decision.m_state->bind(guard ? this : nullptr); // nullptr too: its handles wait for nobody then
    else if (guard)
        answer(decision);
}

void WebSocketServerProtocol::processPlainRequest(const Core::PlainRequest &request)
{
    auto &base = WebSocketAdapterProtocolPrivate::of(this);
    if (const auto refusal = refusalOfHost(request.host, *own().m_options, base.m_details.isSecure()))
        return answer(*refusal);
    const int proxies = own().m_options->trustXForwardedFor;
    const QString client = forwardedPeer(request.head.fields, proxies);
    base.setForwardedPeer(client);
    // A load balancer that asks how things are comes without the header, and may.
    const bool isKnown = proxies < 1 || !client.isEmpty();

    own().m_asked = std::make_unique<Asked>(Asked{.plain = request});
    const ProtocolGuard guard(base);
    const ConnectDecision decision = plainRequest(publicRequest(request, isKnown ? peer() : QString()));
    if (decision.m_state)
        decision.m_state->bind(guard ? this : nullptr);
    else if (guard)
        answer(decision);
}

void WebSocketServerProtocol::answer(const ConnectDecision &decision)
{
    // Whoever decided may have aborted as well.
    if (state() != State::Connecting)
        return;
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    switch (decision.kind()) {
    case ConnectDecision::Kind::Accept:
        accept(decision);
        break;
    case ConnectDecision::Kind::Deny:
    case ConnectDecision::Kind::Page:
        link->reject(rejectionOf(decision));
        break;
    case ConnectDecision::Kind::Status:
        link->reject(own().isPlain()
                         ? Core::plainAnswer(*own().m_asked->plain, own().m_options->webStatus, serverName())
                         : rejectionOf(ConnectDecision::page({})));
        break;
    case ConnectDecision::Kind::Release:
        release();
        break;
    case ConnectDecision::Kind::Later: // followed by an answer
        break;
    }
}

void WebSocketServerProtocol::accept(const ConnectDecision &decision)
{
    // Others may have been accepted since this one was asked about.
    if (isFull(factory(), own().m_options->maxConnections))
        return answer(denyFull());
    const ProtocolGuard guard(WebSocketAdapterProtocolPrivate::of(this));
    Core::HandshakeAcceptance acceptance{.subprotocol = decision.subprotocol().toUtf8()};
    if (own().m_asked && !own().m_asked->offers.isEmpty() && own().m_options->perMessageDeflate
        && factory()) {
        const auto handler = factory()->d->settings()->compressionHandler;
        acceptance.decidesDeflate = true;
        acceptance.deflate = handler ? handler(own().m_asked->offers, own().m_asked->request) : std::nullopt;
        if (!guard || state() != State::Connecting)
            return;
    }
    const bool isPlain = own().isPlain();
    own().m_asked.reset();
    acceptance.fields = factory() ? factory()->headers() : HeaderFields();
    for (const HeaderField &field : decision.headers().all())
        acceptance.fields.append(field.name, field.value);
    // Before the answer, because onOpen() follows from inside it; and exactly, since other
    // threads accept as well.
    auto &base = WebSocketAdapterProtocolPrivate::of(this);
    if (!isPlain && !base.admit(own().m_options->maxConnections))
        return answer(denyFull());
    base.m_link->accept(acceptance);
}

//! The connection leaves for the application's own server.
void WebSocketServerProtocol::release()
{
    auto &base = WebSocketAdapterProtocolPrivate::of(this);
    const QPointer<WebSocketServerFactory> server(factory());
    const auto handler = server ? server->d->settings()->socketHandler : nullptr;
    // In the connection's thread, as the socket is.
    const bool isFactorysThread = server && server->thread() == QThread::currentThread();
    const QPointer<QObject> owner(isFactorysThread ? server.data() : parent());
    if (handler) {
        ReleasedSocket socket = base.m_link->releaseSocket();
        if (socket.device) {
            // Slots of onClose() may have deleted anything, this object included.
            if (owner)
                new SocketHandover(owner, handler, std::move(socket));
            return;
        }
    }
    base.warn(handler ? u"this connection has no socket that could be released"_s
                      : u"released, but the factory has no socket handler"_s);
    base.m_link->reject({.status = 500});
}

} // namespace Gantry
