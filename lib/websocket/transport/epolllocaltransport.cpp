// SPDX-License-Identifier: MIT
#include "websocket/transport/epolllocaltransport.h"

#include "websocket/transport/peercredentials.h"
#include "websocket/transport/socketaddress.h"

#include <QtNetwork/QLocalSocket>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

EpollLocalTransport::EpollLocalTransport(int descriptor, const QString &path)
    : EpollTransport(descriptor)
    , m_path(path)
{
    const PeerCredentials peer = peerCredentials(descriptor);
    m_peerPid = peer.pid;
    m_peerUid = peer.uid;
}

TransportDetails EpollLocalTransport::details() const
{
    return {.peer = socketAddressText(m_path),
            .local = socketAddressText(m_path),
            .kind = u"unix"_s,
            .peerPid = m_peerPid,
            .peerUid = m_peerUid};
}

std::unique_ptr<QIODevice> EpollLocalTransport::makeDevice(int descriptor)
{
    auto socket = std::make_unique<QLocalSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return nullptr;
    return socket;
}

} // namespace Gantry
