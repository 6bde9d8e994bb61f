// SPDX-License-Identifier: MIT
// Octets over a connected QTcpSocket as applications have them: with Qt's buffers in both
// directions, unlike the sockets that we open ourselves.
#pragma once

#include "websocket/transport/streamtransport.h"

#include <QtNetwork/QAbstractSocket>

namespace Gantry {

class BufferedTcpTransport final : public StreamTransport
{
public:
    //! What a paused reader lets pile up in the socket; beyond it TCP slows the peer.
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    explicit BufferedTcpTransport(std::unique_ptr<QAbstractSocket> socket);
    ~BufferedTcpTransport() override;

    qint64 bytesToWrite() const override { return m_socket ? m_socket->bytesToWrite() : 0; }

protected:
    QIODevice &device() override { return *m_socket; }
    void flushSocket() override { m_socket->flush(); }
    void endSending() override;
    void dropSocket() override { m_socket->abort(); }
    bool isPeersEnd() const override
    {
        return m_socket->error() == QAbstractSocket::RemoteHostClosedError
            || m_socket->error() == QAbstractSocket::UnknownSocketError; // closed without any error
    }
    bool hasUnannouncedOctets() override { return m_socket->bytesAvailable() > 0; }
    ReleasedSocket takeSocket() override { return {.device = std::move(m_socket), .unread = {}}; }

private:
    std::unique_ptr<QAbstractSocket> m_socket;
};

} // namespace Gantry
