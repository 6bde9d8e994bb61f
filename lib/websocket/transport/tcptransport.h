// SPDX-License-Identifier: MIT
// Octets over a connected TCP socket of Qt.
#pragma once

#include "websocket/transport/streamtransport.h"

#include <QtNetwork/QAbstractSocket>

namespace Gantry {

class TcpTransport final : public StreamTransport
{
public:
    //! How its sockets are to be opened: without Qt's read buffer there is one system
    //! call and one copy less a message.
    static constexpr QIODevice::OpenMode OpenMode = QIODevice::ReadWrite | QIODevice::Unbuffered;

    //! A socket that can be opened so. QTcpSocket itself cannot when it adopts a
    //! descriptor: only its connectToHost() heeds the mode.
    static std::unique_ptr<QAbstractSocket> makeSocket()
    {
        return std::make_unique<QAbstractSocket>(QAbstractSocket::TcpSocket, nullptr);
    }

    //! \a socket is connected, made by makeSocket() and opened with OpenMode.
    explicit TcpTransport(std::unique_ptr<QAbstractSocket> socket);
    ~TcpTransport() override;

    qint64 bytesToWrite() const override { return m_socket->bytesToWrite(); }

protected:
    QIODevice &device() override { return *m_socket; }
    void flushSocket() override { }
    void endSending() override;
    void dropSocket() override { m_socket->abort(); }
    bool isPeersEnd() const override
    {
        return m_socket->error() == QAbstractSocket::RemoteHostClosedError
            || m_socket->error() == QAbstractSocket::UnknownSocketError; // closed without any error
    }
    //! setSocketDescriptor() ignores Unbuffered as far as reading goes (Qt 6.4), so an
    //! accepted socket reads ahead all the same; an unbuffered one has nothing here.
    bool hasUnannouncedOctets() override { return false; }
    ReleasedSocket takeSocket() override;

private:
    std::unique_ptr<QAbstractSocket> m_socket;
};

} // namespace Gantry
