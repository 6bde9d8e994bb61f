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

//! Control frames that wait for the end of a frame.
struct HeldControls
{
    bool isKeepaliveDue = false;
    std::optional<QByteArray> ping = {};
    std::optional<QByteArray> pong = {};
};

class Connection::Private
{
public:
    Private(const ConnectionOptions &options, ConnectionSink *sink, RandomSource *random,
            BufferPool *buffers);

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
    bool isDelivered(const QByteArray &text) const noexcept;
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
    void countOutput() noexcept;
    void countPart(FrameIntake::Event event) noexcept;

    // connectionopening.cpp
    void beginOpening(HttpHeadReader::Kind kind, TimePoint now);
    void processHandshake(QByteArrayView &bytes, TimePoint now);
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

    const ConnectionOptions m_options;
    ConnectionSink *m_sink;
    FrameObserver *m_observer = nullptr;
    ConnectionState m_state = ConnectionState::Connecting;
    TransportAction m_action = TransportAction::None;
    bool m_discarding = false; //!< nothing that arrives means anything any more
    bool m_receiving = false;
    bool m_isDelivering = false; //!< a whole text
    //! The peer's end came while an event kept octets before it waiting.
    struct PendingEnd
    {
        bool isEof = false;
        std::optional<TransportEnd> closed{}; //!< and the transport is gone, too
        QByteArray text = {};
    };
    std::optional<PendingEnd> m_pendingEnd;
    const QByteArrayView *m_current = nullptr; //!< what receive() is working off
    bool m_isPeerGone = false; //!< nothing is worth pausing for any more
    bool m_isPaused = false; //!< the application wants no frames now
    bool m_reported = false; //!< closed() was called
    std::unique_ptr<OpeningHandshake> m_opening;
    FrameIntake m_intake;
    FrameSender m_sender;
    Keepalive m_keepalive;
    CloseReport m_report;
    //! Of the opening or the closing handshake, whichever is under way.
    std::optional<TimePoint> m_handshakeDeadline;
    CloseTimeout m_closingTimeout = CloseTimeout::ClosingHandshake; //!< what that deadline then is
    QByteArray m_pending; //!< came inside an event, before the decision or while paused
    std::optional<DeflateParameters> m_deflate;
    QByteArray m_subprotocol;
    std::optional<QByteArray> m_heldPong; //!< for the latest ping, while congested
    bool m_isCongested = false;
    //! The message that is being sent in parts.
    std::unique_ptr<OutgoingMessage> m_outgoing;
    std::unique_ptr<HeldControls> m_heldControls; //!< until an unfinished frame is complete
    RandomSource *m_random;
    //! Octets alone; frames and messages are counted where they pass.
    TrafficStats m_stats;
    qsizetype m_countedOutput = 0; //!< of what waits to be taken
    TimePoint m_messageBegan;
    bool m_wasOpen = false;
};

} // namespace Gantry::Core
