// SPDX-License-Identifier: MIT
// Octets over a connected TCP socket without Qt's socket classes.
#pragma once

#include "websocket/transport/epolltransport.h"
#include "websocket/transport/socketend.h"

namespace Gantry {

class EpollTcpTransport final : public EpollTransport
{
public:
    //! Takes \a descriptor, a connected socket. nullptr, and it is closed, if the peer is
    //! gone already.
    static std::unique_ptr<EpollTcpTransport> make(int descriptor, bool noDelay);

    TransportDetails details() const override;

protected:
    std::unique_ptr<QIODevice> makeDevice(int descriptor) override;

private:
    EpollTcpTransport(int descriptor, const SocketEnd &peer) noexcept
        : EpollTransport(descriptor)
        , m_peer(peer)
    { }

    //! The system tells it as long as the peer is there; this end, which is asked for once,
    //! it always tells.
    SocketEnd m_peer;
};

} // namespace Gantry
