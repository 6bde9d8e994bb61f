// SPDX-License-Identifier: MIT
#include "websocket/transport/tcpacceptor.h"

#include "websocket/transport/tcptransport.h"
#include "websocket/transport/tlshandshake.h"
#include "websocket/transport/transportchoice.h"

#include <QtNetwork/QNetworkProxy>

namespace Gantry {

namespace {

// Qt stops accepting for good after an error, which mostly is that the process is out
// of descriptors. By then some connections may have ended.
constexpr std::chrono::milliseconds AcceptRetryDelay{100};

} // namespace

std::unique_ptr<Acceptor> Acceptor::forTcp(const QHostAddress &address, quint16 port,
                                           const AcceptorOptions &options)
{
    return std::make_unique<TcpAcceptor>(address, port, options);
}

TcpAcceptor::TcpAcceptor(const QHostAddress &address, quint16 port, const AcceptorOptions &options)
    : m_server(this)
    , m_address(address)
    , m_port(port)
    , m_ssl(options.ssl)
    , m_isEpoll(options.isEpoll)
{
    m_server.setProxy(QNetworkProxy::NoProxy);
    m_server.setListenBacklogSize(options.backlog);
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(AcceptRetryDelay);
    connect(&m_retryTimer, &QTimer::timeout, &m_server, &QTcpServer::resumeAccepting);
    connect(&m_server, &QTcpServer::acceptError, this, &TcpAcceptor::onAcceptError);
}

QString TcpAcceptor::listen()
{
    return m_server.listen(m_address, m_port) ? QString() : m_server.errorString();
}

void TcpAcceptor::close()
{
    m_retryTimer.stop();
    m_server.close();
    for (QObject *handshake : findChildren<TlsHandshake *>())
        delete handshake;
}

void TcpAcceptor::take(qintptr descriptor)
{
    if (m_ssl)
        takeTls(descriptor);
    else if (m_isEpoll)
        takeEpoll(descriptor);
    else
        takePlain(descriptor);
}

void TcpAcceptor::takePlain(qintptr descriptor)
{
    auto socket = TcpTransport::makeSocket();
    // A peer may be gone again before its connection is looked at.
    if (!socket->setSocketDescriptor(descriptor, QAbstractSocket::ConnectedState, TcpTransport::OpenMode))
        return;
    if (options().tcpNoDelay)
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    accepted(std::make_unique<TcpTransport>(std::move(socket)), std::chrono::steady_clock::now());
}

void TcpAcceptor::takeEpoll(qintptr descriptor)
{
    if (auto transport = makeEpollTcpTransport(descriptor, options().tcpNoDelay))
        accepted(std::move(transport), std::chrono::steady_clock::now());
}

void TcpAcceptor::takeTls(qintptr descriptor)
{
    auto socket = std::make_unique<QSslSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    const AcceptedOptions accepting = options();
    if (accepting.tcpNoDelay)
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSslConfiguration(*m_ssl);
    auto *handshake = new TlsHandshake(std::move(socket), accepting.tlsTimeout, this);
    const auto since = std::chrono::steady_clock::now();
    handshake->succeeded = [this, since](std::unique_ptr<Transport> transport) {
        accepted(std::move(transport), since);
    };
    handshake->startServer();
}

void TcpAcceptor::onAcceptError()
{
    m_retryTimer.start();
    failed(m_server.errorString());
}

} // namespace Gantry
