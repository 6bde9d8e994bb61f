// SPDX-License-Identifier: MIT
// What a RawSocket connection may cost.
#pragma once

#include <QtCore/qglobal.h>

#include <chrono>

namespace Gantry {

//! Of either side. Fill it with designated initialisers; it takes effect for connections
//! that begin later.
struct RawSocketOptions
{
    //! The longest message that is received, as a power of 2 from 9 to 24, told to the peer
    //! in the handshake; a longer one ends the connection. 24 is 16 MiB, the most that there
    //! is. What the peer tells bounds what is sent: SendStatus::TooBig.
    int maxLengthExponent = 24;
    //! From the accepted or connected transport, TLS included at a server, to the peer's four
    //! octets. 0: none. 5 s, as for WebSocket.
    std::chrono::milliseconds handshakeTimeout{5'000};
    //! From our end of the connection to the peer's, after which it is dropped; how long what
    //! was to be written before that may make no progress; and how long our session may take
    //! to close after an invalid message. 0: none.
    std::chrono::milliseconds closeTimeout{2'000};
    //! Silence after which the peer is pinged. 0: never.
    std::chrono::milliseconds autoPingInterval{30'000};
    //! How long the peer then has to show any sign of life (any octet counts) before the
    //! connection is dropped. 0: for ever.
    std::chrono::milliseconds autoPingTimeout{20'000};
    //! Octets waiting to be written beyond which sending answers Full; 0: never. A transport's
    //! setHighWatermark() begins with it.
    qint64 outputHighWatermark = 1024 * 1024;
    //! Server: past the high watermark nothing more is read from this peer until half of what
    //! waits has left: whoever asks and never reads cannot fill the memory.
    bool pauseReadingWhenFull = true;
    //! Server: connections past their handshake; a further one is refused with error 4.
    //! 0: unlimited.
    int maxConnections = 0;
    //! Send each write at once instead of waiting for more (TCP_NODELAY).
    bool tcpNoDelay = true;

    bool operator==(const RawSocketOptions &) const = default;
};

} // namespace Gantry
