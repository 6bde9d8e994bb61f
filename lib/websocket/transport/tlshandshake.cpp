// SPDX-License-Identifier: MIT
#include "websocket/transport/tlshandshake.h"

#include "websocket/logging_p.h"
#include "websocket/transport/socketaddress.h"
#include "websocket/transport/tlstransport.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

TlsHandshake::TlsHandshake(std::unique_ptr<QSslSocket> socket, std::chrono::milliseconds timeout,
                           QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_peer(socketAddressText(m_socket->peerAddress(), m_socket->peerPort()))
{
    connect(m_socket.get(), &QSslSocket::encrypted, this, &TlsHandshake::onEncrypted);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, [this] { fail(m_socket->errorString()); });
    connect(m_socket.get(), &QSslSocket::disconnected, this,
            [this] { fail(u"the client ended the connection"_s); });
    if (timeout.count() > 0) {
        m_deadline = std::chrono::steady_clock::now() + timeout;
        DeadlineQueue::schedule(this, m_deadline);
    }
}

TlsHandshake::~TlsHandshake()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void TlsHandshake::startServer()
{
    m_socket->startServerEncryption();
}

void TlsHandshake::onEncrypted()
{
    m_socket->disconnect(this);
    deleteLater(); // which an event loop in a slot may bring about before the call returns
    const auto report = std::move(succeeded);
    report(std::make_unique<TlsTransport>(std::move(m_socket)));
}

void TlsHandshake::fail(const QString &reason)
{
    qCDebug(listenerLog).noquote() << m_peer << "no TLS handshake:" << reason;
    m_socket->disconnect(this);
    m_socket->abort();
    deleteLater();
}

void TlsHandshake::deadlineReached(Core::TimePoint now)
{
    if (!m_socket)
        return;
    if (now < m_deadline)
        DeadlineQueue::schedule(this, m_deadline);
    else
        fail(u"it took too long"_s);
}

} // namespace Gantry
