// SPDX-License-Identifier: MIT
// Octets over a connected QTcpSocket.
#pragma once

#include "websocket/transport/streamtransport.h"

#include <QtNetwork/QTcpSocket>

namespace Gantry {

class TcpTransport final : public StreamTransport
{
public:
    //! How its sockets are to be opened: without Qt's read buffer there is one system
    //! call and one copy less a message.
    static constexpr QIODevice::OpenMode OpenMode = QIODevice::ReadWrite | QIODevice::Unbuffered;

    //! What a paused reader lets pile up in an accepted socket, which buffers whatever
    //! OpenMode says; beyond it TCP slows the peer.
    static constexpr qint64 ReadBufferSize = 256 * 1024;

    //! \a socket is connected and was opened with OpenMode.
    explicit TcpTransport(std::unique_ptr<QTcpSocket> socket);
    ~TcpTransport() override;

    qint64 bytesToWrite() const override { return m_socket->bytesToWrite(); }

protected:
    QIODevice &device() override { return *m_socket; }
    void flushSocket() override { }
    void endSending() override;
    void dropSocket() override { m_socket->abort(); }
    //! setSocketDescriptor() ignores Unbuffered as far as reading goes (Qt 6.4), so an
    //! accepted socket reads ahead all the same; an unbuffered one has nothing here.
    bool hasUnannouncedOctets() override { return m_socket->bytesAvailable() > 0; }

private:
    std::unique_ptr<QTcpSocket> m_socket;
};

} // namespace Gantry
