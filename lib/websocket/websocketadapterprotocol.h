// SPDX-License-Identifier: MIT
// One WebSocket connection as a QObject: what both roles have in common. Turns the
// engine's events into signals and calls into octets; knows no socket and no rule
// of the protocol.
#pragma once

#include "../core/export.h"
#include "../core/trafficstats.h"
#include "closetypes.h"
#include "connectiondetails.h"
#include "connectionhandle.h"
#include "frameparameters.h"
#include "openresult.h"
#include "timings.h"

#include <QtCore/QFuture>
#include <QtCore/QList>
#include <QtCore/QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace Gantry {

using Core::TrafficStats;

namespace Core {
struct HandshakeRequest;
struct HandshakeResponse;
struct PlainRequest;
} // namespace Core

struct FrameInfo;
struct LinkSettings;
class PreparedMessage;
class Producer;
class WebSocketAdapterFactory;
class WebSocketAdapterProtocolPrivate;
class WebSocketLink;

/*!
    A connection, made by a factory and living in the thread of its event loop. The
    factory is its parent; once the connection is over and onClose() was emitted it
    deletes itself with deleteLater() (keep a QPointer). Deleting it earlier aborts
    the connection without further signals.

    Signals come in this order: onConnecting, onConnect, onOpen, then any number of
    messages, pings and pongs, and onClose exactly once, also when the connection
    never came about. It is legal to send, close, abort or delete in any slot or
    hook, and to spin an event loop there: the connection's further messages wait
    until the slot returns.

    The option delivery decides in how many signals a message is told.

    Every signal has a protected virtual handleX() that is called first and that
    emits: a subclass overrides it, and calls the base class to emit as well.

    Everything is to be called in the object's own thread; debug builds of the library
    stop at calls from others. For those there is handle(). A connection stays in the
    thread where it came up: moving it, or the factory it belongs to, to another one ends
    it with a warning and onClose(false, 1006, ...). Before it came up, that is before
    listenWS() or in the turn of the event loop in which connectWS() was called, factories
    with all that is in them may be moved.
*/
class GANTRY_WEBSOCKET_EXPORT WebSocketAdapterProtocol : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString peer READ peer)
    Q_PROPERTY(QString peerTransport READ peerTransport)
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString subprotocol READ subprotocol)

