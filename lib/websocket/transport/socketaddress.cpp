// SPDX-License-Identifier: MIT
#include "websocket/transport/socketaddress.h"

#include <array>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

char *writeNumber(char *at, quint32 number)
{
    if (number >= 10)
        at = writeNumber(at, number / 10);
    *at = char('0' + number % 10);
    return at + 1;
}

} // namespace

QString socketAddressText(const QHostAddress &address, quint16 port)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4);
    return isIPv4 ? ipv4AddressText(ipv4, port) : u"%1:%2"_s.arg(socketAddressText(address)).arg(port);
}

QString ipv4AddressText(quint32 address, quint16 port)
{
    std::array<char, sizeof "tcp4:255.255.255.255:65535"> text{'t', 'c', 'p', '4', ':'};
    char *at = text.data() + 5;
    for (int shift = 24; shift >= 0; shift -= 8) {
        at = writeNumber(at, (address >> shift) & 0xFF);
        *at++ = shift > 0 ? '.' : ':';
    }
    at = writeNumber(at, port);
    return QString::fromLatin1(text.data(), at - text.data());
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
