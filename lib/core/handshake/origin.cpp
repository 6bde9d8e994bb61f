// SPDX-License-Identifier: MIT
#include "core/handshake/origin.h"

#include <QtCore/QByteArray>
#include <QtCore/QUrl>

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

//! '*' stands for any run of characters, also an empty one. One remembered star is
//! enough, because the last one can always take up what earlier ones could have.
bool matchesGlob(QByteArrayView text, QByteArrayView glob)
{
    qsizetype t = 0, g = 0, star = -1, starText = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            starText = t;
        } else if (g < glob.size() && glob[g] == text[t]) {
            ++t, ++g;
        } else if (star >= 0) {
            g = star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

//! Browsers send international names in their ASCII form, people write patterns in
//! their own script. Label by label, as a star is no letter of a name.
QByteArray asciiPattern(const QString &pattern)
{
    const qsizetype hostStart = pattern.indexOf(QLatin1String("://")) + 3;
    QStringList labels = pattern.sliced(qMin(hostStart, pattern.size())).split(QLatin1Char('.'));
    for (QString &label : labels) {
        const QString ascii = QString::fromLatin1(QUrl::toAce(label));
        if (!ascii.isEmpty())
            label = ascii;
    }
    return (pattern.first(qMin(hostStart, pattern.size())) + labels.join(QLatin1Char('.'))).toUtf8();
}

std::optional<OriginParts> splitPattern(const QString &pattern)
{
    return splitOrigin(asciiPattern(pattern));
}

bool isPortPattern(QByteArrayView port)
{
    return std::ranges::all_of(port,
                               [](char octet) { return (octet >= '0' && octet <= '9') || octet == '*'; });
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

bool isOriginAllowed(QByteArrayView origin, const QStringList &patterns)
{
    if (origin.isEmpty() || patterns.contains(QLatin1String("*")))
        return true;
    // RFC 6454 section 7.3: what a sandboxed or local page sends.
    if (origin == "null")
        return patterns.contains(QLatin1String("null"));
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
