// SPDX-License-Identifier: MIT
#include "websocket/transport/tcpacceptor.h"

#include "websocket/transport/tlshandshake.h"

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
    : Acceptor({.ssl = options.ssl, .isEpoll = options.isEpoll})
    , m_server(this)
    , m_address(address)
    , m_port(port)
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

void TcpAcceptor::onAcceptError()
{
    m_retryTimer.start();
    failed(m_server.errorString());
}

} // namespace Gantry
