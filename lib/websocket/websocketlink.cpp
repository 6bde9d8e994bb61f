// SPDX-License-Identifier: MIT
// What goes through the engine: calls from the protocol object into it, and its
// events to the hooks. Messages in parts are websocketlinkparts.cpp, the transport's
// side is websocketlinkio.cpp.
#include "websocket/websocketlink.h"

#include "core/handshake/clienthandshake.h"
#include "core/handshake/serverhandshake.h"
#include "websocket/systemrandom.h"
#include "websocket/threadbuffers.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlinkscope.h"

namespace Gantry {

SendResult WebSocketLink::resultOf(Core::SendResult result) noexcept
{
    switch (result) {
    case Core::SendResult::Ok:
        return SendResult::Queued;
    case Core::SendResult::NotOpen:
        return SendResult::NotOpen;
    case Core::SendResult::TooBig:
        return SendResult::TooBig;
    case Core::SendResult::InvalidUtf8:
        return SendResult::InvalidUtf8;
    case Core::SendResult::InvalidCode:
        return SendResult::InvalidCode;
    case Core::SendResult::OutOfOrder:
        return SendResult::OutOfOrder;
    }
    Q_UNREACHABLE();
}

void WebSocketLink::open()
{
    const Scope scope(*this);
    m_protocol->connectionMade();
    if (!m_protocol)
        return;
    const std::shared_ptr<const LinkSettings> settings = m_protocol->linkSettings();
    m_control = OutputControl(settings->outputHighWatermark, settings->outputPolicy);
    setLog(settings->logOctets, settings->logFrames);
    m_pausesReadingWhenFull = settings->pauseReadingWhenFull;
    m_validatesText = settings->engine.validateUtf8;
    Core::ConnectionSink *sink = this; // a private base, which emplace() could not see
    m_engine.emplace(std::shared_ptr<const Core::ConnectionOptions>(settings, &settings->engine), sink,
                     &SystemRandom::ofThisThread(), ThreadBuffers::ofThisThread());
    if (m_isReadingUnwanted)
        m_engine->setPaused(true, now());
    m_transport->start(this);
    if (m_isAborted) {
        m_transport->abort();
        return;
    }
    if (m_hold == Hold::None)
        beginHandshake();
}

void WebSocketLink::startServer()
{
    if (m_isAborted)
        return;
    // The time that TLS took is the client's too.
    m_engine->startServer(WebSocketAdapterProtocolPrivate::of(m_protocol).m_madeAt);
}

void WebSocketLink::startClient(const Core::ClientRequest &request)
{
    if (m_isAborted) // by the hook that made the request
        return;
    m_engine->startClient(request, SystemRandom::ofThisThread().nextHandshakeKey(), now());
}

void WebSocketLink::refuseResponse(const QByteArray &reason)
{
    const Scope scope(*this);
    m_engine->abort(now(), reason);
}

void WebSocketLink::accept(const Core::HandshakeAcceptance &acceptance)
{
    const Scope scope(*this);
    // Frames may have been waiting behind a decision that took its time.
    m_engine->setFrameObserver(frameObserver());
    const QByteArray complaint = m_engine->accept(acceptance, now());
    if (!complaint.isEmpty() && m_protocol)
        WebSocketAdapterProtocolPrivate::of(m_protocol).warn(QString::fromUtf8(complaint));
}

void WebSocketLink::reject(const Core::HandshakeRejection &rejection)
{
    const Scope scope(*this);
    const QByteArray complaint = m_engine->reject(rejection, now());
    if (!complaint.isEmpty() && m_protocol)
        WebSocketAdapterProtocolPrivate::of(m_protocol).warn(QString::fromUtf8(complaint));
}

ReleasedSocket WebSocketLink::releaseSocket()
{
    const Scope scope(*this);
    ReleasedSocket released = m_transport->releaseSocket();
    if (!released.device)
        return {};
    const Core::TimePoint time = now();
    // Only ever called while a request waits, so there is something to give back.
    released.unread.prepend(m_engine->release(time).value_or(QByteArray()));
    WebSocketAdapterProtocolPrivate::of(m_protocol).extras().lostReason = {
        .kind = ConnectionLostReason::Kind::Clean, .text = QStringLiteral("the connection was handed over")};
    m_isAborted = true;
    m_engine->transportClosed(Core::TransportEnd::Clean, {}, time);
    return released;
}

void WebSocketLink::receive(QByteArrayView bytes)
{
    if (!m_engine)
        return;
    if (!m_isHandshakeBegun) {
        abort(QStringLiteral("the peer spoke before the opening handshake"));
        return;
    }
    const Scope scope(*this);
    m_engine->setFrameObserver(frameObserver());
    m_engine->receive(bytes, now());
}

SendResult WebSocketLink::sendMessage(const QByteArray &payload, bool isBinary, SendOptions options,
                                      bool isKnownText)
{
    if (state() != Core::ConnectionState::Open)
        return SendResult::NotOpen;
    if (m_engine->isInsideMessage()) // and what is held would have to wait for its end
        return SendResult::OutOfOrder;
    switch (admit(payload.size())) {
    case Admission::Send:
        break;
    case Admission::Hold:
        return hold({.payload = payload, .isBinary = isBinary, .options = options}, isKnownText);
    case Admission::Refuse:
        return SendResult::Dropped;
    }
    const auto result = sendNow(payload, isBinary, options, isKnownText);
    return result == Core::SendResult::Ok ? taken() : resultOf(result);
}

Core::SendResult WebSocketLink::sendNow(const QByteArray &payload, bool isBinary, SendOptions options,
                                        bool isKnownText)
{
    m_engine->setFrameObserver(frameObserver());
    const auto result =
        m_engine->sendMessage(payload, isBinary, options.doNotCompress, options.fragmentSize, isKnownText);
    if (result == Core::SendResult::Ok) {
        ++m_messagesSent;
        tapMessage(Tap::Direction::Sent, payload, isBinary);
    }
    return result;
}

SendResult WebSocketLink::sendPing(const QByteArray &payload)
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    const auto result = m_engine->sendPing(payload, now());
    settleLater();
    return resultOf(result);
}

