// SPDX-License-Identifier: MIT
// Octets over a connected QLocalSocket: a unix socket.
#pragma once

#include "websocket/transport/streamtransport.h"

#include <QtNetwork/QLocalSocket>

namespace Gantry {

class LocalTransport final : public StreamTransport
{
public:
    //! What a paused reader lets pile up in the socket.
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    //! \a path is the name of the socket that was listened on, the only name there is.
    LocalTransport(std::unique_ptr<QLocalSocket> socket, const QString &path);
    ~LocalTransport() override;

    qint64 bytesToWrite() const override { return m_socket ? m_socket->bytesToWrite() : 0; }

protected:
    QIODevice &device() override { return *m_socket; }
    void flushSocket() override { m_socket->flush(); }
    void endSending() override;
    void dropSocket() override { m_socket->abort(); }
    bool isPeersEnd() const override
    {
        return m_socket->error() == QLocalSocket::PeerClosedError
            || m_socket->error() == QLocalSocket::UnknownSocketError; // closed without any error
    }
    bool hasUnannouncedOctets() override { return m_socket->bytesAvailable() > 0; }
    ReleasedSocket takeSocket() override { return {.device = std::move(m_socket), .unread = {}}; }

private:
    std::unique_ptr<QLocalSocket> m_socket;
};

} // namespace Gantry
