// SPDX-License-Identifier: MIT
#include "websocket/transport/epolltcptransport.h"

#include <QtNetwork/QTcpSocket>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

std::unique_ptr<EpollTcpTransport> EpollTcpTransport::make(int descriptor, bool noDelay)
{
    const auto peer = SocketEnd::peerOf(descriptor);
    if (!peer) {
        ::close(descriptor);
        return nullptr;
    }
    if (noDelay) {
        const int on = 1; // failing costs time, not octets
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return std::unique_ptr<EpollTcpTransport>(new EpollTcpTransport(descriptor, *peer));
}

TransportDetails EpollTcpTransport::details() const
{
    const auto local = SocketEnd::localOf(descriptor());
    return {.peer = m_peer.text(), .local = local ? local->text() : QString(), .kind = u"tcp"_s};
}

std::unique_ptr<QIODevice> EpollTcpTransport::makeDevice(int descriptor)
{
    auto socket = std::make_unique<QTcpSocket>();
    if (!socket->setSocketDescriptor(descriptor))
        return nullptr;
    return socket;
}

} // namespace Gantry
