// SPDX-License-Identifier: MIT
// A connection on its way to the application: handed out from the event loop, when
// nothing of ours is on the stack that could still touch it.
#pragma once

#include "websocket/transport/transport.h"
#include "websocket/websocketserverfactory.h"

namespace Gantry {

class SocketHandover final : public QObject
{
public:
    //! Deletes itself when it is done; when \a owner goes before, so does the socket.
    SocketHandover(QObject *owner, WebSocketServerFactory::SocketHandler handler, ReleasedSocket socket);

private:
    void run();

    WebSocketServerFactory::SocketHandler m_handler;
    ReleasedSocket m_socket;
};

} // namespace Gantry
