// SPDX-License-Identifier: MIT
#include "core/handshake/socksconnect.h"

#include "core/handshake/headerfields.h"

namespace Gantry::Core {

namespace {

// RFC 1928 sections 3 to 6.
constexpr char Version = 5;
constexpr char NoAuthentication = 0;
constexpr char UserAndPassword = 2;
constexpr char NoAcceptableMethod = char(0xff);
constexpr char Connect = 1;
constexpr char Ipv4 = 1;
constexpr char DomainName = 3;
constexpr char Ipv6 = 4;
// RFC 1929 section 2.
constexpr char CredentialsVersion = 1;

//! RFC 1928 section 6.
QByteArray replyText(quint8 reply)
{
    switch (reply) {
    case 1:
        return "general failure";
    case 2:
        return "not allowed by its rules";
    case 3:
        return "network unreachable";
    case 4:
        return "host unreachable";
    case 5:
        return "connection refused";
    case 6:
        return "TTL expired";
    case 7:
        return "command not supported";
    case 8:
        return "address type not supported";
    default:
        return "error " + QByteArray::number(reply);
    }
}

} // namespace

SocksConnect::SocksConnect(const ProxyRequest &request)
    : m_request(request)
{
    start();
}

void SocksConnect::start()
{
    const bool hasCredentials = !m_request.user.isEmpty() || !m_request.password.isEmpty();
    if (m_request.host.isEmpty() || m_request.host.size() > 255 || !isVisibleAscii(m_request.host))
        return fail("malformed host");
    // One octet tells the length, and RFC 1929 section 2 wants at least one.
    const auto fits = [](const QByteArray &text) { return !text.isEmpty() && text.size() <= 255; };
    if (hasCredentials && (!fits(m_request.user) || !fits(m_request.password)))
        return fail("the proxy's user or password cannot be sent");
    if (hasCredentials)
        send(QByteArray{"\x05\x02", 2} + NoAuthentication + UserAndPassword);
    else
        send(QByteArray{"\x05\x01", 2} + NoAuthentication);
}

qsizetype SocksConnect::take(QByteArrayView bytes)
{
    switch (m_stage) {
    case Stage::Method:
        return takeMethod(bytes);
    case Stage::Credentials:
        return takeVerdict(bytes);
    case Stage::Reply:
        return takeReply(bytes);
    }
    Q_UNREACHABLE();
}

qsizetype SocksConnect::takeMethod(QByteArrayView bytes)
{
    if (bytes[0] != Version) {
        fail("the proxy does not speak SOCKS 5");
        return bytes.size();
    }
    if (bytes.size() < 2)
        return 0;
    const bool hasCredentials = !m_request.user.isEmpty();
    if (bytes[1] == NoAuthentication)
        sendConnect();
    else if (bytes[1] == UserAndPassword && hasCredentials)
        sendCredentials();
    else if (bytes[1] == NoAcceptableMethod)
        fail(hasCredentials ? "the proxy does not accept user and password"
                            : "the proxy wants a user and a password");
    else
        fail("the proxy chose a method that was not offered");
    return 2;
}

void SocksConnect::sendCredentials()
{
    m_stage = Stage::Credentials;
    send(QByteArray(1, CredentialsVersion) + char(m_request.user.size()) + m_request.user
         + char(m_request.password.size()) + m_request.password);
}

qsizetype SocksConnect::takeVerdict(QByteArrayView bytes)
{
    if (bytes.size() < 2)
        return 0;
    if (bytes[1] == 0)
        sendConnect();
    else
        fail("the proxy refused the user or the password");
    return 2;
}

void SocksConnect::sendConnect()
{
    m_stage = Stage::Reply;
    // A literal address may go as a name: RFC 1928 section 5 has the proxy resolve it,
    // and every resolver knows it for what it is. IPv6 needs no brackets here.
    send(QByteArray{"\x05", 1} + Connect + '\0' + DomainName + char(m_request.host.size()) + m_request.host
         + char(m_request.port >> 8) + char(m_request.port & 0xff));
}

qsizetype SocksConnect::takeReply(QByteArrayView bytes)
{
    if (bytes[0] != Version) {
        fail("the proxy does not speak SOCKS 5");
        return bytes.size();
    }
    if (bytes.size() < 2)
        return 0;
    // Whatever address comes with a refusal tells nothing.
    if (bytes[1] != 0) {
        fail("the proxy could not connect: " + replyText(quint8(bytes[1])));
        return bytes.size();
    }
    if (bytes.size() < 5)
        return 0;
    qsizetype addressSize = 0;
    if (bytes[3] == Ipv4)
        addressSize = 4;
    else if (bytes[3] == Ipv6)
        addressSize = 16;
    else if (bytes[3] == DomainName)
        addressSize = 1 + quint8(bytes[4]);
    if (addressSize == 0) {
        fail("the proxy answered with an address of no known kind");
        return bytes.size();
    }
    const qsizetype size = 4 + addressSize + 2;
    if (bytes.size() < size)
        return 0;
    succeed();
    return size;
}

} // namespace Gantry::Core
