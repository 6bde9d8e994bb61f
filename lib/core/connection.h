// SPDX-License-Identifier: MIT
// One WebSocket connection without a socket: octets and the time go in, events and
// octets come out. Owns the order of things (handshake, frames, closing) and the
// deadlines; knows no transport, clock, thread or QObject.
#pragma once

#include "core/connectionoptions.h"
#include "core/connectionsink.h"
#include "core/connectionstate.h"
#include "core/frame/frameobserver.h"
#include "core/message/preparedmessage.h"
#include "core/randomsource.h"
#include "core/time.h"
#include "core/trafficstats.h"
#include "core/violation.h"

#include <memory>

namespace Gantry::Core {

class BufferPool;

//! What the owner has to do with the transport after a call into the engine, once
//! takeOutput() has been written.
enum class TransportAction : quint8 {
    None,
    CloseGracefully, //!< end our direction once all is written, read until the peer's end comes
    Abort, //!< drop it now
};

//! Result of asking for something to be sent.
enum class SendResult : quint8 {
    Ok,
    NotOpen, //!< not open yet, or closing
    TooBig, //!< control payload over 125 octets, a frame over 2^63 - 1, or no memory for a part
    InvalidUtf8, //!< text that is not UTF-8
    InvalidCode, //!< a close code that may not be sent, or a reason without a code
    OutOfOrder, //!< not now, with a message begun or not begun, or inside an unfinished frame
};

//! Result of giving octets to a frame whose length was announced.
struct FrameDataResult
{
    SendResult result = SendResult::Ok;
    //! Octets that the frame still wants; 0: it is complete; negative: it is, and so many
    //! at the end of what was given were not taken.
    qint64 remaining = 0;
};

//! A frame as a test wants it, right or wrong.
struct RawFrame
{
    FrameHeader header = {}; //!< as it goes out; the length may be a lie
    QByteArrayView payload = {}; //!< XORed with the header's mask if it has one
};

class Connection
{
public:
    //! \a sink and \a random are borrowed and must outlive the connection, or
    //! until sink events are refused with false (or detachSink()). So is \a buffers, which
    //! may be nullptr, until the last call but the destructor.
    Connection(const ConnectionOptions &options, ConnectionSink *sink, RandomSource *random,
               BufferPool *buffers = nullptr);
    //! The same for many connections with the same \a options, which need not have a copy
    //! each.
    Connection(std::shared_ptr<const ConnectionOptions> options, ConnectionSink *sink, RandomSource *random,
               BufferPool *buffers = nullptr);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    //! The transport is up. A server waits for a request, a client sends \a request
    //! with \a key. The opening handshake's deadline starts.
    void startServer(TimePoint now);
    void startClient(const ClientRequest &request, QByteArrayView key, TimePoint now);

    //! Octets from the transport. May be called again from inside an event (a slot
    //! that spins an event loop): those octets wait for the outer call.
    void receive(QByteArrayView bytes, TimePoint now);
    //! The peer ended its direction.
    void receiveEof(TimePoint now);
    //! The transport is gone: closed() follows unless it was reported already.
    void transportClosed(TransportEnd end, QByteArrayView text, TimePoint now);

    //! Server: the decision on requestReceived(). A complaint (see
    //! complaintAbout()) turns into a 500 towards the peer and is returned.
    QByteArray accept(const HandshakeAcceptance &acceptance, TimePoint now);
    QByteArray reject(const HandshakeRejection &rejection, TimePoint now);
    //! Server: somebody else answers the request. What has come so far, from the first
    //! octet on, for whoever gets the transport; nullopt, and no effect, when no request
    //! waits for an answer. The owner has to tell transportClosed(), as for every end.
    std::optional<QByteArray> release(TimePoint now);

    //! \a fragmentSize: most octets of a frame, 0: unlimited, nullopt: autoFragmentSize. A
    //! large \a payload is not copied, but shared until its output is written. Text that
    //! the caller knows to be UTF-8 need not be judged again: \a isKnownText.
    [[nodiscard]] SendResult sendMessage(const QByteArray &payload, bool isBinary, bool doNotCompress,
                                         std::optional<qsizetype> fragmentSize = {},
                                         bool isKnownText = false);
    //! \a message remembers what it was turned into, for the next connection.
    [[nodiscard]] SendResult sendPreparedMessage(PreparedMessage &message);

