// SPDX-License-Identifier: MIT
#include "core/handshake/hostlist.h"

#include "core/handshake/glob.h"
#include "core/handshake/handshakefields.h"

#include <QtCore/QByteArray>

#include <algorithm>
#include <optional>

namespace Gantry::Core {

namespace {

//! A host or a pattern, cut into what is compared; all in lower case.
struct HostParts
{
    QByteArray name; //!< with brackets if it is an IPv6 address, without a final dot
    QByteArray port; //!< empty: none
};

std::optional<HostParts> splitHost(const QByteArray &text)
{
    if (!isHostValue(text))
        return std::nullopt;
    const QByteArray lower = text.toLower();
    const qsizetype bracket = lower.startsWith('[') ? lower.indexOf(']') : -1;
    const qsizetype colon = lower.indexOf(':', qMax<qsizetype>(bracket, 0));
    HostParts parts{.name = colon < 0 ? lower : lower.first(colon),
                    .port = colon < 0 ? QByteArray() : lower.sliced(colon + 1)};
    // RFC 3986 section 3.2.2: an IPv6 address stands in brackets, so there is one colon
    // at most behind a name, and nothing between a bracket and its colon.
    if (lower.startsWith('[') ? bracket < 0 || parts.name.size() != bracket + 1
                              : parts.name.contains('[') || parts.name.contains(']'))
        return std::nullopt;
    if (!isPortPattern(parts.port))
        return std::nullopt;
    // RFC 9110 section 4.2.3 leaves "example.com." open; DNS takes both for the same.
    if (parts.name.endsWith('.'))
        parts.name.chop(1);
    return parts.name.isEmpty() ? std::nullopt : std::optional(parts);
}

std::optional<HostParts> splitPattern(const QString &pattern)
{
    // The port is no label of the name.
    const qsizetype colon = pattern.lastIndexOf(QLatin1Char(':'));
    if (pattern.startsWith(QLatin1Char('[')) || colon < 0)
        return splitHost(asciiHostPattern(pattern));
    return splitHost(asciiHostPattern(pattern.first(colon)) + pattern.sliced(colon).toUtf8());
}

} // namespace

bool isHostAllowed(QByteArrayView host, const QStringList &patterns, quint16 defaultPort)
{
    if (patterns.isEmpty() || patterns.contains(QLatin1String("*")))
        return true;
    const auto parts = splitHost(host.toByteArray());
    if (!parts || parts->name.contains('*') || parts->port.contains('*'))
        return false;
    const QByteArray port = parts->port.isEmpty() ? QByteArray::number(defaultPort) : parts->port;
    return std::ranges::any_of(patterns, [&](const QString &text) {
        const auto pattern = splitPattern(text);
        return pattern && matchesGlob(parts->name, pattern->name)
            && (pattern->port.isEmpty() || matchesGlob(port, pattern->port));
    });
}

bool isHostPattern(const QString &pattern)
{
    return pattern == QLatin1String("*") || splitPattern(pattern).has_value();
}

} // namespace Gantry::Core
