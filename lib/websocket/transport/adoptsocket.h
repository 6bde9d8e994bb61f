// SPDX-License-Identifier: MIT
// From a socket that an application has to a transport.
#pragma once

#include "websocket/transport/transport.h"

namespace Gantry {

struct AdoptedSocket
{
    std::unique_ptr<Transport> transport;
    QString error; //!< English; then there is no transport, and \a socket is as it was
};

//! \a socket is a connected QTcpSocket, a QSslSocket whose TLS handshake is done, or a
//! connected QLocalSocket, of this thread. It belongs to the transport from here on,
//! whoever its parent was, and what was connected to its signals is connected no more.
AdoptedSocket adoptSocket(QIODevice *socket);

} // namespace Gantry
