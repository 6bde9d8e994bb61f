// SPDX-License-Identifier: MIT
#include "core/handshake/requesttarget.h"

#include "core/handshake/handshakefields.h"

#include <algorithm>

namespace Gantry::Core {

namespace {

//! http://host/path?query cut into authority and the rest; false for other schemes.
bool splitAbsoluteForm(RequestTarget &request)
{
    const qsizetype schemeEnd = request.target.indexOf("://");
    if (schemeEnd < 0)
        return false;
    const QByteArray scheme = request.target.first(schemeEnd).toLower();
    const auto schemes = {"http", "https", "ws", "wss"};
    if (std::ranges::none_of(schemes, [&scheme](const char *known) { return scheme == known; }))
        return false;
    const QByteArray rest = request.target.sliced(schemeEnd + 3);
    const auto pathStart =
        std::ranges::find_if(rest, [](char octet) { return octet == '/' || octet == '?'; });
    const qsizetype hostSize = pathStart - rest.begin();
    request.host = rest.first(hostSize);
    request.target = rest.sliced(hostSize);
    if (!request.target.startsWith('/'))
        request.target.prepend('/');
    return isHostValue(request.host);
}

int hexValue(char octet)
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    const char lower = char(octet | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

//! The octet that the two digits behind a '%' at \a at stand for; -1: none.
int encodedOctet(QByteArrayView path, qsizetype at)
{
    if (at + 2 >= path.size())
        return -1;
    const int high = hexValue(path[at + 1]);
    const int low = hexValue(path[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool hasDotSegment(QByteArrayView path)
{
    for (qsizetype start = 0; start <= path.size();) {
        const qsizetype slash = path.indexOf('/', start);
        const QByteArrayView segment = path.sliced(start, (slash < 0 ? path.size() : slash) - start);
        if (segment == "." || segment == "..")
            return true;
        if (slash < 0)
            return false;
        start = slash + 1;
    }
    return false;
}

} // namespace

// RFC 9112 section 3.2.2: "a server MUST accept the absolute-form in requests", and
// RFC 6455 section 4.1 lets a client send it; the host in it then counts, and not the
// field. authority-form and asterisk-form belong to other methods.
std::optional<RequestTarget> readRequestTarget(const HttpRequestHead &head)
{
    RequestTarget request{.target = head.target, .host = head.fields.value("Host")};
    if (!head.target.startsWith('/') && !splitAbsoluteForm(request))
        return std::nullopt;
    if (!isOriginForm(request.target))
        return std::nullopt;
    const qsizetype mark = request.target.indexOf('?');
    request.path = mark < 0 ? request.target : request.target.first(mark);
    request.query = mark < 0 ? QByteArray() : request.target.sliced(mark + 1);
    return request;
}

QByteArray comparablePath(QByteArrayView path)
{
    QByteArray decoded;
    decoded.reserve(path.size());
    for (qsizetype at = 0; at < path.size(); ++at) {
        if (path[at] != '%') {
            decoded.append(path[at]);
            continue;
        }
        const int octet = encodedOctet(path, at);
        if (octet <= 0 || octet == '/')
            return {};
        decoded.append(char(octet));
        at += 2;
    }
    return hasDotSegment(decoded) ? QByteArray() : decoded;
}

bool isAtOrBelow(QByteArrayView path, QByteArrayView prefix) noexcept
{
    if (!path.startsWith(prefix))
        return false;
    return path.size() == prefix.size() || prefix.endsWith('/') || path[prefix.size()] == '/';
}

} // namespace Gantry::Core
