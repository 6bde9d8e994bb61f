// SPDX-License-Identifier: MIT
#include "websocket/transport/duplicatesocket.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <fcntl.h>
#endif

namespace Gantry {

qintptr duplicateSocket(qintptr socketDescriptor)
{
#ifdef Q_OS_WIN
    WSAPROTOCOL_INFOW info;
    if (WSADuplicateSocketW(SOCKET(socketDescriptor), GetCurrentProcessId(), &info) != 0)
        return -1;
    return qintptr(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0,
                              WSA_FLAG_OVERLAPPED));
#else
    return ::fcntl(int(socketDescriptor), F_DUPFD_CLOEXEC, 0);
#endif
}

} // namespace Gantry
