// SPDX-License-Identifier: MIT
#include "websocket/sockethandover.h"

namespace Gantry {

SocketHandover::SocketHandover(QObject *owner, WebSocketServerFactory::SocketHandler handler,
                               ReleasedSocket socket)
    : QObject(owner)
    , m_handler(std::move(handler))
    , m_socket(std::move(socket))
{
    QMetaObject::invokeMethod(
        this, [this] { run(); }, Qt::QueuedConnection);
}

void SocketHandover::run()
{
    deleteLater(); // and the handler may have us deleted before it returns
    const auto handler = std::move(m_handler);
    ReleasedSocket socket = std::move(m_socket);
    handler(std::move(socket.device), socket.unread);
}

} // namespace Gantry
