// SPDX-License-Identifier: MIT
#include "websocket/transport/tcptransport.h"

#include "websocket/transport/duplicatesocket.h"
#include "websocket/transport/halfclose.h"
#include "websocket/transport/socketaddress.h"

#include <QtNetwork/QTcpSocket>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

TcpTransport::TcpTransport(std::unique_ptr<QAbstractSocket> socket)
    : StreamTransport({.peer = socketAddressText(socket->peerAddress(), socket->peerPort()),
                       .local = socketAddressText(socket->localAddress(), socket->localPort()),
                       .kind = u"tcp"_s})
    , m_socket(std::move(socket))
{
    connect(m_socket.get(), &QAbstractSocket::readyRead, this, &TcpTransport::onReadyRead);
    connect(m_socket.get(), &QAbstractSocket::bytesWritten, this, &TcpTransport::onBytesWritten);
    // Only a write that was put off fails this way; reading says it by itself.
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this,
            [this] { onClosed(Core::TransportEnd::Lost, m_socket->errorString()); });
}

TcpTransport::~TcpTransport()
{
    discard(std::move(m_socket));
}

void TcpTransport::endSending()
{
    endSendingDirection(m_socket->socketDescriptor());
}

// Applications know QTcpSocket, with a buffer.
ReleasedSocket TcpTransport::takeSocket()
{
    auto socket = std::make_unique<QTcpSocket>();
    const qintptr descriptor = duplicateSocket(m_socket->socketDescriptor());
    if (descriptor == -1 || !socket->setSocketDescriptor(descriptor))
        return {};
    m_socket->disconnect(this);
    m_socket->abort(); // closes our descriptor, and not the connection
    return {.device = std::move(socket), .unread = {}};
}

} // namespace Gantry