public:
    enum class State : quint8 {
        Connecting, //!< up to the end of the opening handshake
        Open, //!< messages can be sent
        Closing, //!< the closing handshake is under way, or a refusal is being read
        Closed,
    };
    Q_ENUM(State)

    ~WebSocketAdapterProtocol() override;

    //! The other end, as "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711" or "unix:/path". A
    //! client's is where it wants to go until the transport is up. A server's is what
    //! trusted proxies said once the request has come (ServerOptions::trustXForwardedFor).
    QString peer() const;
    //! "tcp", "tls", "unix" or "memory"; empty until the transport is up.
    QString peerTransport() const;
    //! Both and more; valid from connectionMade() until after onClose().
    TransportDetails transportDetails() const;
    //! As it is at this moment. Inside a slot that closes it is ahead of stateChanged(),
    //! which follows when the slot has returned.
    State state() const;
    bool isOpen() const { return state() == State::Open; }
    //! What names the TLS channel to both of its ends alike (RFC 5929), for tying logins
    //! to it; nullopt: not available, as it is without TLS, before and after the
    //! transport, and for types that need what Qt's sockets do not give out.
    std::optional<QByteArray> channelId(ChannelIdType type = ChannelIdType::TlsServerEndPoint) const;
    WebSocketAdapterFactory *factory() const;
    //! The number that logs and the tap know this connection by, unique in the
    //! process.
    quint64 connectionNumber() const;

    //! What the opening handshake agreed on; empty before onOpen and when nothing was.
    QString subprotocol() const;
    QByteArray extensions() const; //!< "permessage-deflate; server_max_window_bits=12"
    //! The header fields of both sides of the opening handshake, as far as it came.
    HeaderFields requestHeaders() const;
    HeaderFields responseHeaders() const;

    //! The end in full. Valid from onClose() on.
    CloseInfo closeInfo() const;

    //! Sends a message: binary, or text in UTF-8. A large \a payload is not copied: the byte
    //! array is shared until it is written, one made by QByteArray::fromRawData() excepted.
    SendResult sendMessage(const QByteArray &payload, bool isBinary = false, SendOptions options = {});
    //! The same with what WebSocketAdapterFactory::prepareMessage() made.
    SendResult sendPreparedMessage(const PreparedMessage &message);
    //! Sends \a text as a text message.
    SendResult sendText(const QString &text, SendOptions options = {});
    //! Sends a ping of at most 125 octets; onPong() follows when the peer lives.
    SendResult sendPing(const QByteArray &payload = {});
    //! Sends a pong that nobody asked for. Pings are answered without being told.
    SendResult sendPong(const QByteArray &payload = {});

    /*!
        Sends a message in parts: beginMessage(), any number of frames, endMessage().
        A frame is given whole to sendMessageFrame(), or its length on the wire is
        announced with beginMessageFrame() and its octets follow with
        sendMessageFrameData(), as many at a time as there are. Text is checked as it
        comes; a code point may be cut between parts, but not by the end.

        Where permessage-deflate was negotiated, sendMessageFrame() compresses, so that
        the peer can read each frame as it comes. What a frame will shrink to cannot be
        announced: a message whose first frame is begun with beginMessageFrame() is not
        compressed at all, and in one that is, beginMessageFrame() is OutOfOrder.

        Calls in another order, and whole messages meanwhile, are OutOfOrder and send
        nothing; so is sendClose() inside an unfinished frame, which has to be finished,
        or the connection aborted. Pings and pongs may be sent at any time and wait for
        the end of an unfinished frame, the latest of each kind. Should the peer close or
        break a rule in the middle of such a frame, the connection ends without a close
        frame of ours, which would be taken for payload: onClose() is unclean then.

        Options count at beginMessage(), where fragmentSize has no meaning, and so does
        outputPolicy: a message that has begun is never given up, and with DropOld what
        waited goes before it. Each call answers Full past outputHighWatermark.
    */
    SendResult beginMessage(bool isBinary = false, SendOptions options = {});
    SendResult sendMessageFrame(const QByteArray &payload);
    //! \a length is 0 to 2^63 - 1, else TooBig. A frame of 0 octets is complete at once.
    SendResult beginMessageFrame(qint64 length);
    //! Consumes no more of \a data than the frame wants; the result tells how much that
    //! is from now on.
    FrameDataResult sendMessageFrameData(const QByteArray &data);
    //! Ends the message with an empty frame.
    SendResult endMessage();

    //! For tests of peers: sends a frame with any header, or any octets at all, whatever
    //! rule they break. Nothing is checked, counted or compressed, and this side does not
    //! take notice: a close frame sent like this begins no closing handshake.
    SendResult sendFrame(const FrameParameters &frame);
    //! \a chopSize: octets of each write to the transport; 0: all in one.
    SendResult sendData(const QByteArray &octets, qsizetype chopSize = 0);

    //! Begins the closing handshake; onClose() follows. \a code is 1000, 1001, 1003,
    //! 1007 to 1014 or 3000 to 4999, or 0 to send none; \a reason is cut to 123
    //! octets of UTF-8. Before the connection is open it ends it as abort() does.
    SendResult sendClose(quint16 code = 1000, const QString &reason = {});
    //! Drops the transport without a word; onClose(false, 1006, ...) follows from the
    //! event loop.
    void abort();

    //! Octets accepted for sending that the operating system has not taken yet,
    //! messages that outputPolicy holds back included.
    qint64 bytesToWrite() const;
    //! The option outputHighWatermark of this connection from now on. No effect before the
    //! transport is up, which is when the option is looked at, and after its end.
    void setOutputHighWatermark(qint64 octets);

    //! While \a paused no message, ping or pong is reported, and TCP slows the peer down;
    //! what has come already waits (at most one read's worth, half a MiB, and all of it once the peer is
    //! gone). May be set before the connection is open: the handshakes go on all the same. When the peer
    //! closes or goes, what it had sent is reported first. A peer that is not read from
    //! is not judged by its silence.
    void setReadingPaused(bool paused);
    bool isReadingPaused() const;

    //! Has \a producer, which is borrowed, paused and resumed by outputHighWatermark; see
    //! Producer for what \a streaming means. false, and no effect, while another one is
    //! registered. One that comes after the end is stopped at once.
    bool registerProducer(Producer *producer, bool streaming);
    //! Forgets the producer without telling it. No effect without one.
    void unregisterProducer();

    //! Finished once onOpen() was emitted, or with the reason when the connection ends,
    //! or this object is deleted, before. Always finished, never cancelled, at once if
    //! there is nothing to wait for. Each call gives a future of its own, so that each
    //! can have its continuation; that runs in this thread unless told otherwise.
    QFuture<OpenResult> whenOpen();
    //! Finished once onClose() was emitted, or when this object is deleted before.
    QFuture<CloseInfo> whenClosed();

    //! This connection for other threads: everything else here is for this object's own.
    ConnectionHandle handle();

    //! What went over this connection so far, also after onClose(). Always counted: that
    //! costs a few additions a frame.
    TrafficStats trafficStats() const;
    //! Starts counting anew.
    void resetTrafficStats();

    //! Whether to note when what happens; the factory's setting at first. Off, it costs
    //! nothing, and what was noted is gone.
    bool trackTimings() const;
    void setTrackTimings(bool enable);
    //! What was noted; empty while it is off.
    Timings trackedTimings() const;
    //! Notes that \a key happens now, beside Gantry's own; no effect while it is off.
    void doTrack(const QString &key);

    //! From the latest ping of autoPingInterval that was answered to its pong; nullopt
    //! before there was one.
    std::optional<std::chrono::nanoseconds> lastRoundTripTime() const;
    //! The last 16, oldest first.
    QList<std::chrono::nanoseconds> roundTripTimes() const;

