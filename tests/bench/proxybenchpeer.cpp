// SPDX-License-Identifier: MIT
#include "proxybenchpeer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace Gantry::Bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr timeval Patience{10, 0};

//! A masked binary frame of \a size octets.
QByteArray frameOf(int size)
{
    QByteArray frame = "\x82";
    if (size < 126) {
        frame += char(0x80 | size);
    } else {
        frame += char(0x80 | 126);
        frame += char(size >> 8);
        frame += char(size);
    }
    return frame + "mask" + QByteArray(size, 'x');
}

//! Of the unmasked echo.
qsizetype echoSize(int size)
{
    return size + (size < 126 ? 2 : 4);
}

} // namespace

ProxyBenchPeer::ProxyBenchPeer(quint16 port, quint16 tunnelTo)
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    , m_buffer(128 * 1024)
{
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &Patience, sizeof Patience);
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &Patience, sizeof Patience);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close();
        return;
    }
    const QByteArray host = "127.0.0.1:" + QByteArray::number(tunnelTo ? tunnelTo : port);
    const bool isThere =
        tunnelTo == 0 || exchangeHeads("CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "200");
    if (!isThere
        || !exchangeHeads("GET / HTTP/1.1\r\nHost: " + host
                              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Version: 13\r\n\r\n",
                          "101"))
        close();
}

ProxyBenchPeer::~ProxyBenchPeer()
{
    close();
}

bool ProxyBenchPeer::exchangeHeads(const QByteArray &request, const QByteArray &status)
{
    if (!send(request))
        return false;
    QByteArray head;
    char octet = 0;
    while (!head.endsWith("\r\n\r\n") && ::recv(m_descriptor, &octet, 1, 0) == 1)
        head += octet;
    return head.startsWith("HTTP/1.1 " + status);
}

std::vector<double> ProxyBenchPeer::roundTrips(int count, int size)
{
    const QByteArray frame = frameOf(size);
    std::vector<double> times;
    times.reserve(size_t(count));
    for (int i = 0; i < count && isOpen(); ++i) {
        const auto begin = Clock::now();
        if (!send(frame) || !skip(echoSize(size)))
            break;
        times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    return times;
}

double ProxyBenchPeer::messagesPerSecond(int inFlight, int size, double seconds)
{
    const QByteArray frame = frameOf(size);
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    send(frame.repeated(inFlight));
    qint64 echoes = 0;
    qsizetype partly = 0; // octets of an echo that is not complete
    while (isOpen() && Clock::now() < end) {
        const ssize_t received = ::recv(m_descriptor, m_buffer.data(), m_buffer.size(), 0);
        if (received <= 0) {
            close();
            break;
        }
        const qsizetype octets = partly + received;
        const qsizetype complete = octets / echoSize(size);
        partly = octets % echoSize(size);
        echoes += complete;
        if (complete > 0)
            send(frame.repeated(complete));
    }
    const std::chrono::duration<double> elapsed = Clock::now() - begin;
    return double(echoes) / elapsed.count();
}

bool ProxyBenchPeer::send(const QByteArray &octets)
{
    qsizetype sent = 0;
    while (sent < octets.size()) {
        const ssize_t count =
            ::send(m_descriptor, octets.data() + sent, size_t(octets.size() - sent), MSG_NOSIGNAL);
        if (count <= 0) {
            close();
            return false;
        }
        sent += count;
    }
    return true;
}

bool ProxyBenchPeer::skip(qsizetype count)
{
    while (count > 0) {
        const ssize_t received =
            ::recv(m_descriptor, m_buffer.data(), std::min(size_t(count), m_buffer.size()), 0);
        if (received <= 0) {
            close();
            return false;
        }
        count -= received;
    }
    return true;
}

void ProxyBenchPeer::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace Gantry::Bench
