// SPDX-License-Identifier: MIT
#include "wamp/transport/rawsocketurl.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

using Core::UrlError;
using Core::WebSocketAddress;

std::variant<WebSocketAddress, UrlError> parseRawSocketUrl(const QUrl &url)
{
    if (!url.isValid())
        return UrlError{u"the URL is not valid"_s};
    const QString scheme = url.scheme();
    if (scheme == "rs+unix"_L1 || scheme == "unix"_L1) {
        if (url.path().isEmpty() || !url.host().isEmpty())
            return UrlError{u"%1: needs the path of a socket"_s.arg(scheme)};
        return WebSocketAddress{.isLocal = true, .localPath = url.path(QUrl::FullyDecoded)};
    }
    if (scheme != "rs"_L1 && scheme != "rss"_L1 && scheme != "tcp"_L1)
        return UrlError{u"the scheme is none of rs, rss, tcp, rs+unix and unix"_s};
    if (url.host().isEmpty())
        return UrlError{u"the URL has no host"_s};
    if (url.port() < 0)
        return UrlError{u"the URL has no port"_s};
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment() || url.path().size() > 1)
        return UrlError{u"RawSocket's URLs have a host and a port, and nothing else"_s};
    return WebSocketAddress{.isSecure = scheme == "rss"_L1, .host = url.host(), .port = quint16(url.port())};
}

} // namespace Gantry::Wamp
