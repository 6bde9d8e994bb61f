// SPDX-License-Identifier: MIT
#include "websocket/transport/tlstransport.h"

#include "websocket/transport/socketaddress.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

TlsTransport::TlsTransport(std::unique_ptr<QSslSocket> socket)
    : StreamTransport({.peer = socketAddressText(socket->peerAddress(), socket->peerPort()),
                       .local = socketAddressText(socket->localAddress(), socket->localPort()),
                       .kind = u"tls"_s,
                       .isSecure = true})
    , m_socket(std::move(socket))
{
    m_socket->setReadBufferSize(ReadBufferSize);
    connect(m_socket.get(), &QSslSocket::readyRead, this, &TlsTransport::onReadyRead);
    connect(m_socket.get(), &QSslSocket::encryptedBytesWritten, this, &TlsTransport::onBytesWritten);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, &TlsTransport::onError);
    connect(m_socket.get(), &QSslSocket::disconnected, this,
            [this] { onClosed(Core::TransportEnd::Clean, {}); });
}

TlsTransport::~TlsTransport()
{
    discard(std::move(m_socket));
}

void TlsTransport::endSending()
{
    // TLS ends with an alert (RFC 8446 section 6.1), which only Qt can write; it then
    // closes the socket in both directions.
    m_socket->disconnectFromHost();
}

void TlsTransport::onError(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::RemoteHostClosedError:
        onClosed(Core::TransportEnd::Clean, {});
        break;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        onClosed(Core::TransportEnd::TlsError, m_socket->errorString());
        break;
    default:
        onClosed(Core::TransportEnd::Lost, m_socket->errorString());
        break;
    }
}

} // namespace Gantry
