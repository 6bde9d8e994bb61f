// SPDX-License-Identifier: MIT
#include "targetconnection.h"

#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QSslSocket>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

// For what was relayed and the target has not taken when its client has gone.
constexpr std::chrono::seconds FinishTimeout(30);

} // namespace

TargetConnection::TargetConnection(const TargetAddress &address, const std::optional<QSslConfiguration> &tls,
                                   QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_isFinishing)
            deleteLater();
        else
            fail(true, u"it does not answer"_s);
    });
    m_timer.start(ConnectTimeout);
    if (address.isLocal())
        makeLocal(address);
    else
        makeTcp(address, tls);
    connect(m_device, &QIODevice::readyRead, this, &TargetConnection::readyRead);
    connect(m_device, &QIODevice::bytesWritten, this, &TargetConnection::bytesWritten);
}

TargetConnection::~TargetConnection()
{
    m_device->disconnect(this);
}

void TargetConnection::makeTcp(const TargetAddress &address, const std::optional<QSslConfiguration> &tls)
{
    m_device = m_tcp = new QSslSocket(this);
    m_tcp->setReadBufferSize(ReadBufferSize);
    connect(m_tcp, &QSslSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (!m_isUp)
            fail(false, m_tcp->errorString());
        else
            end(error != QAbstractSocket::RemoteHostClosedError);
    });
    connect(m_tcp, &QSslSocket::disconnected, this, [this] { end(false); });
    // What is relayed is often typed by somebody. Before it is connected there is no
    // socket that could keep the option.
    connect(m_tcp, &QSslSocket::connected, this,
            [this] { m_tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1); });
    if (tls) {
        connect(m_tcp, &QSslSocket::encrypted, this, &TargetConnection::comeUp);
        m_tcp->setSslConfiguration(*tls);
    } else {
        connect(m_tcp, &QSslSocket::connected, this, &TargetConnection::comeUp);
    }
    // From the event loop, since it may fail before it returns: an address without a route.
    const auto start = [this, host = address.host, port = address.port, isTls = tls.has_value()] {
        if (isTls)
            m_tcp->connectToHostEncrypted(host, port);
        else
            m_tcp->connectToHost(host, port);
    };
    QMetaObject::invokeMethod(m_tcp, start, Qt::QueuedConnection);
}

void TargetConnection::makeLocal(const TargetAddress &address)
{
    m_device = m_local = new QLocalSocket(this);
    m_local->setReadBufferSize(ReadBufferSize);
    connect(m_local, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        if (!m_isUp)
            fail(false, m_local->errorString());
        else
            end(error != QLocalSocket::PeerClosedError);
    });
    connect(m_local, &QLocalSocket::disconnected, this, [this] { end(false); });
    connect(m_local, &QLocalSocket::connected, this, &TargetConnection::comeUp);
    // From the event loop, since it may fail before it returns.
    QMetaObject::invokeMethod(
        m_local, [this, path = address.path] { m_local->connectToServer(path); }, Qt::QueuedConnection);
}

void TargetConnection::comeUp()
{
    if (m_isEnded)
        return;
    m_isUp = true;
    m_timer.stop();
    Q_EMIT up();
}

void TargetConnection::fail(bool isTimeout, const QString &text)
{
    if (m_isUp || std::exchange(m_isEnded, true))
        return;
    m_timer.stop();
    Q_EMIT failed(isTimeout, text);
}

void TargetConnection::end(bool isBroken)
{
    if (!m_isUp || std::exchange(m_isEnded, true))
        return;
    m_isBroken = isBroken;
    if (m_isFinishing)
        deleteLater();
    else
        Q_EMIT ended();
}

QByteArray TargetConnection::read(qint64 maxSize)
{
    return m_device->read(maxSize);
}

qint64 TargetConnection::bytesAvailable() const
{
    return m_device->bytesAvailable();
}

void TargetConnection::write(QByteArrayView data)
{
    if (!m_isEnded)
        m_device->write(data.data(), data.size());
}

qint64 TargetConnection::bytesToWrite() const
{
    if (m_isEnded)
        return 0;
    return m_device->bytesToWrite() + (m_tcp ? m_tcp->encryptedBytesToWrite() : 0);
}

void TargetConnection::finish(QObject *newParent)
{
    setParent(newParent);
    m_isFinishing = true;
    if (m_isEnded || !m_isUp) {
        deleteLater();
        return;
    }
    m_timer.start(FinishTimeout);
    connect(m_device, &QIODevice::bytesWritten, this, &TargetConnection::endSendingIfWritten);
    connect(m_device, &QIODevice::readyRead, this, [this] { m_device->skip(bytesAvailable()); });
    m_device->skip(bytesAvailable());
    endSendingIfWritten();
}

void TargetConnection::endSendingIfWritten()
{
    if (m_isEnded || bytesToWrite() > 0 || std::exchange(m_isSendingEnded, true))
        return;
#ifdef Q_OS_UNIX
    if (!m_tcp || !m_tcp->isEncrypted()) {
        const qintptr descriptor = m_tcp ? m_tcp->socketDescriptor() : m_local->socketDescriptor();
        ::shutdown(int(descriptor), SHUT_WR);
        return;
    }
#endif
    // TLS ends with an alert, which only Qt can write.
    if (m_tcp)
        m_tcp->disconnectFromHost();
    else
        m_local->disconnectFromServer();
}

} // namespace Gantry::Examples
