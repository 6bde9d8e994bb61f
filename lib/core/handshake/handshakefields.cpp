// SPDX-License-Identifier: MIT
#include "core/handshake/handshakefields.h"

#include <algorithm>

namespace Gantry::Core {

namespace {

constexpr QByteArrayView SecWebSocket("Sec-WebSocket-");

constexpr QByteArrayView OwnedNames[] = {
    "Host", "Upgrade", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding", "Trailer", "Expect",
};

} // namespace

bool isHandshakeField(QByteArrayView name) noexcept
{
    return equalsIgnoringCase(name.first(qMin(name.size(), SecWebSocket.size())), SecWebSocket)
        || std::ranges::any_of(OwnedNames,
                               [name](QByteArrayView owned) { return equalsIgnoringCase(name, owned); });
}

QByteArray complaintAboutOctets(const HeaderField &field)
{
    if (!isToken(field.name))
        return "a header field name is not a token";
    if (!isSafeFieldValue(field.value))
        return "control character in header field " + field.name;
    return {};
}

QByteArray complaintAboutFields(const HeaderFields &fields)
{
    for (const HeaderField &field : fields.all()) {
        if (const QByteArray complaint = complaintAboutOctets(field); !complaint.isEmpty())
            return complaint;
        if (isHandshakeField(field.name))
            return "the handshake itself sets header field " + field.name;
    }
    return {};
}

bool isOriginForm(QByteArrayView target) noexcept
{
    return target.startsWith('/') && isVisibleAscii(target) && !target.contains('#');
}

bool isHostValue(QByteArrayView host) noexcept
{
    return !host.isEmpty() && !host.startsWith(':') && isVisibleAscii(host)
        && std::ranges::none_of(host,
                                [](char octet) { return QByteArrayView("/?#@\\,\"<>").contains(octet); });
}

void appendField(QByteArray &head, QByteArrayView name, QByteArrayView value)
{
    if (!value.isEmpty())
        head.append(name).append(": ").append(value).append("\r\n");
}

void appendFields(QByteArray &head, const HeaderFields &fields)
{
    for (const HeaderField &field : fields.all())
        head.append(field.name).append(": ").append(field.value).append("\r\n");
}

} // namespace Gantry::Core
