// SPDX-License-Identifier: GPL-3.0-only
// One TCP connection of a capture: looks for the request that asks for a WebSocket, and
// has what follows decoded.
#pragma once

#include "import/tcppacket.h"
#include "import/tcpstream.h"
#include "tap/connectiondecoder.h"

#include <array>
#include <memory>

namespace Gantry::Inspector {

class TcpFlow
{
public:
    using Output = std::function<void(Tap::Record &&)>;

    //! \a nextNumber gives the WebSocket its number once there is one.
    TcpFlow(std::function<quint64()> nextNumber, Output output);

    //! \a side: 0 or 1, which end sent it; \a peer: that end, "tcp4:127.0.0.1:4711".
    void add(const TcpPacket &packet, size_t side, const QByteArray &peer, qint64 timeNs);
    //! What our own files say in a comment: the URL's scheme, who was watched.
    void hint(QByteArrayView comment);

    //! A new connection with the same ends begins with this packet.
    bool isRestartedBy(const TcpPacket &packet, size_t side) const;
    bool isOver() const noexcept { return m_isOver; }
    bool isWebSocket() const noexcept { return m_decoder != nullptr; }
    bool isTls() const noexcept { return m_isTls; }
    //! The capture ended: nothing more comes. Only what was seen to end is closed.
    void endOfCapture();

private:
    //! One end.
    struct Side
    {
        std::unique_ptr<TcpStream> stream;
        std::optional<quint32> initial; //!< what its SYN said
        QByteArray head; //!< what may be the beginning of a request
        QByteArray peer;
        bool hasEnded = false;
        bool hasLost = false;
    };

    void onOctets(size_t side, QByteArrayView octets, quint64 lost);
    void search(size_t side, QByteArrayView octets);
    void startDecoding(size_t side);
    void noteEnds();
    void finish();
    void give(Tap::Record &&record);
    Tap::Direction directionOf(size_t side) const
    {
        return side == m_clientSide ? Tap::Direction::Sent : Tap::Direction::Received;
    }

    const std::function<quint64()> m_nextNumber;
    const Output m_output;
    std::array<Side, 2> m_sides;
    std::unique_ptr<Tap::ConnectionDecoder> m_decoder;
    quint64 m_number = 0;
    size_t m_clientSide = 0;
    qint64 m_timeNs = 0;
    bool m_isSecure = false;
    bool m_isSeenByServer = false;
    QByteArray m_hintedPeer;
    bool m_isTls = false;
    bool m_isOver = false;
    bool m_isCut = false; //!< its end is the capture's, not its own
};

} // namespace Gantry::Inspector
