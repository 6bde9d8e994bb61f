// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/rawsocket.h"

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace Gantry::Testing {

namespace {

constexpr timeval Patience{10, 0};

void bound(int descriptor)
{
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &Patience, sizeof Patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &Patience, sizeof Patience);
}

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

} // namespace

RawSocket::RawSocket(int descriptor)
    : m_descriptor(descriptor)
{
    bound(descriptor);
}

RawSocket RawSocket::connectedTo(quint16 port)
{
    RawSocket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(socket.m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        socket.close();
    return socket;
}

bool RawSocket::send(const QByteArray &octets)
{
    qsizetype sent = 0;
    while (sent < octets.size()) {
        const ssize_t count =
            ::send(m_descriptor, octets.data() + sent, size_t(octets.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += count;
    }
    return true;
}

qsizetype RawSocket::sendWithoutWaiting(const QByteArray &octets)
{
    const ssize_t count =
        ::send(m_descriptor, octets.data(), size_t(octets.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    return std::max<ssize_t>(count, 0);
}

QByteArray RawSocket::receive(qsizetype size)
{
    QByteArray octets(size, Qt::Uninitialized);
    qsizetype received = 0;
    while (received < size) {
        const ssize_t count = ::recv(m_descriptor, octets.data() + received, size_t(size - received), 0);
        if (count <= 0)
            break;
        received += count;
    }
    octets.truncate(received);
    return octets;
}

QByteArray RawSocket::receiveUntil(const QByteArray &mark)
{
    QByteArray octets;
    while (!octets.endsWith(mark)) {
        const QByteArray next = receive(1);
        if (next.isEmpty())
            break;
        octets += next;
    }
    return octets;
}

QByteArray RawSocket::receiveAll()
{
    QByteArray octets;
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (count == 0)
            return octets;
        if (count < 0)
            return octets + (errno == ECONNRESET ? "(reset)" : "(no end)");
        octets.append(buffer.data(), count);
    }
}

void RawSocket::endSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void RawSocket::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    close();
}

void RawSocket::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

RawListener::RawListener()
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    bound(m_descriptor);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(m_descriptor, reinterpret_cast<const sockaddr *>(&address), size) == 0
        && ::listen(m_descriptor, 512) == 0
        && ::getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
}

RawListener::~RawListener()
{
    ::close(m_descriptor);
}

RawSocket RawListener::accept()
{
    const int descriptor = ::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
    return descriptor < 0 ? RawSocket() : RawSocket(descriptor);
}

} // namespace Gantry::Testing
