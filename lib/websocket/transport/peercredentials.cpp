// SPDX-License-Identifier: MIT
#include "websocket/transport/peercredentials.h"

#ifdef Q_OS_LINUX
#include <sys/socket.h>
#elif defined(Q_OS_DARWIN) || defined(Q_OS_BSD4)
#include <unistd.h>
#endif

namespace Gantry {

PeerCredentials peerCredentials([[maybe_unused]] qintptr socketDescriptor)
{
#ifdef Q_OS_LINUX
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(int(socketDescriptor), SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
        return {.pid = credentials.pid, .uid = credentials.uid};
#elif defined(Q_OS_DARWIN) || defined(Q_OS_BSD4)
    uid_t uid = 0;
    gid_t gid = 0;
    if (::getpeereid(int(socketDescriptor), &uid, &gid) == 0)
        return {.uid = uid};
#endif
    return {};
}

} // namespace Gantry
