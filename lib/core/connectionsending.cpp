// SPDX-License-Identifier: MIT
// What is sent while the connection is open: messages whole and in parts, and control
// frames between them.
#include "core/connection_p.h"
#include "core/message/utf8validator.h"

#include "core/frame/framewriter.h"

#include <algorithm>
#include <limits>

namespace Gantry::Core {

//! Why \a input is not possible now; nullopt: it is.
std::optional<SendResult> Connection::Private::refusal(OutgoingInput input) const noexcept
{
    if (m_state != ConnectionState::Open)
        return SendResult::NotOpen;
    if (input == OutgoingInput::WholeMessage && !outgoing()) [[likely]]
        return std::nullopt; // as the table has it, which need not be asked each time
    const OutgoingState state = outgoing() ? outgoing()->state : OutgoingState::Ground;
    return nextState(state, input) ? std::nullopt : std::optional(SendResult::OutOfOrder);
}

SendResult Connection::sendMessage(const QByteArray &payload, bool isBinary, bool doNotCompress,
                                   std::optional<qsizetype> fragmentSize, bool isKnownText)
{
    if (const auto refusal = d->refusal(OutgoingInput::WholeMessage))
        return *refusal;
    if (!isBinary && !isKnownText && d->m_options->validateUtf8 && !isJudged(payload)
        && !isValidUtf8(payload))
        return SendResult::InvalidUtf8;
    d->sender().sendMessage(isBinary ? Opcode::Binary : Opcode::Text, payload, !doNotCompress,
                            fragmentSize.value_or(d->m_options->autoFragmentSize), d->m_observer);
    return SendResult::Ok;
}

//! Who echoes sends that very text.
bool Connection::isJudged(const QByteArray &text) const noexcept
{
    if (!d->m_isDelivering || !d->m_options->validateUtf8)
        return false;
    const QByteArray &message = d->m_work->intake.message();
    return text.constData() == message.constData() && text.size() == message.size();
}

SendResult Connection::sendPreparedMessage(PreparedMessage &message)
{
    if (const auto refusal = d->refusal(OutgoingInput::WholeMessage))
        return *refusal;
    if (!message.isValid())
        return SendResult::InvalidUtf8;
    d->sender().sendPrepared(message, d->m_options->autoFragmentSize, d->m_observer);
    return SendResult::Ok;
}

SendResult Connection::beginMessage(bool isBinary, bool doNotCompress, TimePoint)
{
    if (const auto refusal = d->refusal(OutgoingInput::BeginMessage))
        return *refusal;
    d->work().outgoing = std::make_unique<OutgoingMessage>(
        isBinary, !doNotCompress && d->sender().canCompress(), d->m_options->limits.maxFrameBytes);
    return SendResult::Ok;
}

SendResult Connection::sendMessageFrame(QByteArrayView payload, TimePoint)
{
    if (const auto refusal = d->refusal(OutgoingInput::WholeFrame))
        return *refusal;
    return d->sendMessageFrame(payload);
}

SendResult Connection::beginMessageFrame(quint64 length, TimePoint now)
{
    if (const auto refusal = d->refusal(OutgoingInput::BeginFrame))
        return *refusal;
    return d->beginMessageFrame(length, now);
}

FrameDataResult Connection::sendMessageFrameData(QByteArrayView data, TimePoint now)
{
    if (const auto refusal = d->refusal(OutgoingInput::FrameData))
        return {.result = *refusal};
    return d->sendMessageFrameData(data, now);
}

SendResult Connection::endMessage(TimePoint)
{
    if (const auto refusal = d->refusal(OutgoingInput::EndMessage))
        return *refusal;
    return d->endMessage();
}

bool Connection::isInsideMessage() const noexcept
{
    return d->outgoing() != nullptr;
}

SendResult Connection::sendPing(QByteArrayView payload, TimePoint)
{
    return d->sendControl(Opcode::Ping, payload);
}

SendResult Connection::sendPong(QByteArrayView payload, TimePoint)
{
    return d->sendControl(Opcode::Pong, payload);
}

SendResult Connection::sendRawFrame(const RawFrame &frame, TimePoint)
{
    if (d->m_state != ConnectionState::Open)
        return SendResult::NotOpen;
    d->sender().sendRawFrame(frame.header, frame.payload, d->m_observer);
    return SendResult::Ok;
}

SendResult Connection::sendRawOctets(QByteArrayView octets, TimePoint)
{
    if (d->m_state != ConnectionState::Open)
        return SendResult::NotOpen;
    d->sender().sendRaw(octets);
    return SendResult::Ok;
}

bool Connection::Private::isInsideFrame() const noexcept
{
    return outgoing() && outgoing()->state == OutgoingState::InsideFrame;
}

SendResult Connection::Private::sendControl(Opcode opcode, QByteArrayView payload)
{
    if (m_state != ConnectionState::Open)
        return SendResult::NotOpen;
    if (payload.size() > MaxControlPayload)
        return SendResult::TooBig;
    if (!isInsideFrame()) {
        sender().sendControl(opcode, payload, m_observer);
        return SendResult::Ok;
    }
    if (!work().heldControls)
        work().heldControls = std::make_unique<HeldControls>();
    (opcode == Opcode::Ping ? work().heldControls->ping : work().heldControls->pong) = payload.toByteArray();
    return SendResult::Ok;
}

//! Feeds a copy of what is known of the text so far, which is kept once it was sent.
bool Connection::Private::acceptsText(QByteArrayView octets, Utf8Validator &utf8) const
{
    return outgoing()->isBinary || !m_options->validateUtf8 || utf8.feed(octets);
}

SendResult Connection::Private::sendMessageFrame(QByteArrayView payload)
{
    using Compression = OutgoingMessage::Compression;
    OutgoingMessage &message = *outgoing();
    Utf8Validator utf8 = message.utf8;
    if (!acceptsText(payload, utf8))
        return SendResult::InvalidUtf8;
    QByteArray compressed;
    if (message.compression != Compression::Plain) {
        if (sender().compressPart(payload, compressed))
            message.compression = Compression::Compressed;
        else if (message.compression == Compression::Undecided)
            message.compression = Compression::Plain;
        else
            return SendResult::TooBig; // no memory in the middle of a message; it may be tried again
    }
    const bool isCompressed = message.compression == Compression::Compressed;
    sender().sendFrame(message.nextHeader(false), isCompressed ? QByteArrayView(compressed) : payload,
                       payload, m_observer);
    sender().counts().appOctets += quint64(payload.size());
    message.isFirstFrame = false;
    message.utf8 = utf8;
    return SendResult::Ok;
}

SendResult Connection::Private::beginMessageFrame(quint64 length, TimePoint now)
{
    OutgoingMessage &message = *outgoing();
    if (message.compression == OutgoingMessage::Compression::Compressed)
        return SendResult::OutOfOrder;
    // RFC 6455 section 5.2: "the most significant bit MUST be 0".
    if (length > quint64(std::numeric_limits<qint64>::max()))
        return SendResult::TooBig;
    message.compression = OutgoingMessage::Compression::Plain;
    message.frame = message.nextHeader(false);
    message.frame.payloadLength = length;
    message.remaining = length;
    sender().beginFrame(message.frame);
    message.isFirstFrame = false;
    message.state = OutgoingState::InsideFrame;
    if (length == 0)
        completeFrame(now);
    return SendResult::Ok;
}

FrameDataResult Connection::Private::sendMessageFrameData(QByteArrayView data, TimePoint now)
{
    OutgoingMessage &message = *outgoing();
    const QByteArrayView taken = data.first(qsizetype(std::min(message.remaining, quint64(data.size()))));
    Utf8Validator utf8 = message.utf8;
    if (!acceptsText(taken, utf8))
        return {.result = SendResult::InvalidUtf8, .remaining = qint64(message.remaining)};
    sender().sendPayload(message.frame, taken, message.position());
    message.observed.add(m_observer, taken);
    sender().counts().appOctets += quint64(taken.size());
    message.remaining -= quint64(taken.size());
    message.utf8 = utf8;
    if (message.remaining > 0)
        return {.remaining = qint64(message.remaining)};
    completeFrame(now);
    return {.remaining = taken.size() - data.size()};
}

void Connection::Private::completeFrame(TimePoint now)
{
    outgoing()->state = OutgoingState::InsideMessage;
    sender().counts().countFrame(outgoing()->frame);
    if (m_observer) [[unlikely]]
        m_observer->frameSeen(Direction::Sent, outgoing()->frame, outgoing()->observed.payload());
    outgoing()->observed.clear();
    sendHeldPong();
    const auto held = std::exchange(work().heldControls, nullptr);
    if (!held)
        return;
    if (held->isKeepaliveDue)
        m_keepalive.askAgain(now);
    if (held->ping)
        sender().sendControl(Opcode::Ping, *held->ping, m_observer);
    if (held->pong)
        sender().sendControl(Opcode::Pong, *held->pong, m_observer);
}

SendResult Connection::Private::endMessage()
{
    OutgoingMessage &message = *outgoing();
    if (!message.utf8.isComplete())
        return SendResult::InvalidUtf8;
    QByteArray end;
    if (message.compression == OutgoingMessage::Compression::Compressed)
        sender().finishCompressedParts(end);
    else
        message.compression = OutgoingMessage::Compression::Plain; // a message without a frame
    sender().sendFrame(message.nextHeader(true), end, {}, m_observer);
    ++sender().counts().messages;
    work().outgoing.reset();
    return SendResult::Ok;
}

//! The pong that waited for the peer to read or for our frame to be complete.
void Connection::Private::sendHeldPong()
{
    if (!m_work || m_isCongested || isInsideFrame())
        return;
    if (work().heldPong && m_state == ConnectionState::Open)
        sender().sendControl(Opcode::Pong, *work().heldPong, m_observer);
    work().heldPong.reset();
}

} // namespace Gantry::Core
