// SPDX-License-Identifier: MIT
#include "sockets.h"

#include <QtNetwork/QHostAddress>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Backlog = 4096;

sockaddr_in ipv4(quint32 address, quint16 port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    result.sin_addr.s_addr = htonl(address);
    return result;
}

template<typename T>
SocketAddress wrapped(const T &address, size_t size = sizeof(T))
{
    SocketAddress result;
    std::memcpy(&result.storage, &address, size);
    result.size = socklen_t(size);
    return result;
}

std::optional<SocketAddress> unixAddressOf(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyDecoded).section(u':', 0, 0).toLocal8Bit();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || size_t(path.size()) >= sizeof address.sun_path)
        return std::nullopt;
    std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
    return wrapped(address, offsetof(sockaddr_un, sun_path) + size_t(path.size()) + 1);
}

int closing(int descriptor)
{
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    return -1;
}

void setNoDelay(int descriptor)
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool bindToSource(int descriptor, int source)
{
    const int on = 1; // the port is chosen at connect(), when it can be shared
    ::setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const sockaddr_in address = ipv4(INADDR_LOOPBACK - 1 + quint32(source), 0);
    return ::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
}

} // namespace

bool SocketAddress::isLoopback() const
{
    if (storage.ss_family != AF_INET)
        return false;
    const auto *address = reinterpret_cast<const sockaddr_in *>(&storage);
    return ntohl(address->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

std::optional<SocketAddress> socketAddressOf(const QUrl &url)
{
    if (url.scheme() == "ws+unix"_L1)
        return unixAddressOf(url);
    const bool isSecure = url.scheme() == "wss"_L1;
    const auto port = quint16(url.port(isSecure ? 443 : 80));
    const QHostAddress host(url.host() == "localhost"_L1 ? u"127.0.0.1"_s : url.host());
    if (host.protocol() == QHostAddress::IPv4Protocol)
        return wrapped(ipv4(host.toIPv4Address(), port));
    if (host.protocol() != QHostAddress::IPv6Protocol)
        return std::nullopt;
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    const Q_IPV6ADDR bytes = host.toIPv6Address();
    std::memcpy(&address.sin6_addr, &bytes, sizeof bytes);
    return wrapped(address);
}

int connectTo(const SocketAddress &address, int source)
{
    const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    setNoDelay(descriptor);
    if (source > 0 && !bindToSource(descriptor, source))
        return closing(descriptor);
    if (::connect(descriptor, address.data(), address.size) < 0 && errno != EINPROGRESS)
        return closing(descriptor);
    return descriptor;
}

int listenOn(const SocketAddress &address)
{
    const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(descriptor, address.data(), address.size) < 0 || ::listen(descriptor, Backlog) < 0)
        return closing(descriptor);
    return descriptor;
}

int acceptFrom(int listener)
{
    const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0)
        setNoDelay(descriptor);
    return descriptor;
}

quint16 portOf(int descriptor)
{
    SocketAddress address;
    address.size = sizeof address.storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address.storage), &address.size) < 0)
        return 0;
    // The port has the same place for both families.
    return ntohs(reinterpret_cast<const sockaddr_in *>(&address.storage)->sin_port);
}

void raiseFileLimit(quint64 wanted)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    // Who may, gets more than the hard limit; who may not, what there is.
    rlimit more{.rlim_cur = std::max<rlim_t>(wanted, limit.rlim_cur),
                .rlim_max = std::max<rlim_t>(wanted, limit.rlim_max)};
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace Gantry::Bench
