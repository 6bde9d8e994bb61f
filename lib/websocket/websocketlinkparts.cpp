// SPDX-License-Identifier: MIT
// Messages in parts, both ways, and other ways to send than sendMessage().
#include "websocket/websocketlink.h"

#include "websocket/preparedmessage.h"
#include "websocket/preparedmessage_p.h"
#include "websocket/systemrandom.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"

namespace Gantry {

//! What every way to send does in the end.
SendResult WebSocketLink::sent(Core::SendResult result)
{
    if (result != Core::SendResult::Ok)
        return resultOf(result);
    ++m_messagesSent; // or parts of one: a pull producer had something
    return taken();
}

SendResult WebSocketLink::sendPreparedMessage(const PreparedMessage &message)
{
    if (state() != Core::ConnectionState::Open)
        return SendResult::NotOpen;
    if (m_engine->isInsideMessage())
        return SendResult::OutOfOrder;
    if (!message.isValid())
        return SendResult::InvalidUtf8;
    switch (admit(message.payload().size())) {
    case Admission::Send:
        break;
    case Admission::Hold:
        return hold({.payload = message.payload(), .isBinary = message.isBinary(), .prepared = message},
                    true);
    case Admission::Refuse:
        return SendResult::Dropped;
    }
    const auto result = sendNow(message);
    return result == Core::SendResult::Ok ? taken() : resultOf(result);
}

Core::SendResult WebSocketLink::sendNow(const PreparedMessage &message)
{
    m_engine->setFrameObserver(frameObserver());
    Core::SendResult result;
    {
        const QMutexLocker lock(&message.d->mutex);
        result = m_engine->sendPreparedMessage(message.d->message);
    }
    if (result == Core::SendResult::Ok) {
        ++m_messagesSent;
        tapMessage(Tap::Direction::Sent, message.payload(), message.isBinary());
    }
    return result;
}

SendResult WebSocketLink::beginMessage(bool isBinary, SendOptions options)
{
    if (state() != Core::ConnectionState::Open)
        return SendResult::NotOpen;
    if (m_engine->isInsideMessage())
        return SendResult::OutOfOrder;
    // The policy decides now or never: a message that has begun goes to its end.
    switch (admit(0)) {
    case Admission::Send:
        break;
    case Admission::Hold:
        m_engine->setFrameObserver(frameObserver());
        sendHeld(true); // as it cannot wait itself, what came before it cannot either
        break;
    case Admission::Refuse:
        return SendResult::Dropped;
    }
    return sent(m_engine->beginMessage(isBinary, options.doNotCompress, now()));
}

SendResult WebSocketLink::sendMessageFrame(const QByteArray &payload)
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    return sent(m_engine->sendMessageFrame(payload, now()));
}

SendResult WebSocketLink::beginMessageFrame(qint64 length)
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    return sent(m_engine->beginMessageFrame(quint64(length), now())); // negative: too big
}

FrameDataResult WebSocketLink::sendMessageFrameData(const QByteArray &data)
{
    if (!m_engine)
        return {.result = SendResult::NotOpen};
    m_engine->setFrameObserver(frameObserver());
    const auto [result, remaining] = m_engine->sendMessageFrameData(data, now());
    return {.result = sent(result), .remaining = remaining};
}

SendResult WebSocketLink::endMessage()
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    return sent(m_engine->endMessage(now()));
}

SendResult WebSocketLink::sendFrame(const FrameParameters &frame)
{
    if (!m_engine)
        return SendResult::NotOpen;
    m_engine->setFrameObserver(frameObserver());
    flush(); // what came before is not to be chopped
    Core::FrameHeader header{.fin = frame.fin,
                             .rsv = quint8(frame.rsv & 7),
                             .opcode = quint8(frame.opcode & 15),
                             .masked = frame.maskKey || m_engine->masksFrames(),
                             .payloadLength = frame.payloadLength.value_or(quint64(frame.payload.size()))};
    if (header.masked)
        header.maskKey = frame.maskKey ? *frame.maskKey : SystemRandom::ofThisThread().nextMaskKey();
    return sentRaw(m_engine->sendRawFrame({.header = header, .payload = frame.payload}, now()),
                   frame.chopSize);
}

SendResult WebSocketLink::sendData(const QByteArray &octets, qsizetype chopSize)
{
    if (!m_engine)
        return SendResult::NotOpen;
    flush();
    return sentRaw(m_engine->sendRawOctets(octets, now()), chopSize);
}

//! Writes what the engine has in pieces of \a chopSize octets.
SendResult WebSocketLink::sentRaw(Core::SendResult result, qsizetype chopSize)
{
    if (chopSize > 0) {
        collectOutput();
        const QByteArray octets = std::exchange(passing().output, QByteArray());
        for (qsizetype at = 0; at < octets.size(); at += chopSize) {
            passing().output = octets.mid(at, chopSize);
            flush();
        }
    }
    return sent(result);
}

bool WebSocketLink::messageBegan(bool isBinary)
{
    WebSocketAdapterProtocolPrivate::of(m_protocol).track(QStringLiteral("onMessageBegin"));
    m_protocol->handleMessageBegin(isBinary);
    return m_protocol != nullptr;
}

bool WebSocketLink::frameReceived(const QByteArray &payload)
{
    m_protocol->handleMessageFrame(payload);
    return m_protocol != nullptr;
}

bool WebSocketLink::frameBegan(quint64 length)
{
    m_protocol->handleMessageFrameBegin(qint64(length)); // its top bit is clear, by rule
    return m_protocol != nullptr;
}

bool WebSocketLink::frameData(const QByteArray &payload)
{
    m_protocol->handleMessageFrameData(payload);
    return m_protocol != nullptr;
}

bool WebSocketLink::frameEnded()
{
    m_protocol->handleMessageFrameEnd();
    return m_protocol != nullptr;
}

bool WebSocketLink::messageEnded()
{
    WebSocketAdapterProtocolPrivate::of(m_protocol).track(QStringLiteral("onMessageEnd"));
    m_protocol->handleMessageEnd();
    return m_protocol != nullptr;
}

} // namespace Gantry
