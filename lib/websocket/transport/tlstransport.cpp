// SPDX-License-Identifier: MIT
#include "websocket/transport/tlstransport.h"

#include "websocket/transport/halfclose.h"
#include "websocket/transport/socketaddress.h"
#include "websocket/transport/tlserrors.h"

#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslCipher>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! As OpenSSL and everybody else writes them; empty: unknown.
QString protocolName(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return u"TLSv1.2"_s;
    case QSsl::TlsV1_3:
        return u"TLSv1.3"_s;
    default:
        return {}; // older ones are long forbidden (RFC 8996)
    }
}

//! Errors that are not fatal, because they are ignored or because a certificate is only
//! asked for (QueryPeer), are told by sslHandshakeErrors() all the same.
bool isPeerVerified(const QSslSocket &socket)
{
    return socket.isEncrypted() && !socket.peerCertificate().isNull()
        && socket.peerVerifyMode() != QSslSocket::VerifyNone && socket.sslHandshakeErrors().isEmpty();
}

TransportDetails detailsOf(const QSslSocket &socket)
{
    const bool isSecure = socket.isEncrypted();
    return {.peer = socketAddressText(socket.peerAddress(), socket.peerPort()),
            .local = socketAddressText(socket.localAddress(), socket.localPort()),
            .kind = isSecure ? u"tls"_s : u"tcp"_s,
            .isSecure = isSecure,
            .tlsProtocol = protocolName(socket.sessionProtocol()),
            .tlsCipher = socket.sessionCipher().name(),
            .peerCertificate = socket.peerCertificate().toDer(),
            .isPeerCertificateVerified = isPeerVerified(socket)};
}

} // namespace

TlsTransport::TlsTransport(std::unique_ptr<QSslSocket> socket)
    : StreamTransport(detailsOf(*socket))
    , m_socket(std::move(socket))
{
    m_socket->setReadBufferSize(ReadBufferSize);
    connect(m_socket.get(), &QSslSocket::readyRead, this, &TlsTransport::onReadyRead);
    connect(m_socket.get(), &QSslSocket::encryptedBytesWritten, this, &TlsTransport::onBytesWritten);
    connect(m_socket.get(), &QSslSocket::bytesWritten, this, [this] {
        if (m_socket->mode() == QSslSocket::UnencryptedMode)
            onBytesWritten();
    });
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, &TlsTransport::onError);
    connect(m_socket.get(), &QSslSocket::disconnected, this,
            [this] { onClosed(Core::TransportEnd::Clean, {}); });
}

TlsTransport::~TlsTransport()
{
    discard(std::move(m_socket));
}

QByteArray TlsTransport::serverCertificate() const
{
    if (!m_socket)
        return {};
    const bool isServer = m_socket->mode() == QSslSocket::SslServerMode;
    return (isServer ? m_socket->localCertificate() : m_socket->peerCertificate()).toDer();
}

bool TlsTransport::startTls(const QSslConfiguration &configuration, const QString &host)
{
    // What an attacker slipped in before TLS must not be read as if it came inside.
    if (!isOpen() || m_socket->mode() != QSslSocket::UnencryptedMode || m_socket->bytesAvailable() > 0)
        return false;
    m_host = host;
    connect(m_socket.get(), &QSslSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    connect(m_socket.get(), &QSslSocket::encrypted, this, [this] {
        m_host.clear();
        onTlsStarted(detailsOf(*m_socket));
    });
    // It can fail before it returns: over a key that is not the certificate's.
    const auto calling = callingSocket();
    beginClientTls(*m_socket, configuration, host);
    return true;
}

void TlsTransport::endSending()
{
    if (m_socket->mode() == QSslSocket::UnencryptedMode) {
        endSendingDirection(m_socket->socketDescriptor());
        return;
    }
    // TLS ends with an alert (RFC 8446 section 6.1), which only Qt can write; it then
    // closes the socket in both directions.
    m_socket->disconnectFromHost();
}

void TlsTransport::onError(QAbstractSocket::SocketError error)
{
    if (!m_host.isEmpty()) {
        onClosed(Core::TransportEnd::TlsError, tlsErrorText(*m_socket, m_host, m_sslErrors));
        return;
    }
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