Q_SIGNALS:
    // These two stand first: a connection to one of a class's later signals costs a
    // list that reaches up to it, half a kilobyte an object here.

    //! A whole message. \a payload is safe to keep; text is valid UTF-8.
    void onMessage(const QByteArray &payload, bool isBinary);
    //! The end. \a wasClean: both sides said goodbye. \a code is the peer's (1005 if
    //! it gave none), that of the rule it broke, 1006 when the connection was lost or
    //! never came about, 1015 when TLS failed; \a reason says more, in English where
    //! this side wrote it. closeInfo() has the details.
    void onClose(bool wasClean, quint16 code, const QString &reason);
    //! The opening handshake is done; from here on messages can be sent.
    void onOpen();
    //! The transport is up and the opening handshake begins.
    void onConnecting(const Gantry::TransportDetails &details);
    //! A ping came; its pong is already on its way.
    void onPing(const QByteArray &payload);
    void onPong(const QByteArray &payload);
    //! A text message, after onMessage(). Decoded only if somebody is connected.
    void onText(const QString &text);
    void stateChanged(Gantry::WebSocketAdapterProtocol::State state);
    //! Half of outputHighWatermark has left after it had been reached: go on sending.
    void drained();
    //! The operating system took \a octets more of what was sent: frames as they are on
    //! the wire, without what TLS adds. bytesToWrite() tells what is left.
    void bytesWritten(qint64 octets);
    //! outputPolicy gave up \a count messages of \a octets payload in all, since this was
    //! emitted last. Follows from the event loop.
    void messagesDropped(int count, qint64 octets);
    //! The answer to the latest ping of autoPingInterval came, after onPong(). \a sequence
    //! counts such pings from 1. Any other pong, be it late or unasked for, is no error and
    //! not told here (RFC 6455 section 5.5.3).
    void onAutoPong(quint64 sequence, std::chrono::nanoseconds roundTrip);
    //! The peer's close frame came and is answered next; 1005 stands for no code. What is
    //! sent here goes out before the answer, and sendClose() here is the answer. onClose()
    //! follows.
    void onCloseFrame(quint16 code, const QString &reason);

    // A deadline passed. The connection is given up already, state() says so, and
    // onClose() with CloseInfo::timeout follows from the event loop. Nothing is emitted
    // before the transport is up: then there is onClose() alone.

    //! autoPingTimeout: the peer gave no sign of life.
    void onAutoPingTimeout();
    //! openHandshakeTimeout: the opening handshake is not done. A server whose own decision
    //! is what is missing answers 503.
    void onOpenHandshakeTimeout();
    //! closeHandshakeTimeout: the closing handshake, or the end of the transport after it,
    //! did not come about.
    void onCloseHandshakeTimeout();
    //! Client, serverConnectionDropTimeout: the close frames have travelled, and the server
    //! kept the transport open. onClose() will be clean.
    void onServerConnectionDropTimeout();

    // In the place of onMessage() and onText(), with the option delivery at Frame or
    // Streaming. Payloads are safe to keep; text is valid as far as it has come, and a
    // code point may be cut between two payloads.
    void onMessageBegin(bool isBinary);
    //! Streaming: a frame of \a length octets on the wire, which may inflate to more.
    void onMessageFrameBegin(qint64 length);
    //! Streaming: some of its payload as it arrived, inflated; never empty.
    void onMessageFrameData(const QByteArray &payload);
    void onMessageFrameEnd(); //!< Streaming
    //! Frame: the payload of a frame.
    void onMessageFrame(const QByteArray &payload);
    void onMessageEnd();