    //! A message in parts: beginMessage(), then any number of frames, each of which is
    //! either given whole to sendMessageFrame() or announced by beginMessageFrame() and
    //! given bit by bit to sendMessageFrameData(), then endMessage(). Whatever is not Ok
    //! had no effect at all.
    //! Where deflate was agreed on, the message is compressed, each frame up to an octet
    //! that the peer can read it from. A length announced is one on the wire, which
    //! nobody knows of a compressed frame beforehand: a message whose first frame is
    //! begun with beginMessageFrame() goes uncompressed as a whole, and in a compressed
    //! one beginMessageFrame() is OutOfOrder.
    [[nodiscard]] SendResult beginMessage(bool isBinary, bool doNotCompress, TimePoint now);
    [[nodiscard]] SendResult sendMessageFrame(QByteArrayView payload, TimePoint now);
    //! A frame of 0 octets is complete at once.
    [[nodiscard]] SendResult beginMessageFrame(quint64 length, TimePoint now);
    [[nodiscard]] FrameDataResult sendMessageFrameData(QByteArrayView data, TimePoint now);
    //! Sends an empty last frame. Text must not end inside a code point.
    [[nodiscard]] SendResult endMessage(TimePoint now);

    //! beginMessage() was called, and endMessage() not yet.
    bool isInsideMessage() const noexcept;

    //! Inside an unfinished frame, control frames wait until it is complete: of pings and
    //! pongs the latest each.
    [[nodiscard]] SendResult sendPing(QByteArrayView payload, TimePoint now);
    [[nodiscard]] SendResult sendPong(QByteArrayView payload, TimePoint now);
    //! Begins the closing handshake. \a code 0: a close frame without a code.
    //! \a reason is cut at MaxCloseReasonBytes. Inside an unfinished frame OutOfOrder:
    //! finish it, or abort().
    [[nodiscard]] SendResult close(quint16 code, QByteArrayView reason, TimePoint now);
    //! While output piles up in front of a peer that does not read, pings are not
    //! answered one by one: RFC 6455 section 5.5.3 lets an endpoint "send a Pong frame
    //! for only the most recently processed Ping frame", which it gets when this ends.
    void setCongested(bool congested);
    //! Reports no frame while \a paused; what has come waits. Only an open connection
    //! pauses: the handshakes go on, and with the peer's end what waits is reported.
    void setPaused(bool paused, TimePoint now);
    //! For tests of peers: sends what is given, whatever rule it breaks. The engine does
    //! not look at it.
    [[nodiscard]] SendResult sendRawFrame(const RawFrame &frame, TimePoint now);
    [[nodiscard]] SendResult sendRawOctets(QByteArrayView octets, TimePoint now);
    //! Ends without a word; closed() follows with transportClosed().
    void abort(TimePoint now, QByteArrayView reason = "aborted");

    //! The transport got rid of output that it could not write at once. A peer that takes
    //! much, slowly, answers a ping late.
    void outputTaken(TimePoint now) noexcept;

    //! What is to be written next, as long as there is something: octets that gathered, or
    //! a large payload as it was given.
    QByteArray takeOutput();
    bool hasOutput() const noexcept { return outputSize() > 0; }
    qsizetype outputSize() const noexcept;
    TransportAction transportAction() const noexcept;

    //! When handleTimeout() wants to be called; nullopt: never. May change with
    //! any call.
    std::optional<TimePoint> nextDeadline() const noexcept;
    void handleTimeout(TimePoint now);

    ConnectionState state() const noexcept;
    Role role() const noexcept;
    //! Whether frames are masked on their way out.
    bool masksFrames() const noexcept;
    std::optional<DeflateParameters> deflateParameters() const noexcept;
    const QByteArray &subprotocol() const noexcept;
    //! Valid once closed() was reported.
    const CloseInfo &closeInfo() const noexcept;

    //! Both outlive the end. What has not been taken by takeOutput() counts as sent.
    TrafficStats trafficStats() const;
    void resetTrafficStats();
    //! Of the keepalive's pings: the latest, oldest first.
    QList<std::chrono::nanoseconds> roundTrips() const;
    //! Whether \a text is the one that is being reported, and was found to be UTF-8.
    bool isJudged(const QByteArray &text) const noexcept;
    //! When the first octets of the message came that is being reported.
    TimePoint messageBegan() const noexcept;

    void setFrameObserver(FrameObserver *observer) noexcept;
    //! No event is reported any more (the sink is being destroyed).
    void detachSink() noexcept;

    //! Where what receive() needs begins, for a processor that can be told early.
    const void *memory() const noexcept { return d.get(); }
    static constexpr size_t HotOctets = 192;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Core
