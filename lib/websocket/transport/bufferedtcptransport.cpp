// SPDX-License-Identifier: MIT
#include "websocket/transport/bufferedtcptransport.h"

#include "websocket/transport/halfclose.h"
#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

BufferedTcpTransport::BufferedTcpTransport(std::unique_ptr<QAbstractSocket> socket)
    : StreamTransport({.peer = socketAddressText(socket->peerAddress(), socket->peerPort()),
                       .local = socketAddressText(socket->localAddress(), socket->localPort()),
                       .kind = u"tcp"_s})
    , m_socket(std::move(socket))
{
    m_socket->setReadBufferSize(ReadBufferSize);
    connect(m_socket.get(), &QAbstractSocket::readyRead, this, &BufferedTcpTransport::onReadyRead);
    connect(m_socket.get(), &QAbstractSocket::bytesWritten, this, &BufferedTcpTransport::onBytesWritten);
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                if (error != QAbstractSocket::RemoteHostClosedError)
                    onClosed(Core::TransportEnd::Lost, m_socket->errorString());
            });
    connect(m_socket.get(), &QAbstractSocket::disconnected, this,
            [this] { onClosed(Core::TransportEnd::Clean, {}); });
}

BufferedTcpTransport::~BufferedTcpTransport()
{
    discard(std::move(m_socket));
}

void BufferedTcpTransport::endSending()
{
    endSendingDirection(m_socket->socketDescriptor());
}

} // namespace Gantry