SendResult WebSocketLink::sendPong(const QByteArray &payload)
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    const auto result = m_engine->sendPong(payload, now());
    settleLater();
    return resultOf(result);
}

SendResult WebSocketLink::close(quint16 code, const QByteArray &reason)
{
    if (!m_engine)
        return SendResult::NotOpen;
    const Scope scope(*this);
    m_engine->setFrameObserver(frameObserver());
    sendHeld(true);
    return resultOf(m_engine->close(code, reason, now()));
}

void WebSocketLink::abort(const QString &reason)
{
    if (std::exchange(m_isAborted, true))
        return;
    const Scope scope(*this);
    if (!reason.isEmpty())
        passing().abortReason = reason;
    if (m_engine && reason.isEmpty())
        m_engine->abort(now());
    if (m_engine)
        m_transport->abort();
}

bool WebSocketLink::requestReceived(const Core::HandshakeRequest &request)
{
    m_opening.received(request);
    m_protocol->processRequest(request);
    return m_protocol != nullptr;
}

bool WebSocketLink::plainRequestReceived(const Core::PlainRequest &request)
{
    m_opening.received(request);
    m_protocol->processPlainRequest(request);
    return m_protocol != nullptr;
}

bool WebSocketLink::responseReceived(const Core::HandshakeResponse &response)
{
    m_opening.received(response);
    m_protocol->processResponse(response);
    return m_protocol != nullptr;
}

bool WebSocketLink::opened()
{
    collectOutput();
    reportOpening();
    updateState();
    if (m_protocol)
        WebSocketAdapterProtocolPrivate::of(m_protocol).announceOpen();
    return m_protocol != nullptr;
}

bool WebSocketLink::messageReceived(const QByteArray &payload, bool isBinary)
{
    tapMessage(Tap::Direction::Received, payload, isBinary);
    trackMessage();
    m_protocol->handleMessage(payload, isBinary);
    return m_protocol != nullptr;
}

bool WebSocketLink::pingReceived(const QByteArray &payload)
{
    m_protocol->handlePing(payload);
    return m_protocol != nullptr;
}

bool WebSocketLink::pongReceived(const QByteArray &payload)
{
    m_protocol->handlePong(payload);
    return m_protocol != nullptr;
}

//! The state as the engine has it, told when it is another than before.
void WebSocketLink::updateState()
{
    if (!m_engine || !m_protocol || m_state == m_engine->state())
        return;
    m_state = m_engine->state();
    tapState(m_state);
    WebSocketAdapterProtocolPrivate::of(m_protocol).setState(m_state);
}

//! Both heads are known, or as much of them as will ever be.
void WebSocketLink::reportOpening()
{
    if (std::exchange(m_isOpeningReported, true) || !m_protocol)
        return;
    const bool opensSomething = m_opening.hasRequestLine();
    m_opening.putAway(WebSocketAdapterProtocolPrivate::of(m_protocol).requestedUrl(m_opening.hostAndTarget()),
                      m_engine->subprotocol());
    if (opensSomething)
        tapOpened();
}

Tap::OpenRecord WebSocketLink::opening() const
{
    const OpeningHeads heads = m_opening.heads();
    return {.role = m_engine->role(),
            .url = heads.url,
            .peer = WebSocketAdapterProtocolPrivate::of(m_protocol).peer().toUtf8(),
            .requestLine = heads.requestLine,
            .request = heads.request,
            .statusLine = heads.statusLine,
            .response = heads.response,
            .subprotocol = heads.subprotocol,
            .extensions = heads.extensions()};
}

} // namespace Gantry
