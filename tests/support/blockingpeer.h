// SPDX-License-Identifier: MIT
// A client in a thread of its own that sends without reading and then reads to the
// end, as simple programs do: it sees whether the end was an orderly one, which Qt's
// sockets do not tell from a reset.
#pragma once

#include <QtCore/QByteArray>

#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

namespace Gantry::Testing {

class BlockingPeer
{
public:
    //! Begins at once; each of its waits ends after 10 s.
    BlockingPeer(quint16 port, const QByteArray &octets)
        : m_thread([this, port, octets] { talk(port, octets); })
    { }
    ~BlockingPeer() { m_thread.join(); }
    Q_DISABLE_COPY_MOVE(BlockingPeer)

    bool isDone() const { return m_done; }
    // Once it is done:
    bool sentAll() const { return m_sentAll; }
    bool endedInOrder() const { return m_endedInOrder; }
    const QByteArray &received() const { return m_received; }

private:
    void talk(quint16 port, const QByteArray &octets)
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
            sendAndReceive(socket, octets);
        ::close(socket);
        m_done = true;
    }

    void sendAndReceive(int socket, const QByteArray &octets)
    {
        ssize_t sent = 1;
        for (qsizetype at = 0; at < octets.size() && sent > 0; at += sent)
            sent = ::send(socket, octets.data() + at, size_t(octets.size() - at), MSG_NOSIGNAL);
        m_sentAll = sent > 0;
        char buffer[4096];
        ssize_t size = 0;
        while ((size = ::recv(socket, buffer, sizeof buffer, 0)) > 0)
            m_received.append(buffer, size);
        m_endedInOrder = size == 0;
    }

    bool m_sentAll = false;
    bool m_endedInOrder = false;
    QByteArray m_received;
    std::atomic<bool> m_done = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace Gantry::Testing
