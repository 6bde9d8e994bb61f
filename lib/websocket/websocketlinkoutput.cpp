// SPDX-License-Identifier: MIT
// What happens when a peer reads more slowly than is sent to it: the watermark, the
// policy, producers; and the other direction, pausing what is read.
#include "websocket/websocketlink.h"

#include "core/message/utf8validator.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlinkscope.h"

namespace Gantry {

namespace {

// How often a pull producer is asked in one turn of the event loop, so that a fast peer
// does not keep the loop from everybody else.
constexpr int PullsPerTurn = 64;

} // namespace

//! How much waits there, which only ever becomes less by itself.
qint64 WebSocketLink::lookAtTransport()
{
    if (m_waiting > 0)
        m_waiting = m_transport->bytesToWrite();
    return m_waiting;
}

//! The part of bytesToWrite() that has been framed.
qint64 WebSocketLink::framedOctets()
{
    const qsizetype inEngine = m_engine ? m_engine->outputSize() : 0;
    return inEngine + collected() + lookAtTransport();
}

qint64 WebSocketLink::bytesToWrite() const
{
    const qsizetype inEngine = m_engine ? m_engine->outputSize() : 0;
    return inEngine + collected() + m_transport->bytesToWrite() + m_control.heldOctets();
}

//! Whether a message of \a size octets may be framed now. Refuse may have closed the
//! connection, and a slot deleted this.
WebSocketLink::Admission WebSocketLink::admit(qint64 size)
{
    using Verdict = OutputControl::Verdict;
    if (m_control.sendsAll())
        return Admission::Send;
    Verdict verdict = m_control.judge(framedOctets(), size);
    if (verdict == Verdict::Send)
        return Admission::Send;
    flush(); // what the system takes waits no more
    verdict = m_control.judge(framedOctets(), size);
    switch (verdict) {
    case Verdict::Send:
        return Admission::Send;
    case Verdict::Hold:
        return Admission::Hold;
    case Verdict::Drop:
    case Verdict::Close:
        break;
    }
    m_control.drop(size);
    settleLater(); // which tells
    if (verdict == Verdict::Close)
        (void)close(quint16(CloseCode::PolicyViolation), "outputHighWatermark is reached");
    else if (!m_control.isLow(framedOctets()))
        (void)full(); // just below the mark too: whoever was refused waits for drained()
    return Admission::Refuse;
}

SendResult WebSocketLink::hold(OutputControl::Message message, bool isKnownText)
{
    // Later there will be nobody to tell.
    if (!isKnownText && !message.isBinary && m_validatesText && !Core::isValidUtf8(message.payload))
        return SendResult::InvalidUtf8;
    const bool hadRoom = m_control.hold(std::move(message), framedOctets());
    settleLater();
    return hadRoom ? taken() : full();
}

//! Something was taken for sending, and it may be too much: the answer for its sender.
SendResult WebSocketLink::takenPastMark()
{
    if (!m_control.isHigh(bytesToWrite()))
        return SendResult::Queued;
    flush();
    return m_control.isHigh(bytesToWrite()) ? full() : SendResult::Queued;
}

SendResult WebSocketLink::full()
{
    if (!std::exchange(m_isFull, true) && m_protocol) {
        const Scope scope(*this, Scope::Settle::Later);
        WebSocketAdapterProtocolPrivate::of(m_protocol).extras().producer.pause();
    }
    return SendResult::Full;
}

//! Frames what was held, as far as there is room for it or, with \a all, to its end.
void WebSocketLink::sendHeld(bool all)
{
    while (auto message = m_control.next(framedOctets(), all))
        message->prepared ? sendNow(*message->prepared)
                          : sendNow(message->payload, message->isBinary, message->options, true);
}

//! Says how much has left since the last time. Whether a slot deleted the protocol, and
//! this may be gone.
bool WebSocketLink::tellWritten()
{
    // What an abort throws away has not left.
    if (m_isAborted || (m_engine->state() == Core::ConnectionState::Closed && !m_isLingering))
        return false;
    // TLS counts what it made of our octets, which may be more than we gave it.
    const qint64 octets = m_untold - m_waiting;
    if (octets <= 0)
        return false;
    m_untold = m_waiting;
    if (!WebSocketAdapterProtocolPrivate::of(m_protocol).m_isWrittenHeard.load(std::memory_order_relaxed))
        return false;
    // Calls from a slot see to their own consequences.
    const Scope scope(*this, Scope::Settle::Never);
    Q_EMIT m_protocol->bytesWritten(octets);
    return m_protocol == nullptr;
}

//! Tells what has changed about the output since the last time; reaches slots.
void WebSocketLink::tellOutput()
{
    if (tellWritten())
        return;
    if (m_control.hasLoss() && m_state != Core::ConnectionState::Closed) {
        const Scope scope(*this);
        const auto loss = m_control.takeLoss();
        Q_EMIT m_protocol->messagesDropped(loss.count, loss.octets);
        return; // and the rest when the scope ends
    }
    if (m_engine->state() == Core::ConnectionState::Closed)
        return; // nobody is to go on
    if (m_isFull && (!m_control.isBounded() || m_control.isLow(bytesToWrite()))) {
        const Scope scope(*this);
        m_isFull = false;
        Q_EMIT m_protocol->drained();
        if (m_protocol && !m_isFull)
            WebSocketAdapterProtocolPrivate::of(m_protocol).extras().producer.resume();
        return;
    }
    if (WebSocketAdapterProtocolPrivate::of(m_protocol).isPulled())
        pullLater();
}

void WebSocketLink::producerCame()
{
    m_isPullIdle = false;
    settleLater();
    if (!m_isFull)
        return;
    const Scope scope(*this, Scope::Settle::Later);
    WebSocketAdapterProtocolPrivate::of(m_protocol).extras().producer.pause();
}

void WebSocketLink::pullLater()
{
    if (m_isPullIdle || !m_control.isLow(bytesToWrite()) || std::exchange(m_isPullQueued, true))
        return;
    // The protocol takes the call with it when it goes; but moved to another thread it
    // lives on without this.
    QMetaObject::invokeMethod(
        m_protocol,
        [protocol = m_protocol] {
            if (const auto &link = WebSocketAdapterProtocolPrivate::of(protocol).m_link) {
                link->m_isPullQueued = false;
                link->pull();
            }
        },
        Qt::QueuedConnection);
}

void WebSocketLink::pull()
{
    if (m_state != Core::ConnectionState::Open)
        return;
    const Scope scope(*this); // which asks for more, if this brought something
    for (int i = 0; i < PullsPerTurn && m_protocol && m_control.isLow(bytesToWrite()); ++i) {
        const quint32 before = m_messagesSent;
        WebSocketAdapterProtocolPrivate::of(m_protocol).extras().producer.pull();
        m_isPullIdle = before == m_messagesSent;
        if (m_isPullIdle)
            return;
        if (!m_control.isBounded())
            flush(); // so that there is room as long as the system takes it
    }
}

//! A peer that sends what wants an answer and does not read the answers is read from
//! no more until it does: RFC 6455 knows no other brake than TCP's.
void WebSocketLink::throttleReading()
{
    if (m_isEnding)
        return;
    if (m_pausesReadingWhenFull) {
        m_isThrottled = m_control.isBounded()
            && (m_isThrottled ? !m_control.isLow(m_waiting) : m_control.isHigh(m_waiting));
    }
    // The handshakes are not held up by an application that wants no messages yet.
    const bool isOpen = m_engine->state() == Core::ConnectionState::Open;
    const bool pause = m_isThrottled || (m_isReadingUnwanted && isOpen);
    if (std::exchange(m_isReadingPaused, pause) != pause)
        m_transport->setReadingPaused(pause);
}

void WebSocketLink::setOutputHighWatermark(qint64 octets)
{
    m_control.setHighWatermark(octets);
    if (m_state != Core::ConnectionState::Closed)
        settleLater(); // the old one may be what somebody waits for
}

void WebSocketLink::setReadingPaused(bool paused)
{
    if (std::exchange(m_isReadingUnwanted, paused) == paused || !m_engine)
        return;
    const Scope scope(*this);
    m_engine->setPaused(paused, std::chrono::steady_clock::now());
}

} // namespace Gantry
