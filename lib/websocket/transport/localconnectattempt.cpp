// SPDX-License-Identifier: MIT
#include "websocket/transport/localconnectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/duplicatesocket.h"
#include "websocket/transport/localtransport.h"
#include "websocket/transport/transportchoice.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

LocalConnectAttempt::LocalConnectAttempt(const ConnectTarget &target)
    : ConnectAttempt(target.timeout)
    , m_path(target.address.localPath)
    , m_policy(target.transport)
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
    const TransportChoice choice = chooseTransport(m_policy, false);
    m_isEpoll = choice.isEpoll;
    if (choice.complaint.isEmpty())
        m_socket->connectToServer(m_path);
    else
        fail(Core::TransportEnd::ConnectFailed, choice.complaint);
}

void LocalConnectAttempt::onConnected()
{
    if (!m_socket || m_socket->state() != QLocalSocket::ConnectedState)
        return;
    m_socket->disconnect(this);
    if (m_isEpoll) {
        const qintptr descriptor = duplicateSocket(m_socket->socketDescriptor());
        m_socket->abort(); // closes its descriptor, and not the connection
        if (descriptor == -1)
            fail(Core::TransportEnd::ConnectFailed,
                 u"cannot connect to %1: %2"_s.arg(m_path, qt_error_string()));
        else
            succeed(makeEpollLocalTransport(descriptor, m_path));
        return;
    }
    succeed(std::make_unique<LocalTransport>(std::move(m_socket), m_path));
}

} // namespace Gantry
