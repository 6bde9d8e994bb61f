// SPDX-License-Identifier: MIT
#include "websocket/settingscheck.h"

#include "core/handshake/clienthandshake.h"
#include "core/handshake/hostlist.h"
#include "core/handshake/origin.h"
#include "core/handshake/websocketurl.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A request that is good in all but what it is asked about.
QString complaintAboutRequest(const Core::ClientRequest &request)
{
    return QString::fromUtf8(Core::complaintAbout(request));
}

} // namespace

QString complaintAboutUrl(const QUrl &url)
{
    const auto parsed = Core::parseWebSocketUrl(url);
    const auto *error = std::get_if<Core::UrlError>(&parsed);
    return error ? error->text : QString();
}

QString complaintAboutHeaders(const HeaderFields &headers)
{
    return complaintAboutRequest({.host = "localhost", .fields = headers});
}

QString complaintAboutSubprotocols(const QStringList &subprotocols)
{
    Core::ClientRequest request{.host = "localhost"};
    for (const QString &subprotocol : subprotocols)
        request.subprotocols.append(subprotocol.toUtf8());
    return complaintAboutRequest(request);
}

QString complaintAboutOrigins(const QStringList &patterns)
{
    for (const QString &pattern : patterns) {
        if (!Core::isOriginPattern(pattern))
            return u"'%1' is no origin: *, null or scheme://host[:port]"_s.arg(pattern);
    }
    return {};
}

QString complaintAboutHosts(const QStringList &patterns)
{
    for (const QString &pattern : patterns) {
        if (!Core::isHostPattern(pattern))
            return u"'%1' is no host: * or host[:port]"_s.arg(pattern);
    }
    return {};
}

} // namespace Gantry
