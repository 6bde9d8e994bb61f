// SPDX-License-Identifier: MIT
// A socket of which a test holds both ends, and what records come out of it.
#pragma once

#include "tap/recordcodec.h"

#include <QtCore/QList>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace Gantry::Tests {

//! Both ends of a socket, non-blocking.
class SocketPair
{
public:
    SocketPair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, m_ends.data()) != 0)
            qFatal("socketpair");
    }
    ~SocketPair()
    {
        ::close(m_ends[0]);
        closeReader();
    }
    Q_DISABLE_COPY_MOVE(SocketPair)

    int writer() const { return m_ends[0]; }
    void closeReader()
    {
        if (m_ends[1] >= 0)
            ::close(std::exchange(m_ends[1], -1));
    }
    //! What is there now, of at most \a maxOctets.
    QList<Tap::Record> read(size_t maxOctets = SIZE_MAX)
    {
        std::array<char, 65536> buffer;
        while (maxOctets > 0) {
            const ssize_t size = ::recv(m_ends[1], buffer.data(), std::min(buffer.size(), maxOctets), 0);
            if (size <= 0)
                break;
            m_reader.feed(QByteArrayView(buffer.data(), qsizetype(size)));
            maxOctets -= size_t(size);
        }
        QList<Tap::Record> records;
        while (auto record = m_reader.next())
            records.append(*std::move(record));
        return records;
    }

private:
    std::array<int, 2> m_ends{-1, -1};
    Tap::RecordReader m_reader;
};

} // namespace Gantry::Tests
