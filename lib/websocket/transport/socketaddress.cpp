// SPDX-License-Identifier: MIT
#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

QString socketAddressText(const QHostAddress &address, quint16 port)
{
    return u"%1:%2"_s.arg(socketAddressText(address)).arg(port);
}

QString socketAddressText(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4);
    if (isIPv4)
        return u"tcp4:"_s + QHostAddress(ipv4).toString();
    return u"tcp6:[%1]"_s.arg(address.toString());
}

QString socketAddressText(const QString &localPath)
{
    return u"unix:"_s + localPath;
}

} // namespace Gantry
