// SPDX-License-Identifier: MIT
// One end of two transports joined in a thread: see inprocess.h. What it sends waits at
// the other end, in the order in which it was sent, until the event loop delivers it.
#pragma once

#include "wamp/transport/transport.h"

#include <QtCore/QObject>

#include <deque>

namespace Gantry::Wamp {

class InProcessTransport final : public QObject, public Transport
{
public:
    static void join(MessagePeer *client, MessagePeer *router);
    ~InProcessTransport() override;

    SendStatus send(const Message &message) override;
    SendStatus send(SharedMessage &message) override;
    bool isOpen() const override { return m_state == State::Open; }
    void close() override;
    void abort() override;
    const Serializer *serializer() const override { return nullptr; }
    WampTransportDetails transportDetails() const override;
    std::optional<QByteArray> channelId(ChannelIdType) const override { return std::nullopt; }
    qint64 bytesToWrite() const override { return m_other->m_waiting; }
    qint64 bytesWritten() const override { return m_written; }
    void setHighWatermark(qint64 octets) override;
    void setReadingPaused(bool paused) override;

protected:
    bool event(QEvent *event) override;

private:
    enum class State : quint8 {
        Open,
        Ended, //!< the peer is to be told why, after what waits here if that was in order
        Told,
    };
    struct Waiting
    {
        Message message;
        qint64 octets;
    };

    InProcessTransport(MessagePeer *peer, bool isRouter);
    SendStatus handOver(Message message);
    bool mayDeliver() const;
    void wake();
    void work();
    void deliverWaiting();
    void tellDrained();
    void tellEnd();
    void noteDrained();
    void end(const TransportEnd &end);
    void discardInbox();

    InProcessTransport *m_other = nullptr;
    std::deque<Waiting> m_inbox;
    qint64 m_waiting = 0; //!< octets in it
    qint64 m_written = 0; //!< of ours, that the other end was given
    qint64 m_highWatermark = 1024 * 1024;
    TransportEnd m_end;
    State m_state = State::Open;
    bool m_isRouter;
    bool m_isAnnounced = false; //!< the peer knows that it is open
    bool m_isPaused = false;
    bool m_isWoken = false; //!< an event is on its way
    bool m_isWorking = false; //!< the peer is on the stack
    bool m_isFull = false; //!< the peer waits for onDrained()
    bool m_isDrained = false; //!< and is to be told
    PeerLink m_peer{this}; //!< last: the first to go
};

//! What \a message counts for in memory, roughly.
qint64 estimatedOctets(const Message &message);

} // namespace Gantry::Wamp
