// SPDX-License-Identifier: MIT
#include "websocket/transport/halfclose.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace Gantry {

void endSendingDirection(qintptr socketDescriptor)
{
    // An error means that the peer is gone, which reading will tell.
#ifdef Q_OS_WIN
    ::shutdown(SOCKET(socketDescriptor), SD_SEND);
#else
    ::shutdown(int(socketDescriptor), SHUT_WR);
#endif
}

} // namespace Gantry
