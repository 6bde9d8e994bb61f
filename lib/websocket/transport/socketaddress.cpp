// SPDX-License-Identifier: MIT
#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

QString socketAddressText(const QHostAddress &address, quint16 port)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4);
    if (isIPv4)
        return u"tcp4:%1:%2"_s.arg(QHostAddress(ipv4).toString()).arg(port);
    return u"tcp6:[%1]:%2"_s.arg(address.toString()).arg(port);
}

QString socketAddressText(const QString &localPath)
{
    return u"unix:"_s + localPath;
}

} // namespace Gantry
