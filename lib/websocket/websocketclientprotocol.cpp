// SPDX-License-Identifier: MIT
#include "websocket/websocketclientprotocol.h"

#include "core/handshake/clienthandshake.h"
#include "core/handshake/websocketurl.h"
#include "websocket/cookiechoice.h"
#include "websocket/credentials.h"
#include "websocket/engineoptions_p.h"
#include "websocket/logging_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory_p.h"

#include <QtCore/QPointer>
#include <QtNetwork/QSslConfiguration>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! RFC 6265 section 5.4: "the user agent MUST NOT attach more than one Cookie header
//! field". Section 4.2.1 joins cookies by "; ", unlike other fields' values.
void addCookies(HeaderFields &headers, const QList<QNetworkCookie> &cookies)
{
    if (cookies.isEmpty())
        return;
    HeaderField field = cookieField(cookies);
    QByteArray before;
    HeaderFields others;
    for (const HeaderField &header : headers.all()) {
        if (!Core::equalsIgnoringCase(header.name, "Cookie"))
            others.append(header.name, header.value);
        else if (!header.value.isEmpty())
            before.append(header.value).append("; ");
    }
    if (!field.name.isEmpty())
        field.value.prepend(before);
    others.append(field.name, field.value);
    headers = others;
}

} // namespace

class WebSocketClientProtocolPrivate
{
public:
    //! Shared with the factory and its other connections: thousands of them need not
    //! each have a copy of the same options.
    std::shared_ptr<const ClientOptions> m_options = std::make_shared<ClientOptions>();
};

WebSocketClientProtocol::WebSocketClientProtocol(QObject *parent)
    : WebSocketAdapterProtocol(parent, std::make_unique<WebSocketAdapterProtocolPrivate>(this))
    , d(std::make_unique<WebSocketClientProtocolPrivate>())
{ }

WebSocketClientProtocol::~WebSocketClientProtocol() = default;

WebSocketClientFactory *WebSocketClientProtocol::factory() const
{
    return qobject_cast<WebSocketClientFactory *>(WebSocketAdapterProtocol::factory());
}

ClientOptions WebSocketClientProtocol::protocolOptions() const
{
    return *d->m_options;
}

bool WebSocketClientProtocol::setProtocolOptions(const ClientOptions &options)
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    if (link && link->hasEngine())
        return false;
    d->m_options = std::make_shared<ClientOptions>(options);
    return true;
}

bool WebSocketClientProtocol::startTLS(const QSslConfiguration &configuration)
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    const WebSocketClientFactory *client = factory();
    return link && client && link->startTls(configuration, client->url().host());
}

bool WebSocketClientProtocol::startTLS()
{
    return startTLS(QSslConfiguration::defaultConfiguration());
}

bool WebSocketClientProtocol::holdHandshake()
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    return link && link->holdHandshake();
}

bool WebSocketClientProtocol::continueHandshake()
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    return link && link->continueHandshake();
}

bool WebSocketClientProtocol::transportWrite(const QByteArray &octets)
{
    const auto &link = WebSocketAdapterProtocolPrivate::of(this).m_link;
    return link && link->writeRaw(octets);
}

void WebSocketClientProtocol::adoptOptions(std::shared_ptr<const ClientOptions> options)
{
    d->m_options = std::move(options);
}

void WebSocketClientProtocol::handleConnect(const ConnectionResponse &response)
{
    Q_EMIT onConnect(response);
}

ConnectingRequest WebSocketClientProtocol::connectingRequest(const TransportDetails &details)
{
    ConnectingRequest request;
    WebSocketClientFactory *client = factory();
    if (!client)
        return request;
    const auto &settings = WebSocketClientFactoryPrivate::of(client);
    request.headers = client->headers();
    const auto parsed = Core::parseWebSocketUrl(client->url());
    if (const auto *address = std::get_if<Core::WebSocketAddress>(&parsed)) {
        request.host = QString::fromUtf8(address->hostField);
        request.target = address->target;
        Core::WebSocketAddress reached = *address;
        reached.isSecure = details.isSecure; // startTLS() may have been at work
        addCookies(request.headers, cookiesFor(reached, settings.m_cookies));
    }
    request.origin = client->origin();
    request.userAgent = client->userAgent();
    request.subprotocols = client->subprotocols();
    const auto handler = settings.m_connectingHandler; // which may replace itself
    return handler ? handler(details, request) : request;
}

std::shared_ptr<const LinkSettings> WebSocketClientProtocol::linkSettings() const
{
    const ClientOptions &options = *d->m_options;
    Core::ConnectionOptions engine = commonEngineOptions(Core::Role::Client, options);
    engine.acceptMaskedServerFrames = options.acceptMaskedServerFrames;
    engine.maskClientFrames = options.maskClientFrames;
    engine.serverConnectionDropTimeout = options.serverConnectionDropTimeout;
    return linkSettingsOf(engine, options);
}

void WebSocketClientProtocol::startHandshake()
{
    const QPointer<WebSocketClientProtocol> guard(this);
    const ConnectingRequest wanted = connectingRequest(transportDetails());
    if (!guard || state() != State::Connecting)
        return;
    Core::ClientRequest request;
    request.host = wanted.host.toUtf8();
    request.target = wanted.target;
    request.origin = wanted.origin.toUtf8();
    request.userAgent = wanted.userAgent.toUtf8();
    for (const QString &name : wanted.subprotocols)
        request.subprotocols.append(name.toUtf8());
    request.fields = wanted.headers;
    request.deflate = d->m_options->perMessageDeflate;
    request.version = d->m_options->version;

    auto &base = WebSocketAdapterProtocolPrivate::of(this);
    const QByteArray complaint = Core::complaintAbout(request);
    if (complaint.isEmpty()) {
        base.m_link->startClient(request);
        return;
    }
    const QString reason = u"the request cannot be sent: "_s + QString::fromUtf8(complaint);
    base.warn(reason);
    base.m_link->abort(reason);
}

//! Whether the application agrees, and this is still there to go on.
bool WebSocketClientProtocol::acceptsCompression(const DeflateParameters &agreed)
{
    WebSocketClientFactory *client = factory();
    if (!client)
        return true;
    const auto handler = WebSocketClientFactoryPrivate::of(client).m_compressionHandler;
    if (!handler)
        return true;
    const QPointer<WebSocketClientProtocol> guard(this);
    const bool isAccepted = handler(agreed);
    if (!guard || state() != State::Connecting)
        return false;
    if (!isAccepted)
        WebSocketAdapterProtocolPrivate::of(this).m_link->refuseResponse(
            "the application did not want the compression that the server chose");
    return isAccepted;
}

void WebSocketClientProtocol::processResponse(const Core::HandshakeResponse &response)
{
    if (response.deflate && !acceptsCompression(*response.deflate))
        return;
    WebSocketAdapterProtocolPrivate::of(this).admit();
    WebSocketAdapterProtocolPrivate::of(this).track(u"onConnect"_s);
    handleConnect({.peer = peer(),
                   .headers = response.head.fields,
                   .subprotocol = QString::fromUtf8(response.subprotocol),
                   .extensions = response.extensions});
}

} // namespace Gantry
