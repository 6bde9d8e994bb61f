// SPDX-License-Identifier: MIT
#include "websocket/transport/tcpconnectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/tcptransport.h"
#include "websocket/transport/tlstransport.h"

#include <QtNetwork/QNetworkProxy>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

TcpConnectAttempt::TcpConnectAttempt(const ConnectTarget &target)
    : ConnectAttempt(target.timeout)
    , m_target(target)
{
    if (target.address.isSecure)
        m_socket.reset(makeTlsSocket());
    else
        m_socket = TcpTransport::makeSocket();
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket.get(), &QAbstractSocket::connected, this, &TcpConnectAttempt::onPlainConnected);
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, &TcpConnectAttempt::onError);
}

TcpConnectAttempt::~TcpConnectAttempt()
{
    if (!m_socket)
        return;
    // This may be one of the socket's own signals.
    m_socket->disconnect(this);
    m_socket->abort();
    deleteSoon(m_socket.release());
}

QSslSocket *TcpConnectAttempt::makeTlsSocket()
{
    auto *socket = new QSslSocket;
    QSslConfiguration configuration = m_target.ssl.value_or(QSslConfiguration::defaultConfiguration());
    // What Qt calls automatic means this for a client; said aloud, it stays so.
    if (configuration.peerVerifyMode() == QSslSocket::AutoVerifyPeer)
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket->setSslConfiguration(configuration);
    connect(socket, &QSslSocket::encrypted, this, &TcpConnectAttempt::onEncrypted);
    connect(socket, &QSslSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    return socket;
}

void TcpConnectAttempt::startConnecting()
{
    if (!m_target.bindAddress.isNull() && !m_socket->bind(m_target.bindAddress)) {
        fail(Core::TransportEnd::ConnectFailed,
             u"cannot come from %1: %2"_s.arg(m_target.bindAddress.toString(), m_socket->errorString()));
        return;
    }
    const QString &host = m_target.address.host;
    if (!m_target.address.isSecure) {
        m_socket->connectToHost(host, m_target.address.port, TcpTransport::OpenMode);
    } else if (QSslSocket::supportsSsl()) {
        // The host's name goes into SNI (RFC 6066 section 3) and is what the certificate
        // must be for (RFC 6125).
        static_cast<QSslSocket *>(m_socket.get())->connectToHostEncrypted(host, m_target.address.port, host);
    } else {
        fail(Core::TransportEnd::TlsError, u"TLS is not available: Qt found no TLS library"_s);
    }
}

void TcpConnectAttempt::onPlainConnected()
{
    m_isTcpUp = true;
    if (m_target.tcpNoDelay)
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (m_target.address.isSecure)
        return;
    m_socket->disconnect(this);
    succeed(std::make_unique<TcpTransport>(std::move(m_socket)));
}

void TcpConnectAttempt::onEncrypted()
{
    m_socket->disconnect(this);
    std::unique_ptr<QSslSocket> socket(static_cast<QSslSocket *>(m_socket.release()));
    succeed(std::make_unique<TlsTransport>(std::move(socket)));
}

void TcpConnectAttempt::onError()
{
    if (m_isTcpUp && m_target.address.isSecure) {
        fail(Core::TransportEnd::TlsError, tlsErrorText());
        return;
    }
    fail(Core::TransportEnd::ConnectFailed,
         u"cannot connect to %1 port %2: %3"_s.arg(
             m_target.address.host, QString::number(m_target.address.port), m_socket->errorString()));
}

QString TcpConnectAttempt::tlsErrorText() const
{
    if (m_sslErrors.isEmpty()) {
        if (m_socket->error() == QAbstractSocket::RemoteHostClosedError)
            return u"TLS failed: the server ended the connection during the TLS handshake"_s;
        return u"TLS failed: "_s + m_socket->errorString();
    }
    QStringList texts;
    for (const QSslError &error : m_sslErrors) {
        if (!texts.contains(error.errorString()))
            texts.append(error.errorString());
    }
    return u"the certificate of %1 was refused: %2"_s.arg(m_target.address.host, texts.join(u"; "_s));
}

} // namespace Gantry
