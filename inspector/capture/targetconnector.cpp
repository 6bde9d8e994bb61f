// SPDX-License-Identifier: GPL-3.0-only
#include "capture/targetconnector.h"

#include "capture/descriptorlink.h"
#include "capture/tlslink.h"

#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

TargetConnector::TargetConnector(Core::WebSocketAddress target, QSslConfiguration tls, QObject *parent)
    : QObject(parent)
    , m_target(std::move(target))
    , m_tls(std::move(tls))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { fail(u"no connection within 30 s"_s); });
}

TargetConnector::~TargetConnector() = default;

void TargetConnector::start()
{
    m_timer.start(Timeout);
    if (m_target.isLocal)
        startLocal();
    else if (m_target.isSecure)
        startTls();
    else
        startTcp();
}

template<typename Socket>
void TargetConnector::takeOver(Socket &socket)
{
    Descriptor descriptor = Descriptor::duplicateOf(socket.socketDescriptor());
    const QString error = descriptor.isValid() ? QString() : qt_error_string();
    socket.disconnect(this);
    socket.abort(); // or it would read, and what it reads is lost
    if (descriptor.isValid())
        succeed(std::make_unique<DescriptorLink>(std::move(descriptor)));
    else
        fail(error);
}

// QTcpSocket finds the addresses and connects; the connection itself is then taken
// away from it, because only a descriptor can be closed one direction at a time.
void TargetConnector::startTcp()
{
    m_tcp = std::make_unique<QTcpSocket>();
    m_tcp->setProxy(QNetworkProxy::NoProxy);
    connect(m_tcp.get(), &QTcpSocket::connected, this, [this] { takeOver(*m_tcp); });
    connect(m_tcp.get(), &QTcpSocket::errorOccurred, this, [this] { fail(m_tcp->errorString()); });
    m_tcp->connectToHost(m_target.host, m_target.port);
}

void TargetConnector::startTls()
{
    m_ssl = std::make_unique<QSslSocket>();
    m_ssl->setProxy(QNetworkProxy::NoProxy);
    m_ssl->setSslConfiguration(m_tls);
    connect(m_ssl.get(), &QSslSocket::encrypted, this, [this] {
        m_ssl->disconnect(this);
        succeed(std::make_unique<TlsLink>(std::move(m_ssl)));
    });
    connect(m_ssl.get(), &QSslSocket::errorOccurred, this, [this] { fail(m_ssl->errorString()); });
    m_ssl->connectToHostEncrypted(m_target.host, m_target.port);
}

void TargetConnector::startLocal()
{
    m_local = std::make_unique<QLocalSocket>();
    connect(m_local.get(), &QLocalSocket::connected, this, [this] { takeOver(*m_local); });
    connect(m_local.get(), &QLocalSocket::errorOccurred, this, [this] { fail(m_local->errorString()); });
    m_local->connectToServer(m_target.localPath);
}

void TargetConnector::succeed(std::unique_ptr<Link> link)
{
    if (std::exchange(m_isDone, true))
        return;
    m_timer.stop();
    m_link = std::move(link);
    // Later: the socket whose signal this is has still to return.
    QMetaObject::invokeMethod(this, &TargetConnector::connected, Qt::QueuedConnection);
}

void TargetConnector::fail(const QString &reason)
{
    if (std::exchange(m_isDone, true))
        return;
    m_timer.stop();
    QMetaObject::invokeMethod(
        this, [this, reason] { Q_EMIT failed(reason); }, Qt::QueuedConnection);
}

} // namespace Gantry::Inspector
