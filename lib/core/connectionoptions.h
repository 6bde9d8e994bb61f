// SPDX-License-Identifier: MIT
#pragma once

#include "core/delivery.h"
#include "core/handshake/deflateparameters.h"
#include "core/limits.h"
#include "core/role.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <chrono>
#include <optional>

namespace Gantry::Core {

//! How often a silent peer is asked whether it is there.
struct KeepaliveOptions
{
    //! Silence before a ping is sent; 0 switches it off. 30 s stays below the
    //! 60 s after which common proxies drop idle connections.
    std::chrono::milliseconds interval{30'000};
    //! How long the peer has to show any sign of life after it; 0: for ever.
    std::chrono::milliseconds timeout{20'000};
    //! Octets of the ping's payload, 12 to 125.
    int payloadBytes = 12;
    //! Any octet is a sign of life and puts the next ping off. false: only the answer to
    //! the latest ping is one, and pings go out every interval whatever else arrives.
    bool restartOnAnyTraffic = true;
    bool operator==(const KeepaliveOptions &) const = default;
};

//! Everything the engine is told once, before the first octet.
struct ConnectionOptions
{
    Role role = Role::Server;
    Limits limits = {};
    bool validateUtf8 = true;
    bool requireMaskedClientFrames = true; //!< server; RFC 6455 section 5.1
    bool acceptMaskedServerFrames = false; //!< client; RFC 6455 section 5.1
    bool maskClientFrames = true; //!< false only for tests of servers
    bool maskServerFrames = false;
    //! A violation ends the connection without a close frame.
    bool failByDrop = false;
    //! Answer a close with the peer's code and reason instead of 1000.
    bool echoCloseCodeReason = false;
    std::chrono::milliseconds openHandshakeTimeout{5'000}; //!< 0: none
    //! From our close frame to the end of the transport, all in all.
    std::chrono::milliseconds closeHandshakeTimeout{2'000}; //!< 0: none
    //! Client: from the moment that both close frames have travelled to the end that the
    //! server makes of the transport. 0: closeHandshakeTimeout alone counts.
    std::chrono::milliseconds serverConnectionDropTimeout{1'000};
    KeepaliveOptions keepalive = {};
    //! Server: accepted when offered. Client: offered.
    std::optional<DeflateOptions> deflate = DeflateOptions{};
    QByteArray serverName = {}; //!< Server field of answers; empty: none
    bool webStatus = true; //!< server: a plain GET gets the status page, else 426
    //! Server: plain requests are the sink's to answer, and webStatus means nothing.
    bool reportPlainRequests = false;
    //! Server: the WebSocket versions that are let in, of those there are: 13 (RFC 6455)
    //! and 8 (its drafts 8 to 12).
    QList<int> versions = {13};
    Delivery delivery = Delivery::Message;
    //! Whole messages of more octets than this on the wire are sent in frames of at most
    //! this many. 0: never.
    qsizetype autoFragmentSize = 0;
    //! false: headers carry masks that payloads were not XORed with, in both directions;
    //! for tests only.
    bool applyMask = true;
};

} // namespace Gantry::Core
