// SPDX-License-Identifier: MIT
#include "websocket/transport/acceptedsocket.h"

#include "websocket/transport/localtransport.h"
#include "websocket/transport/tcptransport.h"
#include "websocket/transport/tlshandshake.h"
#include "websocket/transport/transportchoice.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <unistd.h>
#endif

namespace Gantry {

namespace {

void closeSocket(qintptr descriptor) noexcept
{
#ifdef Q_OS_WIN
    ::closesocket(SOCKET(descriptor));
#else
    ::close(int(descriptor));
#endif
}

} // namespace

AcceptedSocket::AcceptedSocket(qintptr descriptor, std::shared_ptr<const Port> port,
                               const AcceptedOptions &options)
    : m_descriptor(descriptor)
    , m_port(std::move(port))
    , m_options(options)
    , m_since(std::chrono::steady_clock::now())
{ }

AcceptedSocket::~AcceptedSocket()
{
    if (m_descriptor != -1)
        closeSocket(m_descriptor);
}

void AcceptedSocket::open(QObject *parent, const Ready &ready)
{
    if (m_port->ssl)
        startTls(parent, ready);
    else if (auto transport = makeTransport())
        ready(std::move(transport), m_since);
}

std::unique_ptr<Transport> AcceptedSocket::makeTransport()
{
    if (!m_port->path)
        return makeTcpTransport();
    if (m_port->isEpoll)
        return makeEpollLocalTransport(release(), *m_port->path);
    auto socket = std::make_unique<QLocalSocket>();
    if (!socket->setSocketDescriptor(release()))
        return nullptr;
    return std::make_unique<LocalTransport>(std::move(socket), *m_port->path);
}

std::unique_ptr<Transport> AcceptedSocket::makeTcpTransport()
{
    if (m_port->isEpoll)
        return makeEpollTcpTransport(release(), m_options.tcpNoDelay);
    auto socket = TcpTransport::makeSocket();
    // A peer may be gone again before its connection is looked at.
    if (!socket->setSocketDescriptor(release(), QAbstractSocket::ConnectedState, TcpTransport::OpenMode))
        return nullptr;
    if (m_options.tcpNoDelay)
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    return std::make_unique<TcpTransport>(std::move(socket));
}

void AcceptedSocket::startTls(QObject *parent, const Ready &ready)
{
    auto socket = std::make_unique<QSslSocket>();
    if (!socket->setSocketDescriptor(release()))
        return;
    if (m_options.tcpNoDelay)
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSslConfiguration(*m_port->ssl);
    auto *handshake = new TlsHandshake(std::move(socket), m_options.tlsTimeout, parent);
    handshake->succeeded = [ready, since = m_since](std::unique_ptr<Transport> transport) {
        ready(std::move(transport), since);
    };
    handshake->startServer();
}

} // namespace Gantry
