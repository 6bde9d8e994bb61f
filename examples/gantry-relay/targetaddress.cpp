// SPDX-License-Identifier: MIT
#include "targetaddress.h"

#include <QtCore/QUrl>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

std::optional<TargetAddress> parseTcp(const QString &text)
{
    // QUrl knows brackets, what a host may be and what a port may be.
    const QUrl url(u"tcp://"_s + text, QUrl::StrictMode);
    const bool isPlain = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty()
        && url.path().isEmpty() && !url.hasQuery() && !url.hasFragment();
    if (!isPlain || url.port() < 1)
        return std::nullopt;
    return TargetAddress{.host = url.host(), .port = quint16(url.port()), .path = {}};
}

} // namespace

std::optional<TargetAddress> parseTargetAddress(const QString &text)
{
    for (const auto prefix : {"unix:"_L1, "unix_socket:"_L1}) {
        if (!text.startsWith(prefix))
            continue;
        const QString path = text.sliced(prefix.size());
        return path.startsWith(u'/') ? std::optional(TargetAddress{.host = {}, .port = 0, .path = path})
                                     : std::nullopt;
    }
    return parseTcp(text);
}

} // namespace Gantry::Examples
