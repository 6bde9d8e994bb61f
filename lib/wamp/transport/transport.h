// SPDX-License-Identifier: MIT
// Where sessions and routers meet the connections that carry their messages. Both sides
// know only this: a session does not know a WebSocket, a connection does not know a realm.
#pragma once

#include "../../websocket/connectiondetails.h"
#include "../message/message.h"
#include "../serializer/serializer.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <functional>
#include <optional>

namespace Gantry::Wamp {

class MessagePeer;
class SharedMessage;

//! What came of sending a message.
enum class SendStatus : quint8 {
    Sent, //!< or accepted for sending
    Full, //!< accepted, and more waits than the transport's high watermark: onDrained() follows
    Closed, //!< the transport is not open: the message is lost
    TooBig, //!< longer than the peer or our own limit allows: the message is lost
    NotSerializable, //!< its payload cannot be put in the transport's encoding: it is lost
};

constexpr bool isAccepted(SendStatus status) noexcept
{
    return status <= SendStatus::Full;
}

//! What is known of the connection below a session.
struct WampTransportDetails
{
    QString channelType = {}; //!< "tcp", "tls", "unix", "memory" (in-process)
    QString channelFraming = {}; //!< "websocket", "rawsocket", "native" (in-process)
    QString serializer = {}; //!< "json", "cbor.batched" ...; empty: in-process
    QString own = {}; //!< this end, "tcp4:127.0.0.1:4711"
    QString peer = {}; //!< the other
    bool isSecure = false;
    bool isServer = false; //!< this end accepted the connection
    QByteArray peerCertificate = {}; //!< DER; empty if the peer showed none
    //! TLS verified it against the CAs of the configuration.
    bool isPeerCertificateVerified = false;
    qint64 peerPid = -1; //!< of the process at the other end of a unix socket; -1: unknown
    qint64 peerUid = -1;
    // WebSocket alone.
    QString subprotocol = {};
    QByteArray extensions = {};
    HeaderFields requestHeaders = {};
    HeaderFields responseHeaders = {};
    bool operator==(const WampTransportDetails &) const = default;
};

//! Channel bindings by WAMP's names.
using Gantry::ChannelIdType;

/*!
    An open connection that carries messages both ways, in order. It belongs to whoever
    made it and outlives MessagePeer::onTransportClose(). To be used in its own thread.
*/
class GANTRY_WAMP_EXPORT Transport
{
public:
    Transport() = default;
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;
    virtual ~Transport();

    //! Sends \a message. Nothing comes back before this returned: no call into the peer.
    virtual SendStatus send(const Message &message) = 0;
    //! The same for one that goes to many: encoded once an encoding.
    virtual SendStatus send(SharedMessage &message) = 0;

    virtual bool isOpen() const = 0;
    //! Ends the connection in order, after what was sent; onTransportClose() follows from
    //! the event loop.
    virtual void close() = 0;
    //! Drops the connection and what was not written yet; onTransportClose() follows from
    //! the event loop.
    virtual void abort() = 0;

    //! nullptr: messages are handed over as they are.
    virtual const Serializer *serializer() const = 0;
    virtual WampTransportDetails transportDetails() const = 0;
    //! What names the TLS channel to both ends alike; nullopt: not available.
    virtual std::optional<QByteArray> channelId(ChannelIdType type) const = 0;

    //! Octets accepted for sending that the operating system has not taken yet.
    virtual qint64 bytesToWrite() const = 0;
    //! Octets that the operating system has taken in all: whether a peer reads at all.
    virtual qint64 bytesWritten() const = 0;
    //! Where SendStatus::Full begins; onDrained() comes at half of it. 0: never.
    virtual void setHighWatermark(qint64 octets) = 0;
    //! While \a paused no message is delivered and the peer is slowed down; that it has gone
    //! may be seen only after that.
    virtual void setReadingPaused(bool paused) = 0;
};

//! Why a transport is gone.
struct TransportEnd
{
    bool wasClean = false; //!< both sides ended it in order
    //! English: "connection reset", "1002: ..." or what was wrong with the last message.
    QString reason = {};
};

/*!
    What is above a transport: a client's session, or a router's end of one. A transport
    calls onTransportOpen() once, any number of onMessage(), onTransportClose() once; if it
    never came about, nothing. In each of them everything may be done: send, close, delete
    the peer itself.
*/
class GANTRY_WAMP_EXPORT MessagePeer
{
public:
    MessagePeer() = default;
    MessagePeer(const MessagePeer &) = delete;
    MessagePeer &operator=(const MessagePeer &) = delete;
    //! A peer that goes while its transport is open aborts it.
    virtual ~MessagePeer();

    //! From onTransportOpen() until onTransportClose() has returned; nullptr before and after.
    Transport *transport() const noexcept { return m_transport; }

protected:
    virtual void onTransportOpen() = 0;
    //! \a message may be moved from.
    virtual void onMessage(Message &message) = 0;
    //! What came is no valid message. The transport discards what comes after it and waits
    //! for the peer to send its last word (ABORT) and to close it.
    virtual void onInvalidMessage(const DecodeError &error) = 0;
    virtual void onTransportClose(const TransportEnd &end) = 0;
    //! After SendStatus::Full half of the high watermark is left.
    virtual void onDrained();

private:
    friend class PeerLink;
    Transport *m_transport = nullptr;
    class PeerLink *m_link = nullptr;
};

//! Makes the peer above each new connection of a factory; nullptr refuses the connection.
//! The peer belongs to whoever gives it, and may delete itself in onTransportClose().
using SessionCreator = std::function<MessagePeer *()>;

/*!
    A transport's hold on the peer above it. Implementations of Transport have one and speak
    to the peer through it alone: each call is made only while the peer is there, and
    answers whether it still is. The transport may be deleted in any of them, which is
    answered with false as well.
*/
class GANTRY_WAMP_EXPORT PeerLink
{
public:
    explicit PeerLink(Transport *transport) noexcept
        : m_transport(transport)
    { }
    PeerLink(const PeerLink &) = delete;
    PeerLink &operator=(const PeerLink &) = delete;
    //! Tells the peer nothing: a transport calls closed() before.
    ~PeerLink();

    //! \a peer, which is borrowed, belongs to this transport from here on: if it goes, the
    //! transport is aborted. It is told with open(), and knows nothing before.
    void attach(MessagePeer *peer);
    bool open();
    bool open(MessagePeer *peer)
    {
        attach(peer);
        return open();
    }
    bool deliver(Message &message);
    bool refuse(const DecodeError &error);
    bool drained();
    void closed(const TransportEnd &end);
    //! \a other, which has none yet, has the peer from now on; this one has none. One that is
    //! being told the end, or has been, stays.
    void handOver(PeerLink &other);

    MessagePeer *peer() const noexcept { return m_peer; }

private:
    friend class MessagePeer;
    template<typename Call>
    bool call(Call call);

    Transport *m_transport;
    MessagePeer *m_peer = nullptr;
    bool m_isClosed = false; //!< onTransportClose() was called
    bool *m_isGone = nullptr; //!< of the innermost call that is on the stack
};

} // namespace Gantry::Wamp
