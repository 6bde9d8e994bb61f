// SPDX-License-Identifier: MIT
// Octets over a connected descriptor of the system: one recv() a readiness into a buffer
// that all connections of a thread share, one send() a write. What cannot be sent at once
// waits in a queue, which is there only then.
#pragma once

#include "websocket/looptasks.h"
#include "websocket/transport/epollset.h"
#include "websocket/transport/transport.h"

#include <deque>
#include <memory>

namespace Gantry {

class EpollTransport : public Transport, private EpollClient, private LoopTask
{
public:
    ~EpollTransport() override;

    void start(TransportSink *sink) override;
    void prepend(const QByteArray &octets) override;
    void write(QByteArray bytes) override;
    void writePart(QByteArray bytes) override;
    void closeGracefully() override;
    void finish(QByteArray last) override;
    void abort() override;
    void setReadingPaused(bool paused) override;
    qint64 bytesToWrite() const override { return m_queue ? m_queue->octets : 0; }
    ReleasedSocket releaseSocket() final;
    void silence() override { m_sink = nullptr; }

protected:
    //! Takes \a descriptor, a connected stream socket.
    explicit EpollTransport(int descriptor) noexcept
        : m_descriptor(descriptor)
    { }

    int descriptor() const noexcept { return m_descriptor; } //!< -1: it is closed

    //! \a descriptor as what applications know; nullptr, and it stays open, if that fails.
    virtual std::unique_ptr<QIODevice> makeDevice(int descriptor) = 0;

private:
    // EpollClient, LoopTask
    void descriptorReady(int events) override;
    void comesUp(int turns) noexcept override;
    void turnEnds() override;

    //! What the system did not take.
    struct Queue
    {
        std::deque<QByteArray> buffers;
        qsizetype sent = 0; //!< octets of the first one
        qint64 octets = 0; //!< not sent
    };
    //! What few connections have, and none for long.
    struct Rest
    {
        QByteArray unread; //!< was read before; reported first
        Core::TransportEnd end = Core::TransportEnd::Clean;
        QString text;
    };
    enum class Phase : quint8 { Open, EndingOnceWritten, SendingEnded, Closed };

    Rest &rest();
    bool isUsable() const noexcept { return m_phase == Phase::Open && !m_hasEnd; }
    bool mayDeliver() const noexcept
    {
        return m_sink && !m_isPaused && m_phase != Phase::Closed && !m_hasEnd;
    }
    void send(QByteArray bytes, int flags);
    int wantedEvents() const noexcept;
    void applyEvents();
    void goDeaf(bool isBroken);
    void hearAgain();
    void readWaiting(bool isBroken);
    void deliverUnread();
    bool readOnce();
    void readLast();
    void receivedEnd();
    void enqueue(QByteArray bytes, qsizetype sent);
    void writeQueued();
    bool sendQueued();
    void endSendingIfWritten();
    void endIfBothEnded();
    void writeFailed(int error);
    void drop(Core::TransportEnd end, const QString &text = {});

    TransportSink *m_sink = nullptr;
    std::unique_ptr<Queue> m_queue; //!< nullptr: all was sent
    std::unique_ptr<Rest> m_rest; //!< nullptr: there is none
    int m_descriptor; //!< -1: closed, or given away
    int m_writeError = 0; //!< nothing can be written any more, and reading will find the end
    Phase m_phase = Phase::Open;
    bool m_isReading = false; //!< a report of octets is on the stack
    bool m_isPaused = false;
    bool m_isDeaf = false; //!< octets came that cannot be delivered now
    bool m_hasPeerEnded = false;
    bool m_hasEnd = false; //!< the socket is gone; m_rest has what is to be told of it
};

} // namespace Gantry
