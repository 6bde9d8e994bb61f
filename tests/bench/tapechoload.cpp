// SPDX-License-Identifier: MIT
#include "tapechoload.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Bench {

namespace {

using Clock = std::chrono::steady_clock;

//! A masked binary frame; the key is zero, as nobody here looks into the payload.
QByteArray clientFrame(int payloadBytes)
{
    QByteArray frame("\x82");
    if (payloadBytes < 126) {
        frame += char(0x80 | payloadBytes);
    } else {
        frame += char(0xFE);
        frame += char(payloadBytes >> 8);
        frame += char(payloadBytes);
    }
    return frame + QByteArray(4, '\0') + QByteArray(payloadBytes, 'x');
}

bool sendAll(int descriptor, const QByteArray &octets)
{
    qsizetype sent = 0;
    while (sent < octets.size()) {
        const ssize_t size =
            ::send(descriptor, octets.constData() + sent, size_t(octets.size() - sent), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        sent += size;
    }
    return true;
}

} // namespace

TapEchoLoad::TapEchoLoad(quint16 port, int connections, int inFlight, int payloadBytes)
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_frame(clientFrame(payloadBytes))
    , m_burst(m_frame.repeated(inFlight))
    , m_echoSize(m_frame.size() - 4) // servers do not mask
{
    for (int i = 0; i < connections && m_error.isEmpty(); ++i) {
        if (!connectOne(port))
            m_error = QByteArray("cannot open connection ") + QByteArray::number(i) + ": " + strerror(errno);
    }
}

TapEchoLoad::~TapEchoLoad()
{
    for (const int descriptor : m_descriptors)
        ::close(descriptor);
    ::close(m_epoll);
}

bool TapEchoLoad::connectOne(quint16 port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.u64 = m_descriptors.size();
    m_descriptors.push_back(descriptor);
    m_partial.push_back(0);
    return ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && handshake(descriptor) && ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

bool TapEchoLoad::handshake(int descriptor)
{
    if (!sendAll(descriptor,
                 "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"))
        return false;
    QByteArray response;
    for (char octet = 0; !response.endsWith("\r\n\r\n"); response += octet) {
        if (::recv(descriptor, &octet, 1, 0) != 1)
            return false;
    }
    return response.startsWith("HTTP/1.1 101");
}

LoadFigures TapEchoLoad::run(std::chrono::milliseconds duration)
{
    LoadFigures figures;
    m_echoes = 0;
    for (const int descriptor : m_descriptors)
        sendAll(descriptor, m_burst);
    const Clock::time_point begin = Clock::now();
    const Clock::time_point end = begin + duration;
    Clock::time_point last = begin;
    const quint64 inFlight = m_descriptors.size() * quint64(m_burst.size() / m_frame.size());
    quint64 sent = inFlight;
    // Until the time is up each echo is answered with a message; then the last echoes
    // are waited for, so that the next run begins with empty pipes.
    std::array<epoll_event, 64> events;
    while (m_echoes < sent) {
        const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 10'000);
        const Clock::time_point now = Clock::now();
        if (count <= 0) { // ten seconds of silence: a blocked server, which the figures show
            figures.longestSilence = now - last;
            break;
        }
        figures.longestSilence = std::max<std::chrono::nanoseconds>(figures.longestSilence, now - last);
        last = now;
        for (int i = 0; i < count; ++i) {
            const quint64 before = m_echoes;
            const auto index = size_t(events[size_t(i)].data.u64);
            serve(index);
            const auto more = qsizetype(m_echoes - before);
            if (now < end && more > 0 && sendAll(m_descriptors[index], m_frame.repeated(more)))
                sent += quint64(more);
        }
    }
    figures.messages = m_echoes;
    figures.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return figures;
}

//! Reads what came on a connection and counts the echoes in it.
void TapEchoLoad::serve(size_t index)
{
    static std::array<char, 256 * 1024> buffer;
    const ssize_t size = ::recv(m_descriptors[index], buffer.data(), buffer.size(), 0);
    if (size <= 0)
        return;
    m_partial[index] += size;
    m_echoes += quint64(m_partial[index] / m_echoSize);
    m_partial[index] %= m_echoSize;
}

} // namespace Gantry::Bench
