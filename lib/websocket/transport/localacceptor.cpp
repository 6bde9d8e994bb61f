// SPDX-License-Identifier: MIT
#include "websocket/transport/localacceptor.h"

#include "websocket/transport/localtransport.h"

namespace Gantry {

std::unique_ptr<Acceptor> Acceptor::forLocal(const QString &path, const AcceptorOptions &options)
{
    return std::make_unique<LocalAcceptor>(path, options);
}

LocalAcceptor::LocalAcceptor(const QString &path, const AcceptorOptions &options)
    : m_server(this)
    , m_path(path)
{
    m_server.setListenBacklogSize(options.backlog);
}

QString LocalAcceptor::listen()
{
    if (m_server.listen(m_path) || (removeIfDead() && m_server.listen(m_path)))
        return {};
    return m_server.errorString();
}

//! A server that was killed leaves its socket file behind. One that nobody answers on
//! is removed; one that somebody does stays, and listening fails.
bool LocalAcceptor::removeIfDead() const
{
    if (m_server.serverError() != QAbstractSocket::AddressInUseError)
        return false;
    QLocalSocket probe;
    probe.connectToServer(m_path);
    if (probe.state() != QLocalSocket::UnconnectedState
        || probe.error() != QLocalSocket::ConnectionRefusedError)
        return false;
    return QLocalServer::removeServer(m_path);
}

void LocalAcceptor::take(qintptr descriptor)
{
    auto socket = std::make_unique<QLocalSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return;
    accepted(std::make_unique<LocalTransport>(std::move(socket), m_path), std::chrono::steady_clock::now());
}

} // namespace Gantry
