// SPDX-License-Identifier: MIT
#include "core/handshake/credentials.h"

#include <algorithm>

namespace Gantry::Core {

namespace {

bool hasControl(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c < u' ' || c == u'\x7f'; });
}

} // namespace

HeaderField basicAuthorization(const QString &user, const QString &password)
{
    // RFC 7617 section 2: "a user-id containing a colon character is invalid", and "the
    // user-id and password MUST NOT contain any control characters".
    if (user.contains(u':') || hasControl(user) || hasControl(password))
        return {};
    const QByteArray pair = user.toUtf8() + ':' + password.toUtf8();
    return {"Authorization", "Basic " + pair.toBase64()};
}

HeaderField bearerAuthorization(const QByteArray &token)
{
    if (token.isEmpty() || !isVisibleAscii(token))
        return {};
    return {"Authorization", "Bearer " + token};
}

} // namespace Gantry::Core
