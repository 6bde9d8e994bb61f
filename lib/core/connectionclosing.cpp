// SPDX-License-Identifier: MIT
// RFC 6455 section 7: every way to the end of a connection. The server ends the
// transport first (section 7.1.1) and after its last octet only its own direction,
// so that what it said is not lost to a reset; the deadline bounds the rest.
#include "core/connection_p.h"
#include "core/message/utf8validator.h"

#include <QtCore/QtEndian>

namespace Gantry::Core {

void Connection::Private::handleCloseFrame(QByteArrayView payload, TimePoint now)
{
    quint16 code = quint16(CloseCode::NoStatus);
    if (payload.size() == 1)
        return fail(Violation::CloseFrameOneOctet, now);
    if (payload.size() >= 2) {
        code = qFromBigEndian<quint16>(payload.data());
        payload = payload.sliced(2);
        if (!isReceivableCloseCode(code))
            return fail(Violation::CloseCodeInvalid, now);
        if (!isValidUtf8(payload))
            return fail(Violation::CloseReasonInvalidUtf8, now);
    }
    m_report.closeReceived(code, payload);
    m_discarding = true;
    const QByteArray reason = payload.toByteArray();
    if (!report([&](ConnectionSink &sink) { return sink.closeFrameReceived(code, reason); }))
        return;
    // The application may have closed or aborted on what it saw.
    if (m_state == ConnectionState::Open)
        answerClose(code, reason, now);
    else
        move(ConnectionInput::CloseReceived);
    if (m_options->role == Role::Server)
        endTransport(TransportAction::CloseGracefully);
    else
        awaitServerDrop(now);
}

//! RFC 6455 section 7.1.1: the server ends the transport, and a client "SHOULD wait for
//! the server to close the connection but MAY close the connection at any time".
void Connection::Private::awaitServerDrop(TimePoint now)
{
    if (!m_report.wasClean() || m_state != ConnectionState::Closing
        || m_options->serverConnectionDropTimeout.count() <= 0)
        return;
    const TimePoint deadline = later(now, m_options->serverConnectionDropTimeout);
    if (m_handshakeDeadline != NoDeadline && m_handshakeDeadline <= deadline)
        return;
    m_handshakeDeadline = deadline;
    m_closingTimeout = CloseTimeout::ServerConnectionDrop;
}

void Connection::Private::answerClose(quint16 code, QByteArrayView reason, TimePoint now)
{
    if (isInsideFrame()) {
        // Whatever is sent now would be taken for that frame's payload.
        m_report.ended(ClosedBy::Remote, CloseCode::Abnormal,
                       "the peer closed while a frame was being sent to it");
        endTransport(TransportAction::CloseGracefully);
        move(ConnectionInput::CloseAnswered);
        startClosing(now);
        return;
    }
    // RFC 6455 section 5.5.1: "When sending a Close frame in response, the endpoint
    // typically echos the status code it received."
    const bool hasCode = code != quint16(CloseCode::NoStatus);
    sendClose(hasCode ? code : 0, m_options->echoCloseCodeReason ? reason : QByteArrayView());
    move(ConnectionInput::CloseAnswered);
    startClosing(now);
}

void Connection::Private::sendClose(quint16 code, QByteArrayView reason)
{
    QByteArray payload;
    if (code != 0) {
        payload.resize(2);
        qToBigEndian(code, payload.data());
        payload.append(reason);
    }
    sender().sendControl(Opcode::Close, payload, m_observer);
    m_report.closeSent(code, reason);
}

void Connection::Private::fail(Violation violation, TimePoint now)
{
    const ViolationInfo &info = violationInfo(violation);
    QByteArray reason = info.text.toByteArray();
    // Past a limit the peer is told which one it was.
    if (violation == Violation::FrameTooBig)
        reason += " (maxFrameBytes " + QByteArray::number(m_options->limits.maxFrameBytes) + ')';
    else if (violation == Violation::MessageTooBig)
        reason += " (maxMessageBytes " + QByteArray::number(m_options->limits.maxMessageBytes) + ')';

    m_report.ruleBroken(violation);
    m_report.ended(ClosedBy::Local, info.closeCode, reason);
    m_discarding = true;
    if (m_options->failByDrop) {
        move(ConnectionInput::Dropped);
        endTransport(TransportAction::Abort);
        return;
    }
    // While closing there is nothing left to say, and the deadline that runs stays.
    if (m_state == ConnectionState::Open) {
        if (!isInsideFrame()) // it would be taken for that frame's payload
            sendClose(quint16(info.closeCode), truncatedCloseReason(reason));
        move(ConnectionInput::Failed);
        startClosing(now);
    }
    endTransport(TransportAction::CloseGracefully);
}

void Connection::Private::drop(ClosedBy by, CloseCode code, QByteArrayView reason)
{
    m_report.ended(by, code, reason);
    work().opening.reset(); // a decision that comes after this decides nothing
    m_discarding = true;
    move(ConnectionInput::Dropped);
    endTransport(TransportAction::Abort);
}

void Connection::Private::startClosing(TimePoint now)
{
    m_report.setPhase(ClosePhase::Closing);
    intake().ignoreMessages();
    m_isPaused = false; // the peer's close frame is waited for
    if (m_options->closeHandshakeTimeout.count() <= 0)
        m_handshakeDeadline = NoDeadline;
    else if (m_state == ConnectionState::Closing)
        m_handshakeDeadline = later(now, m_options->closeHandshakeTimeout);
}

void Connection::Private::endTransport(TransportAction action)
{
    if (action > m_action)
        m_action = action;
}

void Connection::Private::handleEof(TimePoint now)
{
    if (m_state == ConnectionState::Connecting) {
        m_report.ended(ClosedBy::Remote, CloseCode::Abnormal,
                       "the peer ended the opening handshake half way");
        work().opening.reset();
        move(ConnectionInput::HandshakeFailed);
        startClosing(now);
    } else if (m_state == ConnectionState::Open) {
        // Half a connection is of no use to WebSocket: without a close frame this is
        // the end, and not a clean one.
        m_report.ended(ClosedBy::Remote, CloseCode::Abnormal,
                       "the peer ended the connection without a close frame");
        move(ConnectionInput::Failed);
        startClosing(now);
    }
    m_discarding = true;
    endTransport(TransportAction::CloseGracefully);
}

void Connection::Private::handleOpeningTimeout(TimePoint now)
{
    m_handshakeDeadline = NoDeadline;
    m_report.timedOut(CloseTimeout::OpeningHandshake);
    // Our own application taking too long is not the client's fault, and it is told so.
    if (opening() && opening()->awaitsDecision)
        reject({.status = 503}, now);
    else
        drop(ClosedBy::Local, CloseCode::Abnormal, "the opening handshake took too long");
    reportTimeout(CloseTimeout::OpeningHandshake);
}

void Connection::Private::handleClosingTimeout()
{
    m_handshakeDeadline = NoDeadline;
    // A peer that was refused and stays is no matter of the closing handshake.
    if (m_wasOpen)
        m_report.timedOut(m_closingTimeout);
    drop(ClosedBy::Local, CloseCode::Abnormal, "the closing handshake took too long");
    if (m_wasOpen)
        reportTimeout(m_closingTimeout);
}

void Connection::Private::reportTimeout(CloseTimeout timeout)
{
    report([timeout](ConnectionSink &sink) { return sink.timedOut(timeout); });
}

void Connection::Private::transportClosed(TransportEnd end, QByteArrayView text)
{
    work().opening.reset();
    m_discarding = true;
    move(ConnectionInput::TransportClosed);
    endTransport(TransportAction::Abort);
    if (m_reported)
        return;
    m_reported = true;
    const CloseInfo info = m_report.finish(end, text);
    report([&](ConnectionSink &sink) { return sink.closed(info); });
}

} // namespace Gantry::Core
