// SPDX-License-Identifier: MIT
#include "websocket/forwardedpeer.h"

#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Where the port's colon is: behind the bracket, or the only one there is; -1: no port.
qsizetype portColon(const QString &entry)
{
    const qsizetype bracket = entry.indexOf(u']');
    if (entry.startsWith(u'['))
        return entry.indexOf(u':', bracket < 0 ? entry.size() : bracket);
    return entry.count(u':') == 1 ? entry.indexOf(u':') : -1;
}

//! An IPv4 address as it is always written, or an IPv6 one: QHostAddress knows more
//! spellings, which two readers could take for different addresses.
QHostAddress addressOf(const QString &text)
{
    const QHostAddress address(text);
    const bool isPlain = text.contains(u':') ? !text.contains(u'%') : address.toString() == text;
    return isPlain ? address : QHostAddress();
}

} // namespace

QString forwardedPeer(const Core::HeaderFields &fields, int proxies)
{
    if (proxies < 1)
        return {};
    const QStringList entries = QString::fromLatin1(fields.joined("X-Forwarded-For")).split(u',');
    if (proxies > entries.size())
        return {};
    const QString entry = entries.at(entries.size() - proxies).trimmed();
    const qsizetype colon = portColon(entry);
    QString host = colon < 0 ? entry : entry.first(colon);
    const bool hasBrackets = host.startsWith(u'[') && host.endsWith(u']');
    if (hasBrackets)
        host = host.sliced(1, host.size() - 2);
    const QHostAddress address = addressOf(host);
    if (address.isNull() || (hasBrackets && address.protocol() != QHostAddress::IPv6Protocol))
        return {};
    if (colon < 0)
        return socketAddressText(address);
    bool isPort = false;
    const quint16 port = entry.sliced(colon + 1).toUShort(&isPort);
    return isPort ? socketAddressText(address, port) : QString();
}

} // namespace Gantry
