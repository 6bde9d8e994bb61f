// SPDX-License-Identifier: MIT
// Other ways to send than sendMessage(), and messages that are handed on in parts.
#include "websocket/websocketadapterprotocol.h"

#include "websocket/preparedmessage.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketadapterprotocol_p.h"

namespace Gantry {

SendResult WebSocketAdapterProtocol::sendPreparedMessage(const PreparedMessage &message)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendPreparedMessage(message) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::beginMessage(bool isBinary, SendOptions options)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->beginMessage(isBinary, options) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendMessageFrame(const QByteArray &payload)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendMessageFrame(payload) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::beginMessageFrame(qint64 length)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->beginMessageFrame(length) : SendResult::NotOpen;
}

FrameDataResult WebSocketAdapterProtocol::sendMessageFrameData(const QByteArray &data)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendMessageFrameData(data) : FrameDataResult{.result = SendResult::NotOpen};
}

SendResult WebSocketAdapterProtocol::endMessage()
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->endMessage() : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendFrame(const FrameParameters &frame)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendFrame(frame) : SendResult::NotOpen;
}

SendResult WebSocketAdapterProtocol::sendData(const QByteArray &octets, qsizetype chopSize)
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->sendData(octets, chopSize) : SendResult::NotOpen;
}

void WebSocketAdapterProtocol::handleMessageBegin(bool isBinary)
{
    Q_EMIT onMessageBegin(isBinary);
}

void WebSocketAdapterProtocol::handleMessageFrameBegin(qint64 length)
{
    Q_EMIT onMessageFrameBegin(length);
}

void WebSocketAdapterProtocol::handleMessageFrameData(const QByteArray &payload)
{
    Q_EMIT onMessageFrameData(payload);
}

void WebSocketAdapterProtocol::handleMessageFrameEnd()
{
    Q_EMIT onMessageFrameEnd();
}

void WebSocketAdapterProtocol::handleMessageFrame(const QByteArray &payload)
{
    Q_EMIT onMessageFrame(payload);
}

void WebSocketAdapterProtocol::handleMessageEnd()
{
    Q_EMIT onMessageEnd();
}

} // namespace Gantry