protected:
    //! For server and client protocols; there is no third role.
    WebSocketAdapterProtocol(QObject *parent, std::unique_ptr<WebSocketAdapterProtocolPrivate> priv);

    virtual void handleMessage(const QByteArray &payload, bool isBinary);
    virtual void handleClose(bool wasClean, quint16 code, const QString &reason);
    virtual void handleOpen();
    virtual void handleConnecting(const TransportDetails &details);
    virtual void handlePing(const QByteArray &payload);
    virtual void handlePong(const QByteArray &payload);
    virtual void handleMessageBegin(bool isBinary);
    virtual void handleMessageFrameBegin(qint64 length);
    virtual void handleMessageFrameData(const QByteArray &payload);
    virtual void handleMessageFrameEnd();
    virtual void handleMessageFrame(const QByteArray &payload);
    virtual void handleMessageEnd();
    virtual void handleAutoPong(quint64 sequence, std::chrono::nanoseconds roundTrip);
    virtual void handleCloseFrame(quint16 code, const QString &reason);
    virtual void handleAutoPingTimeout();
    virtual void handleOpenHandshakeTimeout();
    virtual void handleCloseHandshakeTimeout();
    virtual void handleServerConnectionDropTimeout();

    //! The transport is up, nothing was sent or read yet. Last chance to change the
    //! protocol's own options. Does nothing by itself.
    virtual void connectionMade();
    //! The transport is gone; called once if connectionMade() was, and before
    //! handleClose(). Does nothing by itself.
    virtual void connectionLost(const ConnectionLostReason &reason);
    //! Octets came from the transport (inside TLS: plain ones). Hands them to the
    //! protocol; an override may look at them or change them.
    virtual void dataReceived(QByteArrayView data);
    //! Gives the transport up without a close frame: at once if \a abort, else after
    //! what was queued has been written. abort() comes here.
    virtual void closeConnection(bool abort = false);

    //! With the option logOctets, before \a octets are looked at and when they are handed
    //! to the transport. Write a line to the category gantry.websocket.traffic. They are
    //! called from the middle of things: an override may look, and nothing else.
    virtual void logRxOctets(QByteArrayView octets);
    virtual void logTxOctets(QByteArrayView octets);
    //! With the option logFrames, for each frame once it is whole or broke a rule. \a
    //! payload is unmasked and inflated.
    virtual void logRxFrame(const FrameInfo &frame, QByteArrayView payload);
    virtual void logTxFrame(const FrameInfo &frame, QByteArrayView payload);

    bool event(QEvent *event) override;
    //! Notes whether onText() and bytesWritten() are worth their cost; an override calls
    //! the base class.
    void connectNotify(const QMetaMethod &signal) override;

private:
    // What differs between the roles below the hooks. It stays private: applications
    // override the hooks of their role's class.
    virtual std::shared_ptr<const LinkSettings> linkSettings() const = 0;
    virtual void startHandshake() = 0;
    virtual void processRequest(const Core::HandshakeRequest &request);
    virtual void processPlainRequest(const Core::PlainRequest &request);
    virtual void processResponse(const Core::HandshakeResponse &response);

    friend class WebSocketAdapterProtocolPrivate;
    void prefetchParts() const noexcept;
    friend class WebSocketLink;
    std::unique_ptr<WebSocketAdapterProtocolPrivate> d;
};

} // namespace Gantry
