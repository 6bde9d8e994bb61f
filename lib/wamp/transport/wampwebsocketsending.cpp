// SPDX-License-Identifier: MIT
// Messages that leave through a WebSocket, alone and in batches, and the close frame
// behind them.
#include "wamp/transport/sharedmessage.h"
#include "wamp/transport/wampwebsocketadapter_p.h"
#include "websocket/threadbuffers.h"
#include "websocket/websocketadapterprotocol.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using Wamp::SendStatus;

namespace {

constexpr qsizetype FirstBatch = 512;

// A batch is sent when it has so much, not only at the end of the turn.
constexpr qsizetype BatchBytes = 64 * 1024;

// What a close frame may wait behind in the connection: its deadline begins when it is sent.
constexpr qint64 ShortQueue = 64 * 1024;

QByteArray newBuffer()
{
    return takeThreadBuffer(FirstBatch);
}

} // namespace

SendStatus WampWebSocketAdapterPrivate::send(const Wamp::Message &message)
{
    if (!isOpen())
        return SendStatus::Closed;
    if (m_serializer->isBatched()) {
        if (m_batch.capacity() == 0)
            m_batch = newBuffer();
        const qsizetype begin = m_batch.size();
        if (m_serializer->encode(message, m_batch))
            return SendStatus::NotSerializable;
        return addedToBatch(begin);
    }
    QByteArray octets = newBuffer();
    SendStatus status = SendStatus::NotSerializable;
    if (!m_serializer->encode(message, octets)) {
        status = isTooBig(octets.size())
            ? SendStatus::TooBig
            : statusOf(m_protocol->sendMessage(octets, m_serializer->isBinary()));
    }
    giveThreadBuffer(std::move(octets)); // unless it still waits to be written
    return status;
}

SendStatus WampWebSocketAdapterPrivate::send(Wamp::SharedMessage &message)
{
    if (!isOpen())
        return SendStatus::Closed;
    if (m_serializer->isBatched()) {
        const QByteArray &octets = message.encoded(*m_serializer);
        if (octets.isEmpty())
            return SendStatus::NotSerializable;
        if (m_batch.capacity() == 0)
            m_batch = newBuffer();
        const qsizetype begin = m_batch.size();
        m_batch.append(octets);
        return addedToBatch(begin);
    }
    const PreparedMessage *prepared = message.prepared(*m_serializer);
    if (!prepared)
        return SendStatus::NotSerializable;
    if (isTooBig(message.encoded(*m_serializer).size()))
        return SendStatus::TooBig;
    return statusOf(m_protocol->sendPreparedMessage(*prepared));
}

bool WampWebSocketAdapterPrivate::isTooBig(qint64 octets) const
{
    return m_limits.maxMessageBytes > 0 && quint64(octets) > m_limits.maxMessageBytes;
}

//! A message was added to the batch, in which it begins at \a begin.
SendStatus WampWebSocketAdapterPrivate::addedToBatch(qsizetype begin)
{
    if (isTooBig(m_batch.size() - begin)) {
        m_batch.truncate(begin);
        return SendStatus::TooBig;
    }
    if (begin > 0 && isTooBig(m_batch.size())) {
        QByteArray next = m_batch.sliced(begin);
        m_batch.truncate(begin);
        sendBatch();
        m_batch = std::move(next);
    }
    if (m_batch.size() >= BatchBytes)
        return sendBatch();
    LoopTasks::add(this);
    return m_isFull ? SendStatus::Full : SendStatus::Sent;
}

SendStatus WampWebSocketAdapterPrivate::sendBatch()
{
    if (m_batch.isEmpty())
        return SendStatus::Sent;
    QByteArray batch = std::exchange(m_batch, QByteArray());
    const SendStatus status = statusOf(m_protocol->sendMessage(batch, m_serializer->isBinary()));
    giveThreadBuffer(std::move(batch));
    return status;
}

SendStatus WampWebSocketAdapterPrivate::statusOf(SendResult result)
{
    switch (result) {
    case SendResult::Queued:
        return SendStatus::Sent;
    case SendResult::Full:
        if (!std::exchange(m_isFull, true) && !m_drainedConnection)
            m_drainedConnection = QObject::connect(m_protocol, &WebSocketAdapterProtocol::drained, m_protocol,
                                                   [this] { drained(); });
        return SendStatus::Full;
    case SendResult::TooBig:
        return SendStatus::TooBig;
    case SendResult::InvalidUtf8:
        return SendStatus::NotSerializable;
    case SendResult::Dropped:
    case SendResult::NotOpen:
    case SendResult::InvalidCode:
    case SendResult::OutOfOrder:
        break;
    }
    return SendStatus::Closed;
}

void WampWebSocketAdapterPrivate::drained()
{
    if (std::exchange(m_isFull, false) && isOpen())
        m_peer.drained();
}

void WampWebSocketAdapterPrivate::close()
{
    if (!isOpen())
        return;
    sendBatch();
    m_isClosing = true;
    clearHeld();
    if (std::exchange(m_isReadingUnwanted, false))
        m_protocol->setReadingPaused(false); // or the peer's answer would never be seen
    if (m_protocol->bytesToWrite() <= ShortQueue)
        return sendClose();
    waitAtMost(m_limits.closeTimeout);
    m_writtenConnection = QObject::connect(m_protocol, &WebSocketAdapterProtocol::bytesWritten, m_protocol,
                                           [this] { written(); });
}

void WampWebSocketAdapterPrivate::written()
{
    if (m_protocol->bytesToWrite() > 0)
        return waitAtMost(m_limits.closeTimeout);
    QObject::disconnect(m_writtenConnection);
    sendClose();
}

void WampWebSocketAdapterPrivate::sendClose()
{
    DeadlineQueue::cancel(this); // the closing handshake has one of its own
    if (m_isRefused)
        m_protocol->sendClose(quint16(CloseCode::InvalidPayload), u"the message was not valid"_s);
    else
        m_protocol->sendClose();
}

} // namespace Gantry
