// SPDX-License-Identifier: MIT
#include "websocket/transport/localtransport.h"

#include "websocket/transport/halfclose.h"
#include "websocket/transport/peercredentials.h"
#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

TransportDetails detailsOf(const QLocalSocket &socket, const QString &path)
{
    const PeerCredentials peer = peerCredentials(socket.socketDescriptor());
    return {.peer = socketAddressText(path),
            .local = socketAddressText(path),
            .kind = u"unix"_s,
            .peerPid = peer.pid,
            .peerUid = peer.uid};
}

} // namespace

LocalTransport::LocalTransport(std::unique_ptr<QLocalSocket> socket, const QString &path)
    : StreamTransport(detailsOf(*socket, path))
    , m_socket(std::move(socket))
{
    m_socket->setReadBufferSize(ReadBufferSize);
    connect(m_socket.get(), &QLocalSocket::readyRead, this, &LocalTransport::onReadyRead);
    connect(m_socket.get(), &QLocalSocket::bytesWritten, this, &LocalTransport::onBytesWritten);
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        if (error != QLocalSocket::PeerClosedError)
            onClosed(Core::TransportEnd::Lost, m_socket->errorString());
    });
    connect(m_socket.get(), &QLocalSocket::disconnected, this,
            [this] { onClosed(Core::TransportEnd::Clean, {}); });
}

LocalTransport::~LocalTransport()
{
    discard(std::move(m_socket));
}

void LocalTransport::endSending()
{
#ifdef Q_OS_WIN
    m_socket->disconnectFromServer(); // a named pipe has no directions of its own
#else
    endSendingDirection(m_socket->socketDescriptor());
#endif
}

} // namespace Gantry
