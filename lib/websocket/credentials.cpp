// SPDX-License-Identifier: MIT
#include "websocket/credentials.h"

#include "websocket/cookiechoice.h"

#include <QtNetwork/QNetworkCookieJar>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! RFC 6265 section 4.1.1 forbids more; servers set what it forbids, and want it back.
//! What matters is that a cookie stays one, and its line a line.
bool isFit(const QNetworkCookie &cookie)
{
    return Core::isToken(cookie.name()) && Core::isSafeFieldValue(cookie.value())
        && !cookie.value().contains(';');
}

} // namespace

HeaderField cookieField(const QList<QNetworkCookie> &cookies)
{
    QByteArrayList pairs;
    for (const QNetworkCookie &cookie : cookies) {
        if (!isFit(cookie))
            return {};
        pairs.append(cookie.name() + '=' + cookie.value());
    }
    return pairs.isEmpty() ? HeaderField() : HeaderField{"Cookie", pairs.join("; ")};
}

QList<QNetworkCookie> cookiesIn(const HeaderFields &headers)
{
    QList<QNetworkCookie> cookies;
    for (const HeaderField &field : headers.all()) {
        if (Core::equalsIgnoringCase(field.name, "Set-Cookie"))
            cookies += QNetworkCookie::parseCookies(field.value);
    }
    return cookies;
}

QList<QNetworkCookie> cookiesFor(const Core::WebSocketAddress &address, const QList<QNetworkCookie> &cookies)
{
    // Qt's jar knows RFC 6265 section 5.4 for the schemes of web pages.
    QUrl url;
    url.setScheme(address.isSecure ? u"https"_s : u"http"_s);
    url.setHost(address.isLocal ? u"localhost"_s : address.host);
    url.setPath(QString::fromLatin1(address.target.split('?').constFirst()), QUrl::TolerantMode);
    QNetworkCookieJar jar;
    QList<QNetworkCookie> unfit;
    for (QNetworkCookie cookie : cookies) {
        if (!isFit(cookie)) {
            unfit.append(cookie);
            continue;
        }
        cookie.normalize(url);
        jar.insertCookie(cookie);
    }
    // What cannot be sent must not get lost on the way to being refused.
    return jar.cookiesForUrl(url) + unfit;
}

} // namespace Gantry
