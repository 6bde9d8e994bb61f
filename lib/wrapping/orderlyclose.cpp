// SPDX-License-Identifier: MIT
#include "wrapping/orderlyclose.h"

#include "websocket/websocketadapterprotocol.h"

namespace Gantry {

void closeOnceWritten(WebSocketAdapterProtocol *protocol)
{
    // The peer's answer to the close frame comes behind all that it has sent.
    protocol->setReadingPaused(false);
    if (!protocol->isOpen() || protocol->bytesToWrite() == 0) {
        protocol->sendClose();
        return;
    }
    auto *watcher = new QObject(protocol);
    QObject::connect(protocol, &WebSocketAdapterProtocol::bytesWritten, watcher, [protocol, watcher] {
        if (protocol->bytesToWrite() > 0)
            return;
        watcher->deleteLater();
        QObject::disconnect(protocol, nullptr, watcher, nullptr);
        protocol->sendClose();
    });
}

} // namespace Gantry
