// SPDX-License-Identifier: GPL-3.0-only
#include "system/descriptor.h"

#include <QtCore/QByteArray>
#include <QtNetwork/QHostAddress>

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Inspector {

namespace {

Descriptor::Transfer failure(int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK)
        return {.outcome = Descriptor::Outcome::WouldBlock, .octets = 0, .error = {}};
    return {.outcome = Descriptor::Outcome::Failed, .octets = 0, .error = qt_error_string(error)};
}

} // namespace

Descriptor::Descriptor(qintptr number)
    : m_number(int(number))
{
    const int flags = ::fcntl(m_number, F_GETFL);
    if (flags >= 0)
        ::fcntl(m_number, F_SETFL, flags | O_NONBLOCK);
}

Descriptor::~Descriptor()
{
    close();
}

Descriptor Descriptor::duplicateOf(qintptr number)
{
    const int copy = ::fcntl(int(number), F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? Descriptor() : Descriptor(copy);
}

std::pair<Descriptor, Descriptor> Descriptor::pipe()
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return {};
    for (int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

QByteArray Descriptor::peer() const
{
    sockaddr_storage storage = {};
    socklen_t size = sizeof storage;
    if (::getpeername(m_number, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return {};
    if (storage.ss_family == AF_UNIX)
        return "unix:";
    const QHostAddress address(reinterpret_cast<const sockaddr *>(&storage));
    const QByteArray host = address.toString().toLatin1();
    if (storage.ss_family == AF_INET6) {
        const auto *in6 = reinterpret_cast<const sockaddr_in6 *>(&storage);
        return "tcp6:[" + host + "]:" + QByteArray::number(ntohs(in6->sin6_port));
    }
    const auto *in4 = reinterpret_cast<const sockaddr_in *>(&storage);
    return "tcp4:" + host + ':' + QByteArray::number(ntohs(in4->sin_port));
}

Descriptor::Transfer Descriptor::receive(std::span<char> into) const
{
    ssize_t count = 0;
    do {
        count = ::recv(m_number, into.data(), into.size(), 0);
        if (count < 0 && errno == ENOTSOCK)
            count = ::read(m_number, into.data(), into.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return failure(errno);
    return {.outcome = count == 0 ? Outcome::Ended : Outcome::Done, .octets = count, .error = {}};
}

Descriptor::Transfer Descriptor::peek(std::span<char> into) const
{
    ssize_t count = 0;
    do {
        count = ::recv(m_number, into.data(), into.size(), MSG_PEEK);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return failure(errno);
    return {.outcome = count == 0 ? Outcome::Ended : Outcome::Done, .octets = count, .error = {}};
}

void Descriptor::setReadMark(int octets) const
{
    ::setsockopt(m_number, SOL_SOCKET, SO_RCVLOWAT, &octets, sizeof octets);
}

Descriptor::Transfer Descriptor::send(QByteArrayView octets) const
{
    ssize_t count = 0;
    do {
        count = ::send(m_number, octets.data(), size_t(octets.size()), MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return failure(errno);
    return {.outcome = Outcome::Done, .octets = count, .error = {}};
}

void Descriptor::endSending() const
{
    ::shutdown(m_number, SHUT_WR);
}

void Descriptor::disableNagle() const
{
    const int on = 1;
    ::setsockopt(m_number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // no matter on a unix socket
}

void Descriptor::close()
{
    if (m_number >= 0)
        ::close(std::exchange(m_number, -1));
}

void Descriptor::poke(qintptr pipe) noexcept
{
    const char octet = 0;
    [[maybe_unused]] const ssize_t written = ::write(int(pipe), &octet, 1);
}

void Descriptor::raiseLimit()
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void Descriptor::sendOutputToErrors() noexcept
{
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

} // namespace Gantry::Inspector
