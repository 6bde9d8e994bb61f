// SPDX-License-Identifier: MIT
// The engine's inside. connection.cpp has its public face, connectionopening.cpp the
// opening handshake, connectionreceiving.cpp and connectionsending.cpp what happens
// while it is open, connectionclosing.cpp every way to its end.
#pragma once

#include "core/closereport.h"
#include "core/connection.h"
#include "core/frameintake.h"
#include "core/framesender.h"
#include "core/keepalive.h"
#include "core/outgoingmessage.h"

namespace Gantry::Core {

//! What is needed until the connection is open, and given back then.
struct OpeningHandshake
{
    HttpHeadReader reader;
    QByteArray key = {}; //!< client: ours
    ClientRequest clientRequest = {};
    HandshakeRequest serverRequest = {};
    bool awaitsDecision = false; //!< server: the application has not answered yet
    bool isPlain = false; //!< server: the request wants no WebSocket
    bool isHead = false; //!< server: the method is HEAD
};

//! Control frames that wait for the end of a frame, or for the peer to read.
struct HeldControls
{
    bool isKeepaliveDue = false;
    std::optional<QByteArray> ping = {};
    std::optional<QByteArray> pong = {};
};

//! The peer's end came while an event kept octets before it waiting.
struct PendingEnd
{
    bool isEof = false;
    std::optional<TransportEnd> closed{}; //!< and the transport is gone, too
    QByteArray text = {};
};

//! What an open connection needs as long as something is under way, and only then: most
//! connections have nothing to do most of the time.
struct Work
{
    Work(const ConnectionOptions &options, bool masks, RandomSource *random, BufferPool *buffers)
        : intake(options, buffers)
        , sender(masks, options.applyMask, random, buffers)
    { }

    FrameIntake intake;
    FrameSender sender;
    qsizetype countedOutput = 0; //!< of what waits to be taken
    const QByteArrayView *current = nullptr; //!< what receive() is working off
    QByteArray pending = {}; //!< came inside an event, before the decision or while paused
    std::optional<PendingEnd> pendingEnd = {};
    std::unique_ptr<OpeningHandshake> opening = {};
    //! The message that is being sent in parts.
    std::unique_ptr<OutgoingMessage> outgoing = {};
    std::unique_ptr<HeldControls> heldControls = {}; //!< until an unfinished frame is complete
    std::optional<QByteArray> heldPong = {}; //!< for the latest ping, while congested
    TimePoint messageBegan = {};
};

//! What the opening handshake agreed on, and permessage-deflate needs between messages.
struct Agreement
{
    QByteArray subprotocol = {};
    std::optional<DeflateParameters> deflate{};
    std::unique_ptr<Deflater> deflater = {};
    std::unique_ptr<Inflater> inflater = {};
    qsizetype minimumBytes = 0;
};

class Connection::Private
{
public:
    Private(std::shared_ptr<const ConnectionOptions> options, ConnectionSink *sink, RandomSource *random,
            BufferPool *buffers);
    ~Private();
    Q_DISABLE_COPY_MOVE(Private)

    // connectionwork.cpp
    Work &work()
    {
        if (!m_work) [[unlikely]]
            beginWork();
        return *m_work;
    }
    void beginWork();
    void endWork(BufferPool *buffers);
    bool isAtRest() const noexcept;
    //! Gives Work back if nothing is under way any more.
    void restIfDone();
    void releaseContexts();
    Agreement &agreement()
    {
        if (!m_agreement)
            m_agreement = std::make_unique<Agreement>();
        return *m_agreement;
    }
    FrameIntake &intake() { return work().intake; }
    FrameSender &sender() { return work().sender; }
    OpeningHandshake *opening() const noexcept { return m_work ? m_work->opening.get() : nullptr; }
    OutgoingMessage *outgoing() const noexcept { return m_work ? m_work->outgoing.get() : nullptr; }

    // connectionreceiving.cpp
    void receive(QByteArrayView bytes, TimePoint now);
    void work(QByteArrayView &bytes, TimePoint now);
    bool hasUnreported() const noexcept;
    void carryOutEnd(TimePoint now);
    void receivePaused(TimePoint now);
    bool mustWait() const noexcept;
    void process(QByteArrayView &bytes, TimePoint now);
    void processFrames(QByteArrayView &bytes, TimePoint now);
    bool deliverMessage();
    void deliverPart(FrameIntake::Event event);
    void handleControl(TimePoint now);

