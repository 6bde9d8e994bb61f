// SPDX-License-Identifier: MIT
#include "websocket/serverrequest_p.h"

#include "core/handshake/hostlist.h"
#include "core/handshake/origin.h"

namespace Gantry {

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

HttpRequest publicRequest(const Core::PlainRequest &request, const QString &peer)
{
    return {.peer = peer,
            .method = request.head.method,
            .headers = request.head.fields,
            .host = QString::fromUtf8(request.host),
            .target = request.target,
            .path = QString::fromUtf8(request.path),
            .query = QUrlQuery(QString::fromUtf8(request.query))};
}

Core::HandshakeRejection rejectionOf(const ConnectDecision &decision)
{
    Core::HandshakeRejection rejection{.status = decision.status(),
                                       .reasonPhrase = decision.reason().toUtf8(),
                                       .fields = decision.headers()};
    rejection.body = decision.body();
    if (!decision.contentType().isEmpty())
        rejection.contentType = decision.contentType();
    return rejection;
}

// RFC 9110 section 15.5.20: a server answers 421 "to reject a target URI that does not
// match an origin for which the server has been configured", which says more than that
// something is forbidden, and lets an honest client look for another server.
std::optional<ConnectDecision> refusalOfHost(const QByteArray &host, const ServerOptions &options,
                                             bool isSecure)
{
    if (Core::isHostAllowed(host, options.allowedHosts, isSecure ? 443 : 80))
        return std::nullopt;
    return ConnectDecision::deny(421, {}, {}, "this server does not answer to that host\n");
}

// RFC 6455 section 10.2: "it SHOULD respond to the client with a message including
// HTTP 403 Forbidden status code."
std::optional<ConnectDecision> refusalOfOrigin(const QByteArray &origin, const ServerOptions &options)
{
    if (Core::isOriginAllowed(origin, options.allowedOrigins, options.allowNullOrigin))
        return std::nullopt;
    return ConnectDecision::deny(403, {}, {}, "this origin is not allowed\n");
}

} // namespace Gantry
