// SPDX-License-Identifier: MIT
#pragma once

#include "wamp/transport/wampwebsocketadapter.h"
#include "websocket/closetypes.h"
#include "websocket/deadlinequeue.h"
#include "websocket/looptasks.h"

#include <QtCore/QMetaObject>

#include <deque>

namespace Gantry {

class WampWebSocketAdapterPrivate final : private DeadlineClient, private LoopTask
{
public:
    WampWebSocketAdapterPrivate(WampWebSocketAdapter *adapter, WebSocketAdapterProtocol *protocol)
        : q(adapter)
        , m_protocol(protocol)
        , m_peer(adapter)
    { }
    ~WampWebSocketAdapterPrivate();

    Wamp::SendStatus send(const Wamp::Message &message);
    Wamp::SendStatus send(Wamp::SharedMessage &message);
    bool isOpen() const;
    void close();
    void setReadingPaused(bool paused);
    bool preparePeer();
    void opened(const WampWebSocketAdapter::Limits &limits);
    void received(const QByteArray &payload, bool isBinary);
    void closed();
    void abandon();
    void clearHeld();

    WampWebSocketAdapter *q;
    WebSocketAdapterProtocol *m_protocol;
    const Wamp::Serializer *m_serializer = nullptr;
    QByteArray m_batch; //!< messages that have not been given to the WebSocket
    //! What came while reading is paused, and the rest of a batch: as octets, which cost less
    //! than the messages in them.
    std::deque<QByteArray> m_held;
    qsizetype m_heldAt = 0; //!< what of the first was delivered
    WampWebSocketAdapter::Limits m_limits;
    Core::TimePoint m_deadline = Core::TimePoint::max();
    QMetaObject::Connection m_drainedConnection; //!< of those that were full once
    QMetaObject::Connection m_writtenConnection; //!< of those that wait to be closed
    QString m_failure; //!< what was wrong with the last message that came
    bool m_isAnnounced = false; //!< the peer knows that it is open
    bool m_isClosing = false;
    bool m_isRefused = false;
    bool m_isReadingUnwanted = false;
    bool m_isFull = false;
    bool m_isDelivering = false;
    Wamp::PeerLink m_peer;

private:
    // DeadlineClient, LoopTask
    void deadlineReached(Core::TimePoint now) override;
    void turnEnds() override;

    Wamp::SendStatus sendBatch();
    Wamp::SendStatus statusOf(SendResult result);
    Wamp::SendStatus addedToBatch(qsizetype begin);
    bool mayDeliver() const;
    bool deliver(const QByteArray &octets, qsizetype &at);
    void deliverHeld();
    void refuse(const Wamp::DecodeError &error);
    void sendClose();
    bool isTooBig(qint64 octets) const;
    void written();
    void drained();
    void waitAtMost(std::chrono::milliseconds time);
};

} // namespace Gantry
