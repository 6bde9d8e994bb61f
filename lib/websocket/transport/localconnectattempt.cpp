// SPDX-License-Identifier: MIT
#include "websocket/transport/localconnectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/localtransport.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

LocalConnectAttempt::LocalConnectAttempt(const ConnectTarget &target)
    : ConnectAttempt(target.timeout)
    , m_path(target.address.localPath)
    , m_socket(std::make_unique<QLocalSocket>())
{
    // A unix socket is often connected before the call that connects it returns.
    connect(m_socket.get(), &QLocalSocket::connected, this, &LocalConnectAttempt::onConnected,
            Qt::QueuedConnection);
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, [this] {
        fail(Core::TransportEnd::ConnectFailed,
             u"cannot connect to %1: %2"_s.arg(m_path, m_socket->errorString()));
    });
}

LocalConnectAttempt::~LocalConnectAttempt()
{
    if (!m_socket)
        return;
    // This may be one of the socket's own signals.
    m_socket->disconnect(this);
    m_socket->abort();
    deleteSoon(m_socket.release());
}

void LocalConnectAttempt::startConnecting()
{
    m_socket->connectToServer(m_path);
}

void LocalConnectAttempt::onConnected()
{
    if (!m_socket || m_socket->state() != QLocalSocket::ConnectedState)
        return;
    m_socket->disconnect(this);
    succeed(std::make_unique<LocalTransport>(std::move(m_socket), m_path));
}

} // namespace Gantry
