// SPDX-License-Identifier: MIT
// What a connection may cost and how strict it is, a struct for each role. Fill them
// with designated initialisers; the order of members is part of the API. They take
// effect for connections that begin later.
#pragma once

#include "../core/delivery.h"
#include "../core/handshake/deflateparameters.h"

#include <QtCore/QList>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

namespace Gantry {

using Core::DeflateOffer;
using Core::DeflateOptions;
using Core::DeflateParameters;
using Core::Delivery;

//! What becomes of a message for a peer in front of whom outputHighWatermark octets
//! wait already. A message is never cut, and one that finds nothing waiting always goes.
enum class OutputPolicy : quint8 {
    Queue, //!< taken all the same; SendResult::Full asks for patience, the memory is the caller's care
    DropNew, //!< given up: SendResult::Dropped, and messagesDropped()
    DropOld, //!< taken; the oldest that have not begun to leave are given up: messagesDropped()
    Close, //!< given up, and the connection closed with 1008: whoever cannot keep up goes
};

//! Of a server's connections.
struct ServerOptions
{
    //! Payload octets of one frame as they are on the wire; past it the connection
    //! is closed with 1009. 0: unlimited. 64 MiB holds the uploads that people put
    //! into one message and does not let one peer take a machine down. Both limits are on
    //! what is received: what is sent is up to the application alone.
    quint64 maxFrameBytes = 64 * 1024 * 1024;
    //! Octets of one message after inflating, counted before they are stored; past
    //! it 1009. 0: unlimited. As above.
    quint64 maxMessageBytes = 64 * 1024 * 1024;
    //! Octets of a request up to its empty line; past it 431. Four times what common
    //! web servers allow a line, for cookies and tokens.
    int maxHeaderBytes = 32 * 1024;
    //! Header fields of a request; past it 431. Browsers send about twenty.
    int maxHeaderFields = 128;

