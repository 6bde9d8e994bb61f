// SPDX-License-Identifier: MIT
// A transport without a wire: what a session or a router sends is kept, what it is to
// receive is given.
#pragma once

#include "wamp/transport/sharedmessage.h"
#include "wamp/transport/transport.h"

#include <QtCore/QList>

#include <functional>
#include <optional>
#include <utility>

namespace Gantry::Test {

class MessageRecorder : public Wamp::Transport
{
public:
    ~MessageRecorder() override = default;

    //! \a peer gets onTransportOpen().
    bool open(Wamp::MessagePeer *peer)
    {
        m_isOpen = true;
        return m_link.open(peer);
    }
    //! \a message comes from the other side. false: the peer is gone.
    bool receive(Wamp::Message message) { return m_link.deliver(message); }
    bool receiveInvalid(const QString &text) { return m_link.refuse({text}); }
    void end(const Wamp::TransportEnd &how = {.wasClean = true})
    {
        m_isOpen = false;
        m_link.closed(how);
    }
    void drain()
    {
        written += waiting;
        waiting = 0;
        m_link.drained();
    }

    //! The oldest message not taken yet, which has to be a T; a default one if it is not.
    template<typename T>
    T take()
    {
        if (sent.isEmpty() || !std::holds_alternative<T>(sent.first()))
            return {};
        return std::get<T>(sent.takeFirst());
    }

    Wamp::SendStatus send(const Wamp::Message &message) override
    {
        if (!m_isOpen)
            return Wamp::SendStatus::Closed;
        // What is refused is refused once, so that an answer about it gets through.
        if (refusal != Wamp::SendStatus::Sent)
            return std::exchange(refusal, Wamp::SendStatus::Sent);
        if (const auto status = refuse ? refuse(message) : std::nullopt)
            return *status;
        sent.append(message);
        return isFull ? Wamp::SendStatus::Full : Wamp::SendStatus::Sent;
    }
    Wamp::SendStatus send(Wamp::SharedMessage &message) override { return send(message.message()); }
    bool isOpen() const override { return m_isOpen; }
    void close() override
    {
        m_isOpen = false;
        wasClosed = true;
    }
    void abort() override
    {
        m_isOpen = false;
        wasAborted = true;
    }
    const Wamp::Serializer *serializer() const override { return nullptr; }
    Wamp::WampTransportDetails transportDetails() const override { return details; }
    std::optional<QByteArray> channelId(ChannelIdType) const override { return channel; }
    qint64 bytesToWrite() const override { return waiting; }
    qint64 bytesWritten() const override { return written; }
    void setHighWatermark(qint64 octets) override { highWatermark = octets; }
    void setReadingPaused(bool paused) override { isPaused = paused; }

    QList<Wamp::Message> sent;
    Wamp::WampTransportDetails details;
    std::optional<QByteArray> channel;
    bool isFull = false; //!< what send() answers
    Wamp::SendStatus refusal = Wamp::SendStatus::Sent; //!< what the next one answers
    //! The same, for messages that are not sent at all.
    std::function<std::optional<Wamp::SendStatus>(const Wamp::Message &)> refuse;
    qint64 waiting = 0;
    qint64 written = 0;
    qint64 highWatermark = 0;
    bool isPaused = false;
    bool wasClosed = false;
    bool wasAborted = false;

private:
    bool m_isOpen = false;
    Wamp::PeerLink m_link{this};
};

} // namespace Gantry::Test
