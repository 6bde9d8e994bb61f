// SPDX-License-Identifier: GPL-3.0-only
#include "capture/tlslink.h"

#include <QtNetwork/QHostAddress>

#include <array>

namespace Gantry::Inspector {

namespace {

//! What QSslSocket may read ahead of us: reading stops there while we are paused.
constexpr qint64 ReadAheadBytes = 256 * 1024;

QByteArray peerOf(const QSslSocket &socket)
{
    const bool isV6 = socket.peerAddress().protocol() == QAbstractSocket::IPv6Protocol;
    const QByteArray host = socket.peerAddress().toString().toLatin1();
    return (isV6 ? "tcp6:[" + host + "]:" : "tcp4:" + host + ':') + QByteArray::number(socket.peerPort());
}

} // namespace

TlsLink::TlsLink(std::unique_ptr<QSslSocket> socket, QObject *parent)
    : Link(parent)
    , m_socket(std::move(socket))
    , m_peer(peerOf(*m_socket))
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(ReadAheadBytes);
    connect(m_socket.get(), &QSslSocket::readyRead, this, &TlsLink::readAll);
    connect(m_socket.get(), &QSslSocket::encryptedBytesWritten, this, &Link::written);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, &TlsLink::takeError);
    connect(m_socket.get(), &QSslSocket::encrypted, this, [this] {
        m_handshakeTimer.stop();
        Q_EMIT ready();
    });
    connect(m_socket.get(), &QSslSocket::stateChanged, this, [this](QAbstractSocket::SocketState state) {
        if (state == QAbstractSocket::UnconnectedState)
            onUnconnected();
    });
    m_handshakeTimer.setSingleShot(true);
    connect(&m_handshakeTimer, &QTimer::timeout, this, &TlsLink::onHandshakeTimeout);
    if (!m_socket->isEncrypted())
        m_handshakeTimer.start(HandshakeTimeout);
}

TlsLink::~TlsLink()
{
    abort();
}

void TlsLink::write(QByteArrayView octets)
{
    if (!m_isFinishing && !m_isGone)
        m_socket->write(octets.data(), octets.size());
}

qint64 TlsLink::pendingOctets() const
{
    // QSslSocket takes everything it is given: what is not encrypted yet and what the
    // plain socket has not sent both count.
    return m_isGone ? 0 : m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
}

void TlsLink::setReading(bool on)
{
    const bool resumes = on && !m_isReading;
    m_isReading = on;
    // readyRead is not repeated for what waits in the buffer.
    if (resumes)
        QMetaObject::invokeMethod(this, &TlsLink::readAll, Qt::QueuedConnection);
}

void TlsLink::readAll()
{
    std::array<char, 32 * 1024> buffer;
    while (m_isReading && !m_isClosed) {
        const qint64 count = m_socket->read(buffer.data(), buffer.size());
        if (count <= 0)
            break;
        Q_EMIT received(QByteArrayView(buffer.data(), count));
    }
    if (m_isClosed || m_socket->bytesAvailable() > 0)
        return;
    if (m_peerEnded && !m_isGone)
        finishWriting(); // onUnconnected() follows
    if (!m_isGone)
        return;
    m_isClosed = true;
    Q_EMIT readingFinished();
    Q_EMIT closed(m_error);
}

void TlsLink::finishWriting()
{
    if (std::exchange(m_isFinishing, true) || m_isGone)
        return;
    m_socket->disconnectFromHost(); // sends what is pending first
}

void TlsLink::takeError()
{
    if (m_socket->error() != QAbstractSocket::RemoteHostClosedError) {
        if (m_error.isEmpty())
            m_error = m_socket->errorString();
        return;
    }
    // A close_notify, whose sender may now wait for ours and keep TCP open (RFC 8446
    // section 6.1); QSslSocket would wait with him.
    m_peerEnded = true;
    QMetaObject::invokeMethod(this, &TlsLink::readAll, Qt::QueuedConnection);
}

void TlsLink::onUnconnected()
{
    m_isGone = true;
    m_handshakeTimer.stop();
    // Later: a handler of ours may be at work, and what was received comes first.
    QMetaObject::invokeMethod(this, &TlsLink::readAll, Qt::QueuedConnection);
}

void TlsLink::onHandshakeTimeout()
{
    m_error = QStringLiteral("the TLS handshake took too long");
    m_socket->abort();
}

void TlsLink::abort()
{
    m_handshakeTimer.stop();
    m_socket->disconnect(this);
    m_isGone = true;
    m_isClosed = true;
    m_socket->abort();
}

} // namespace Gantry::Inspector
