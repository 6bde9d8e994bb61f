// SPDX-License-Identifier: MIT
// A client of a few blocking calls that does nothing but answer pings. It runs where a
// test's event loop does not reach: in another process, or behind another link.
#pragma once

#include <QtCore/QByteArray>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace Gantry::Testing {

//! A connected socket past the opening handshake, or -1.
inline int openPongPeer(const char *address, quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, address, &to.sin_addr);
    const QByteArray request =
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    QByteArray answer;
    char octet = 0;
    bool isFine = ::connect(socket, reinterpret_cast<sockaddr *>(&to), sizeof to) == 0
        && ::send(socket, request.data(), size_t(request.size()), MSG_NOSIGNAL) == request.size();
    while (isFine && !answer.endsWith("\r\n\r\n") && (isFine = ::recv(socket, &octet, 1, 0) == 1))
        answer.append(octet);
    if (isFine)
        return socket;
    ::close(socket);
    return -1;
}

//! Answers pings until the end or until \a stop, each after \a delay as a far line would;
//! returns how many came.
inline int answerPings(int socket, const std::atomic<bool> &stop, std::chrono::milliseconds delay = {})
{
    int pings = 0;
    while (!stop) {
        pollfd ready{.fd = socket, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, 20) == 0)
            continue;
        quint8 head[2];
        char payload[125];
        if (::recv(socket, head, 2, MSG_WAITALL) != 2 || head[0] != 0x89
            || ::recv(socket, payload, head[1], MSG_WAITALL) != head[1])
            break;
        ++pings;
        std::this_thread::sleep_for(delay);
        QByteArray pong = QByteArray("\x8a").append(char(0x80 | head[1])) + QByteArray(4, '\0');
        pong.append(payload, head[1]);
        if (::send(socket, pong.data(), size_t(pong.size()), MSG_NOSIGNAL) != pong.size())
            break;
    }
    return pings;
}

} // namespace Gantry::Testing
