// SPDX-License-Identifier: MIT
// What arrives once the connection is up: octets in their order, the events they lead
// to, and the answers that the engine gives by itself.
#include "core/connection_p.h"

namespace Gantry::Core {

void Connection::Private::receive(QByteArrayView bytes, TimePoint now)
{
    m_keepalive.heard(now);
    if (m_discarding)
        return;
    // Called from inside an event, or while the application is making up its mind:
    // octets keep their order by waiting.
    if (m_receiving || !work().pending.isEmpty()) {
        work().pending.append(bytes);
        if (m_receiving)
            return;
        bytes = {};
    }
    m_receiving = true;
    sender().output().expect(bytes.size()); // answers are about as long as what they answer
    work(bytes, now);
    if (!bytes.isEmpty()) [[unlikely]] // an event paused, or ended it all
        work().pending.prepend(bytes);
    while (!work().pending.isEmpty() && !m_discarding && !mustWait()) {
        const QByteArray pending = std::exchange(work().pending, QByteArray());
        QByteArrayView view = pending;
        work(view, now);
        work().pending.prepend(view);
    }
    m_receiving = false;
    sender().output().expect(0);
    if (m_work->pendingEnd) [[unlikely]]
        carryOutEnd(now);
    restIfDone();
}

void Connection::Private::work(QByteArrayView &bytes, TimePoint now)
{
    work().current = &bytes;
    process(bytes, now);
    work().current = nullptr;
}

//! Whether the end that is told from inside an event has octets before it that are not
//! worked off. They come first: this returns to them when the event is over.
bool Connection::Private::hasUnreported() const noexcept
{
    return m_receiving && !m_discarding && m_work
        && ((m_work->current && !m_work->current->isEmpty()) || !m_work->pending.isEmpty()
            || m_work->intake.hasEventLeft());
}

void Connection::Private::carryOutEnd(TimePoint now)
{
    const PendingEnd end = *std::exchange(work().pendingEnd, std::nullopt);
    receivePaused(now);
    if (end.isEof)
        handleEof(now);
    if (end.closed)
        transportClosed(*end.closed, end.text);
}

//! Whether what has arrived may not be looked at yet.
bool Connection::Private::mustWait() const noexcept
{
    return opening() ? opening()->awaitsDecision : m_isPaused;
}

//! The peer's end has come: what it said before is reported first, paused or not.
void Connection::Private::receivePaused(TimePoint now)
{
    m_isPaused = false;
    // A frame that is handed out in parts may have events left without any octet.
    if (!m_receiving && m_work && (!m_work->pending.isEmpty() || m_work->intake.hasEventLeft()))
        receive({}, now);
}

void Connection::Private::process(QByteArrayView &bytes, TimePoint now)
{
    if (opening())
        processHandshake(bytes, now);
    if (!opening() && !m_discarding)
        processFrames(bytes, now);
}

void Connection::Private::processFrames(QByteArrayView &bytes, TimePoint now)
{
    while ((!bytes.isEmpty() || intake().hasEventLeft()) && !m_discarding && !m_isPaused) {
        const qsizetype before = bytes.size();
        const FrameIntake::Event event = intake().next(bytes, m_observer);
        stats().incomingOctetsWireLevel += quint64(before - bytes.size());
        if (intake().takeMessageBegun())
            work().messageBegan = now;
        switch (event) {
        case FrameIntake::Event::NeedMore:
            return;
        case FrameIntake::Event::Message:
            if (!deliverMessage())
                return;
            break;
        case FrameIntake::Event::Control:
            handleControl(now);
            break;
        case FrameIntake::Event::Violation:
            fail(intake().violation(), now);
            break;
        default:
            deliverPart(event);
            break;
        }
    }
}

bool Connection::Private::deliverMessage()
{
    // The byte array is handed out as it is: a receiver that keeps it shares it, and
    // the assembler then takes a new buffer instead of writing into that one.
    intake().counts().countMessage(intake().message().size());
    m_isDelivering = !intake().isBinary();
    const bool alive = report([this](ConnectionSink &sink) {
        return sink.messageReceived(intake().message(), intake().isBinary());
    });
    m_isDelivering = false;
    m_discarding |= !alive;
    intake().messageDone();
    return alive;
}

void Connection::Private::deliverPart(FrameIntake::Event event)
{
    countPart(event);
    m_discarding |= !report([&](ConnectionSink &sink) {
        switch (event) {
        case FrameIntake::Event::MessageBegan:
            return sink.messageBegan(intake().isBinary());
        case FrameIntake::Event::FrameBegan:
            return sink.frameBegan(intake().frameLength());
        case FrameIntake::Event::FrameData:
            return sink.frameData(intake().message());
        case FrameIntake::Event::Frame:
            return sink.frameReceived(intake().message());
        case FrameIntake::Event::FrameEnded:
            return sink.frameEnded();
        default:
            return sink.messageEnded();
        }
    });
    if (event == FrameIntake::Event::FrameData || event == FrameIntake::Event::Frame)
        intake().partDone();
}

void Connection::Private::handleControl(TimePoint now)
{
    const QByteArray payload = intake().controlPayload().toByteArray();
    bool alive = true;
    switch (intake().controlOpcode()) {
    case Opcode::Close:
        handleCloseFrame(payload, now);
        return;
    case Opcode::Ping:
        // RFC 6455 section 5.5.2: "unless it already received a Close frame"; having
        // sent one ourselves we send nothing after it either (section 5.5.1).
        if (m_state != ConnectionState::Open)
            return;
        if (m_isCongested || isInsideFrame())
            work().heldPong = payload;
        else
            sender().sendControl(Opcode::Pong, payload, m_observer);
        alive = report([&](ConnectionSink &sink) { return sink.pingReceived(payload); });
        break;
    default:
        alive = handlePong(payload, now);
        break;
    }
    m_discarding |= !alive;
}

} // namespace Gantry::Core