    //! From the accepted transport, TLS included, to the end of the opening
    //! handshake. 0: none. 5 s as autobahn has it.
    std::chrono::milliseconds openHandshakeTimeout{5'000};
    //! From our close frame to the end of the transport, all in all, after which it
    //! is dropped. 0: none.
    std::chrono::milliseconds closeHandshakeTimeout{2'000};
    //! Silence after which the peer is pinged. 0: never. 30 s stays below the 60 s
    //! after which common proxies drop an idle connection.
    std::chrono::milliseconds autoPingInterval{30'000};
    //! How long the peer then has to show any sign of life (any octet counts) before
    //! the connection is dropped. 0: for ever.
    std::chrono::milliseconds autoPingTimeout{20'000};
    //! Payload octets of such a ping, 12 to 125.
    int autoPingSize = 12;
    //! Whether any octet that comes is a sign of life and puts the next ping off: also
    //! of a large frame that arrives slowly, which a pong could not overtake. false: only
    //! the answer to the latest ping counts, and pings go out every autoPingInterval, so
    //! that onAutoPong() measures all the time.
    bool autoPingRestartOnAnyTraffic = true;

    //! Accept permessage-deflate when it is offered, on these terms (RFC 7692).
    //! nullopt: never. The defaults of DeflateOptions say what they cost.
    std::optional<DeflateOptions> perMessageDeflate = DeflateOptions{};

    //! Close with 1007 on text that is not UTF-8 (RFC 6455 section 8.1). Switched
    //! off, onMessage carries whatever came.
    bool utf8ValidateIncoming = true;
    //! Close with 1002 on a frame without a mask (RFC 6455 section 5.1).
    bool requireMaskedClientFrames = true;
    //! Mask what is sent, against RFC 6455 section 5.1. For tests of clients.
    bool maskServerFrames = false;
    //! Drop the transport on a broken rule instead of closing with its code. A
    //! client then never learns why, so it is off (autobahn: on).
    bool failByDrop = false;
    //! Answer a close with the peer's reason too, not with its code alone.
    bool echoCloseCodeReason = false;
    //! Send each write at once instead of waiting for more (TCP_NODELAY).
    bool tcpNoDelay = true;
    //! Octets waiting to be written from which on sending answers Full, outputPolicy
    //! decides about messages and producers pause, until half of them have left and
    //! drained() is emitted. 0: none of this. 1 MiB is several round trips of a fast
    //! line, and a thousand peers that do not read still cost no more than 1 GiB.
    qint64 outputHighWatermark = 1024 * 1024;

    //! Which web pages may connect, as "scheme://host:port" with '*' for any run of
    //! characters; others get 403. The default lets every page in: a server that
    //! trusts cookies or listens on localhost must list its own. Requests without an
    //! Origin are not from browsers and are let in.
    QStringList allowedOrigins{QStringLiteral("*")};
    //! Connections at a time past their opening handshake; a further one gets 503.
    //! 0: unlimited.
    int maxConnections = 0;
    //! A plain GET gets a small status page (200), else 426.
    bool webStatus = true;
    //! The names that this server answers to, as host[:port] with '*' for any run of
    //! characters; a request to another one, for a WebSocket or a page, gets 421. Without
    //! a port every port fits. Empty: any name, as people expect of a server that they
    //! have just started; but <b>a server on a loopback address or in a private network
    //! should list its names</b>, {"localhost", "127.0.0.1", "[::1]"} for instance.
    //! Otherwise every web page that its user visits can reach it by a name of its own
    //! that suddenly resolves to that address (DNS rebinding), and then neither the
    //! same-origin policy nor allowedOrigins need be in the way.
    QStringList allowedHosts{};
    //! Whether "*" in allowedOrigins covers the Origin "null", which sandboxed and local
    //! pages send, and with them any page that wishes to. An entry "null" lets it in
    //! either way. No other option changes this one.
    bool allowNullOrigin = true;
    //! The number of proxies of your own in front of this server: peer() is then what the
    //! outermost of them wrote into X-Forwarded-For, which is the entry of that number
    //! from the right. A WebSocket without such an entry did not come through them and is
    //! refused with 400; taken for its own address it could pass for one of the proxies.
    //! 0: the header means nothing, as it may when anybody can reach this server.
    int trustXForwardedFor = 0;
    //! WebSocket versions that are let in: 13 (RFC 6455), and 8 of its last drafts, which
    //! browsers spoke until 2012. Others get 426 and this list. autobahn: 8 and 13.
    QList<int> versions{13};

    //! What becomes of messages past outputHighWatermark.
    OutputPolicy outputPolicy = OutputPolicy::Queue;
    //! Past outputHighWatermark nothing more is read from this peer either, until half
    //! of what waits has left: whoever asks and never reads cannot fill the memory.
    bool pauseReadingWhenFull = true;

    //! How much of a message is put together before it is handed on: Message leads to
    //! onMessage, Frame to onMessageBegin, onMessageFrame and onMessageEnd, Streaming to
    //! onMessageBegin, onMessageFrameBegin, onMessageFrameData, onMessageFrameEnd and
    //! onMessageEnd. Streaming costs the same memory however long messages are, so that
    //! both limits may be 0 with it.
    Delivery delivery = Delivery::Message;
    //! Send whole messages in frames of at most so many octets on the wire. Text that is
    //! not compressed is cut between code points, where frames become up to 3 octets
    //! smaller: some receivers decode each frame by itself. 0: never, as autobahn has it.
    qsizetype autoFragmentSize = 0;
    //! false: payloads are left as they are behind headers that carry a mask, sent and
    //! received, against RFC 6455 section 5.3. For tests.
    bool applyMask = true;

    //! Call logRxOctets() and logTxOctets() of the protocol with what the transport
    //! carries, which by default write it to the category gantry.websocket.traffic. To
    //! look at a running program without a change to it, attach the inspector.
    bool logOctets = false;
    //! The same of frames: logRxFrame() and logTxFrame().
    bool logFrames = false;

    bool operator==(const ServerOptions &) const = default;
};

//! Of a client's connections. Members mean and default to what they do in
//! ServerOptions unless said otherwise.
struct ClientOptions
{
    quint64 maxFrameBytes = 64 * 1024 * 1024;
    quint64 maxMessageBytes = 64 * 1024 * 1024;
    int maxHeaderBytes = 32 * 1024; //!< of the server's answer
    int maxHeaderFields = 128;

    //! From the transport being up to the end of the opening handshake.
    std::chrono::milliseconds openHandshakeTimeout{5'000};
    std::chrono::milliseconds closeHandshakeTimeout{2'000};
    std::chrono::milliseconds autoPingInterval{30'000};
    std::chrono::milliseconds autoPingTimeout{20'000};
    int autoPingSize = 12;
    bool autoPingRestartOnAnyTraffic = true;
    //! After both close frames have travelled: how long the server has to end TCP, as RFC
    //! 6455 section 7.1.1 wants it to, before this side drops it; the close stays clean.
    //! closeHandshakeTimeout bounds this too. 0: that alone does. 1 s as autobahn has it.
    std::chrono::milliseconds serverConnectionDropTimeout{1'000};

    //! Offer permessage-deflate on these terms. nullopt: do not. The server's window is
    //! left to the server, unlike in ServerOptions: servers that know no window sizes
    //! are common, their answer could not be accepted (RFC 7692 section 7.1.2.1), and
    //! 32 KiB more for inflating weigh little in a client.
    std::optional<DeflateOptions> perMessageDeflate = DeflateOptions{.serverMaxWindowBits = 15};

    bool utf8ValidateIncoming = true;
    //! Put up with masked frames, against RFC 6455 section 5.1.
    bool acceptMaskedServerFrames = false;
    //! Mask what is sent. false breaks RFC 6455 section 5.3; for tests of servers.
    bool maskClientFrames = true;
    bool failByDrop = false;
    bool echoCloseCodeReason = false;
    bool tcpNoDelay = true;
    qint64 outputHighWatermark = 1024 * 1024;

    OutputPolicy outputPolicy = OutputPolicy::Queue;
    //! false, unlike in ServerOptions: two ends that both stop reading until the other
    //! has read would wait for each other for ever.
    bool pauseReadingWhenFull = false;

    Delivery delivery = Delivery::Message;
    qsizetype autoFragmentSize = 0;
    bool applyMask = true; //!< false: for tests

    //! What the request says about the protocol: 13 (RFC 6455), or 8 for servers that
    //! stopped at the draft of that number, with Sec-WebSocket-Origin for Origin. What
    //! follows is the same.
    int version = 13;

    //! A plain TCP connection can be turned into a TLS one by startTLS(). It costs a read
    //! buffer of Qt's. Looked at when the attempt begins: a factory's option.
    bool mayStartTls = false;

    bool logOctets = false;
    bool logFrames = false;

    bool operator==(const ClientOptions &) const = default;
};

} // namespace Gantry
