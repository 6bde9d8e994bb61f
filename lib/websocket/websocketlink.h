// SPDX-License-Identifier: MIT
// Joins one engine to one transport and to the protocol object that speaks for them.
// It is apart from the protocol because it must survive it: a slot may delete the
// protocol while the engine and the transport are still on the stack.
#pragma once

#include "core/connection.h"
#include "websocket/closetypes.h"
#include "websocket/deadlinequeue.h"
#include "websocket/looptasks.h"
#include "websocket/openingrecord.h"
#include "websocket/outputcontrol.h"
#include "websocket/tapconnection.h"
#include "websocket/transport/transport.h"

namespace Gantry {

class PreparedMessage;
class WebSocketAdapterProtocol;
struct FrameParameters;

//! What a role's options mean for the link.
struct LinkSettings
{
    Core::ConnectionOptions engine;
    qint64 outputHighWatermark = 0; //!< octets; 0: none
    OutputPolicy outputPolicy = OutputPolicy::Queue;
    bool pauseReadingWhenFull = false;
    bool logOctets = false;
    bool logFrames = false;
};

class WebSocketLink final : private Core::ConnectionSink,
                            private TransportSink,
                            private TapConnection,
                            private DeadlineClient,
                            private LoopTask
{
public:
    WebSocketLink(WebSocketAdapterProtocol *protocol, quint64 number, std::unique_ptr<Transport> transport);
    ~WebSocketLink();
    //! The protocol is being destroyed: aborts, and goes as soon as nothing of this is
    //! on the stack any more.
    static void release(std::unique_ptr<WebSocketLink> link);

    //! Begins: connectionMade(), then the role's handshake.
    void open();
    void startServer();
    void startClient(const Core::ClientRequest &request);
    //! The application does not want what the server accepted.
    void refuseResponse(const QByteArray &reason);
    void accept(const Core::HandshakeAcceptance &acceptance);
    void reject(const Core::HandshakeRejection &rejection);
    //! Gives the connection away, with every octet that came, while a request waits for
    //! an answer; the protocol is told that it is over. Without a device, and without
    //! effect, when that cannot be.
    ReleasedSocket releaseSocket();

    // Before the opening handshake, see websocketlinkraw.cpp. false: too late, or it is
    // over.
    bool holdHandshake();
    bool continueHandshake();
    bool startTls(const QSslConfiguration &configuration, const QString &host);
    bool writeRaw(const QByteArray &octets);

    void receive(QByteArrayView bytes);
    //! \a isKnownText: a text that is known to be UTF-8.
    SendResult sendMessage(const QByteArray &payload, bool isBinary, SendOptions options,
                           bool isKnownText = false);
    SendResult sendPreparedMessage(const PreparedMessage &message);
    SendResult beginMessage(bool isBinary, SendOptions options);
    SendResult sendMessageFrame(const QByteArray &payload);
    SendResult beginMessageFrame(qint64 length);
    FrameDataResult sendMessageFrameData(const QByteArray &data);
    SendResult endMessage();
    SendResult sendFrame(const FrameParameters &frame);
    SendResult sendData(const QByteArray &octets, qsizetype chopSize);
    SendResult sendPing(const QByteArray &payload);
    SendResult sendPong(const QByteArray &payload);
    SendResult close(quint16 code, const QByteArray &reason);
    //! \a reason is what onClose() will say.
    void abort(const QString &reason = {});
    //! Ends the transport in order, but without a close frame.
    void endTransport();

    void setReadingPaused(bool paused);
    void setOutputHighWatermark(qint64 octets);
    //! A producer was registered: it is paused, or asked for something, in its time.
    void producerCame();

    //! As it is now; stateChanged() follows when the call that changed it is over.
    Core::ConnectionState state() const noexcept { return m_engine ? m_engine->state() : m_state; }
    qint64 bytesToWrite() const;
    QByteArray serverCertificate() const { return m_transport->serverCertificate(); }
    OpeningHeads openingHeads() const { return m_opening.heads(); }
    QByteArray subprotocol() const { return m_engine ? m_engine->subprotocol() : QByteArray(); }
    Core::TrafficStats trafficStats() const;
    void resetTrafficStats();
    QList<std::chrono::nanoseconds> roundTrips() const;
    //! Whether \a text is the one that is being reported, and is known to be UTF-8.
    bool isJudged(const QByteArray &text) const noexcept { return m_engine && m_engine->isJudged(text); }
    //! Whether the options have taken effect.
    bool hasEngine() const noexcept { return m_engine.has_value(); }

private:
    static Core::TimePoint now() noexcept { return std::chrono::steady_clock::now(); }
    class Scope;
    void leave(bool settlesNow, bool settlesLater);

    // Core::ConnectionSink
    bool requestReceived(const Core::HandshakeRequest &request) override;
    bool plainRequestReceived(const Core::PlainRequest &request) override;
    bool responseReceived(const Core::HandshakeResponse &response) override;
    bool opened() override;
    bool messageReceived(const QByteArray &payload, bool isBinary) override;
    bool messageBegan(bool isBinary) override;
    bool frameReceived(const QByteArray &payload) override;
    bool frameBegan(quint64 length) override;
    bool frameData(const QByteArray &payload) override;
    bool frameEnded() override;
    bool messageEnded() override;
    bool pingReceived(const QByteArray &payload) override;
    bool pongReceived(const QByteArray &payload) override;
    bool autoPongReceived(quint64 sequence, std::chrono::nanoseconds roundTrip) override;
    bool closeFrameReceived(quint16 code, const QByteArray &reason) override;
    bool timedOut(Core::CloseTimeout timeout) override;
    bool closed(const Core::CloseInfo &info) override;
    // TransportSink
    void bytesReceived(QByteArrayView bytes) override;
    void comesUp(int turns) noexcept override;
    void bytesWritten() override;
    void peerEnded() override;
    void tlsStarted() override;
    void transportClosed(Core::TransportEnd end, const QString &text) override;
    // TapConnection
    void logOctets(Tap::Direction direction, QByteArrayView octets) override;
    void logFrame(Tap::Direction direction, const Core::FrameHeader &header, QByteArrayView payload) override;
    Tap::OpenRecord opening() const override;
    // DeadlineClient, LoopTask
    void deadlineReached(Core::TimePoint now) override;
    void turnEnds() override;

    // Sent in one turn of the event loop, beyond which it is handed to the transport
    // without waiting for the turn's end, so that the network need not wait either.
    static constexpr qsizetype FlushAtOnceBytes = 64 * 1024;

    static SendResult resultOf(Core::SendResult result) noexcept;
    SendResult sent(Core::SendResult result);
    SendResult sentRaw(Core::SendResult result, qsizetype chopSize);
    void beginHandshake();
    bool mayBeRaw() const noexcept { return !m_isHandshakeBegun && !m_isAborted && m_protocol; }
    void waitBeforeHandshake();
    void settleLater()
    {
        if (m_protocol)
            LoopTasks::add(this);
        if (m_engine && m_engine->outputSize() > FlushAtOnceBytes)
            flush();
    }
    void settle();
    void collectOutput();
    void flush();
    void write(QByteArray &&octets);
    bool isEndAsked() const;
    void finishTransport(QByteArray &&last);
    void endTransportAsAsked();

    // websocketlinkoutput.cpp
    enum class Admission : quint8 { Send, Hold, Refuse };
    qint64 framedOctets();
    qint64 lookAtTransport();
    Admission admit(qint64 size);
    Core::SendResult sendNow(const QByteArray &payload, bool isBinary, SendOptions options, bool isKnownText);
    Core::SendResult sendNow(const PreparedMessage &message);
    SendResult hold(OutputControl::Message message, bool isKnownText);
    SendResult taken()
    {
        settleLater();
        if (!m_control.isHigh(m_waiting + collected() + m_control.heldOctets() + m_engine->outputSize()))
            [[likely]]
            return SendResult::Queued;
        return takenPastMark();
    }
    SendResult takenPastMark();
    SendResult full();
    void sendHeld(bool all = false);
    void tellOutput();
    bool tellWritten();
    void pullLater();
    void pull();
    void throttleReading();

    void watchDeadline();
    void updateState();
    void reportOpening();
    void trackMessage();

    int m_depth = 0; //!< calls of ours that are on the stack
    WebSocketAdapterProtocol *m_protocol; //!< nullptr once it is gone
    std::unique_ptr<Transport> m_transport;
    std::optional<Core::Connection> m_engine; //!< from open() on
    OpeningRecord m_opening;
    //! What few connections have, and those not for long.
    struct Passing
    {
        QByteArray output = {}; //!< taken from the engine, not yet given to the transport
        QString abortReason = {};
        std::optional<Core::TimePoint> lingerDeadline{}; //!< after endTransport(); none: for ever
        std::optional<Core::TimePoint> holdDeadline{}; //!< of what comes before the opening handshake
        bool isEmpty() const noexcept
        {
            return output.isEmpty() && abortReason.isEmpty() && !lingerDeadline && !holdDeadline;
        }
    };
    Passing &passing()
    {
        if (!m_passing)
            m_passing = std::make_unique<Passing>();
        return *m_passing;
    }
    qsizetype collected() const noexcept { return m_passing ? m_passing->output.size() : 0; }
    std::unique_ptr<Passing> m_passing;
    OutputControl m_control;
    qint64 m_waiting = 0; //!< octets in the transport: what it said last and was given since
    qint64 m_untold = 0; //!< octets that it was given and bytesWritten() has not told of
    quint32 m_messagesSent = 0; //!< only compared with what it was
    Core::ConnectionState m_state = Core::ConnectionState::Connecting;
    bool m_isReadingPaused = false; //!< the transport's is
    bool m_isReadingUnwanted = false; //!< the application's wish
    bool m_isThrottled = false; //!< the peer does not take what it asked for
    bool m_pausesReadingWhenFull = false;
    bool m_validatesText = true;
    bool m_isFull = false; //!< until drained() is emitted
    bool m_isPullQueued = false;
    bool m_isPullIdle = false; //!< the pull producer had nothing, and nothing happened since
    bool m_isAborted = false;
    bool m_isEnding = false; //!< the transport was told to end gracefully
    bool m_isLingering = false; //!< endTransport(): the engine is out of it
    bool m_isTimedOut = false;
    bool m_isOpeningReported = false;
    bool m_isHeadSent = false;
    bool m_isHandshakeBegun = false;
    //! What the opening handshake waits for.
    enum class Hold : quint8 { None, Application, Tls } m_hold = Hold::None;
};

} // namespace Gantry
