// SPDX-License-Identifier: GPL-3.0-only
// A TCP connection that carries given octets, packet by packet: what a capture of it
// would have shown on a line that loses nothing.
#pragma once

#include "export/ippacket.h"

#include <array>
#include <functional>

namespace Gantry::Inspector {

class TcpConversation
{
public:
    enum class Side : quint8 { Client, Server };
    using Output = std::function<void(qint64 timeNs, QByteArrayView packet, QByteArrayView comment)>;

    //! The ends have addresses of the same kind.
    TcpConversation(PacketEndpoint client, PacketEndpoint server, Output output);

    //! SYN, SYN and ACK, ACK; \a comment goes with the first.
    void open(qint64 timeNs, QByteArrayView comment);
    //! As many segments as it takes; \a comment goes with the first.
    void send(Side from, QByteArrayView octets, qint64 timeNs, QByteArrayView comment);
    //! Both ends, \a first before the other.
    void close(Side first, qint64 timeNs, QByteArrayView comment);

private:
    //! Without a word from the receiver for so long, a reader of packets would ask why.
    static constexpr quint32 MaxUnacknowledged = 1024 * 1024;

    struct End
    {
        PacketEndpoint endpoint;
        quint32 sequence = 0; //!< of what it sends next
        quint32 acknowledged = 0; //!< of what it has said that it got
    };

    End &end(Side side) { return m_ends[size_t(side)]; }
    void emitSegment(Side from, quint8 flags, QByteArrayView payload, qint64 timeNs, QByteArrayView comment);
    void acknowledge(Side from, qint64 timeNs);

    const Output m_output;
    std::array<End, 2> m_ends;
    quint16 m_identification = 0;
    QByteArray m_packet;
};

} // namespace Gantry::Inspector