    // connectionsending.cpp
    std::optional<SendResult> refusal(OutgoingInput input) const noexcept;
    SendResult sendControl(Opcode opcode, QByteArrayView payload);
    bool isInsideFrame() const noexcept;
    bool acceptsText(QByteArrayView octets, Utf8Validator &utf8) const;
    SendResult sendMessageFrame(QByteArrayView payload);
    SendResult beginMessageFrame(quint64 length, TimePoint now);
    FrameDataResult sendMessageFrameData(QByteArrayView data, TimePoint now);
    SendResult endMessage();
    void completeFrame(TimePoint now);
    void sendHeldPong();

    // connection.cpp
    void handleKeepalive(TimePoint now);
    bool move(ConnectionInput input);
    //! Calls \a event on the sink unless it is gone; whether it still is there.
    template<typename Event>
    bool report(Event &&event)
    {
        if (m_sink && !event(*m_sink))
            m_sink = nullptr;
        return m_sink != nullptr;
    }

    // connectionfacts.cpp
    void sendAutoPing();
    bool handlePong(const QByteArray &payload, TimePoint now);
    void countOutput();
    TrafficStats &stats();
    void countWork();
    void countPart(FrameIntake::Event event);

    // connectionopening.cpp
    void beginOpening(HttpHeadReader::Kind kind, TimePoint now);
    void processHandshake(QByteArrayView &bytes, TimePoint now);
    void limitEarlyData(TimePoint now);
    void processRequest(const HttpRequestHead &head, TimePoint now);
    void processPlainRequest(const PlainRequest &plain, TimePoint now);
    void processResponse(const HttpResponseHead &head, TimePoint now);
    void accept(const HandshakeAcceptance &acceptance, TimePoint now);
    void reject(const HandshakeRejection &rejection, TimePoint now);
    QByteArray release();
    void failClientHandshake(const HandshakeFailure &failure, TimePoint now);
    void open(const std::optional<DeflateParameters> &deflate, const std::optional<DeflateOptions> &terms,
              const QByteArray &subprotocol, TimePoint now);
    void useDeflate(const DeflateParameters &parameters, const DeflateOptions &terms);

    // connectionclosing.cpp
    void handleCloseFrame(QByteArrayView payload, TimePoint now);
    void answerClose(quint16 code, QByteArrayView reason, TimePoint now);
    void sendClose(quint16 code, QByteArrayView reason);
    void fail(Violation violation, TimePoint now);
    void drop(ClosedBy by, CloseCode code, QByteArrayView reason);
    void startClosing(TimePoint now);
    void endTransport(TransportAction action);
    void handleEof(TimePoint now);
    void handleOpeningTimeout(TimePoint now);
    void handleClosingTimeout();
    void reportTimeout(CloseTimeout timeout);
    void awaitServerDrop(TimePoint now);
    void transportClosed(TransportEnd end, QByteArrayView text);

    const std::shared_ptr<const ConnectionOptions> m_options; //!< shared with connections of the same kind
    ConnectionSink *m_sink;
    FrameObserver *m_observer = nullptr;
    RandomSource *m_random;
    BufferPool *m_buffers;
    Work *m_work = nullptr; //!< nullptr: nothing is under way
    std::unique_ptr<Agreement> m_agreement; //!< nullptr: on nothing
    Keepalive m_keepalive;
    CloseReport m_report;
    //! Of the opening or the closing handshake, whichever is under way.
    TimePoint m_handshakeDeadline = NoDeadline;
    static constexpr TimePoint NoDeadline = TimePoint::min();
    //! What was counted up to the last rest; nullptr: no frame and no message yet.
    std::unique_ptr<TrafficStats> m_stats;
    quint32 m_preopenIncoming = 0; //!< octets; there are no heads of four GiB
    quint32 m_preopenOutgoing = 0;
    ConnectionState m_state = ConnectionState::Connecting;
    TransportAction m_action = TransportAction::None;
    CloseTimeout m_closingTimeout = CloseTimeout::ClosingHandshake; //!< what that deadline then is
    bool m_discarding : 1 = false; //!< nothing that arrives means anything any more
    bool m_receiving : 1 = false;
    bool m_isDelivering : 1 = false; //!< a whole text
    bool m_isPeerGone : 1 = false; //!< nothing is worth pausing for any more
    bool m_isPaused : 1 = false; //!< the application wants no frames now
    bool m_reported : 1 = false; //!< closed() was called
    bool m_isCongested : 1 = false;
    bool m_wasOpen : 1 = false;
};

} // namespace Gantry::Core
