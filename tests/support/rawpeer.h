// SPDX-License-Identifier: MIT
// A peer that speaks octets and knows no protocol, to be driven by the event loop.
#pragma once

#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Testing {

class RawPeer : public QObject
{
public:
    explicit RawPeer(quint16 port)
    {
        connect(&m_socket, &QTcpSocket::readyRead, this, [this] { m_received += m_socket.readAll(); });
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    void send(const QByteArray &octets) { m_socket.write(octets); }
    const QByteArray &received() const { return m_received; }
    //! The other side ended or broke the connection.
    bool isEnded() const
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState
            && m_socket.error() == QAbstractSocket::RemoteHostClosedError;
    }
    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

//! A correct opening handshake with \a extra header lines.
inline QByteArray upgradeRequest(const QByteArray &extra = {}, const QByteArray &target = "/")
{
    return "GET " + target
        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + extra + "\r\n";
}

//! A frame of a client, with the mask 0, which leaves the payload as it is. At most
//! 125 octets unless the header is to lie about them.
inline QByteArray clientFrame(quint8 firstOctet, const QByteArray &payload)
{
    QByteArray frame;
    frame.append(char(firstOctet));
    frame.append(char(0x80 | payload.size()));
    return frame + QByteArray(4, '\0') + payload;
}

} // namespace Gantry::Testing
