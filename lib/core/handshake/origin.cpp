// SPDX-License-Identifier: MIT
#include "core/handshake/origin.h"

#include "core/handshake/glob.h"

#include <QtCore/QByteArray>

#include <algorithm>
#include <optional>

namespace Gantry::Core {

namespace {

//! An origin or a pattern, cut into what is compared; all in lower case.
struct OriginParts
{
    QByteArray scheme;
    QByteArray host; //!< with brackets if it is an IPv6 address
    QByteArray port; //!< empty: the scheme's default
};

QByteArray defaultPort(const QByteArray &scheme)
{
    if (scheme == "http" || scheme == "ws")
        return "80";
    if (scheme == "https" || scheme == "wss")
        return "443";
    return {};
}

//! RFC 6454 section 6.2: scheme "://" host [ ":" port ], and nothing behind it.
std::optional<OriginParts> splitOrigin(QByteArrayView text)
{
    const QByteArray lower = text.toByteArray().toLower();
    const qsizetype schemeEnd = lower.indexOf("://");
    if (schemeEnd <= 0)
        return std::nullopt;
    OriginParts parts{.scheme = lower.first(schemeEnd), .host = lower.sliced(schemeEnd + 3), .port = {}};
    for (const char octet : parts.host) {
        // A path, user information, a second origin: not what an origin can hold.
        if (quint8(octet) <= 0x20 || octet == 0x7F || QByteArrayView("/?#@\\,").contains(octet))
            return std::nullopt;
    }
    const qsizetype colon = parts.host.lastIndexOf(':');
    if (colon > parts.host.lastIndexOf(']')) {
        parts.port = parts.host.sliced(colon + 1);
        parts.host.truncate(colon);
    }
    return parts;
}

std::optional<OriginParts> splitPattern(const QString &pattern)
{
    const qsizetype hostStart = pattern.indexOf(QLatin1String("://")) + 3;
    if (hostStart < 3)
        return std::nullopt;
    // The port is no label of the name.
    const qsizetype colon = pattern.lastIndexOf(QLatin1Char(':'));
    const qsizetype hostEnd = colon >= hostStart ? colon : pattern.size();
    return splitOrigin(pattern.first(hostStart).toUtf8()
                       + asciiHostPattern(pattern.sliced(hostStart, hostEnd - hostStart))
                       + pattern.sliced(hostEnd).toUtf8());
}

bool matchesPattern(const OriginParts &origin, const OriginParts &pattern)
{
    // The default is that of the scheme that came: "*://example.com" means port 80
    // over http and 443 over https.
    const QByteArray fallback = defaultPort(origin.scheme);
    return matchesGlob(origin.scheme, pattern.scheme) && matchesGlob(origin.host, pattern.host)
        && matchesGlob(origin.port.isEmpty() ? fallback : origin.port,
                       pattern.port.isEmpty() ? fallback : pattern.port);
}

} // namespace

bool isOriginAllowed(QByteArrayView origin, const QStringList &patterns, bool allowNull)
{
    if (origin.isEmpty())
        return true;
    const bool isAnyAllowed = patterns.contains(QLatin1String("*"));
    // RFC 6454 section 7.3: what a sandboxed or local page sends.
    if (origin == "null")
        return (isAnyAllowed && allowNull) || patterns.contains(QLatin1String("null"));
    if (isAnyAllowed)
        return true;
    const auto parts = splitOrigin(origin);
    if (!parts)
        return false;
    return std::ranges::any_of(patterns, [&parts](const QString &text) {
        const auto pattern = splitPattern(text);
        return pattern && matchesPattern(*parts, *pattern);
    });
}

bool isOriginPattern(const QString &pattern)
{
    if (pattern == QLatin1String("*") || pattern == QLatin1String("null"))
        return true;
    const auto parts = splitPattern(pattern);
    return parts && !parts->host.isEmpty() && isPortPattern(parts->port);
}

} // namespace Gantry::Core
