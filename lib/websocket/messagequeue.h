// SPDX-License-Identifier: MIT
// Messages that wait for a connection, in order and within a bound. Knows neither
// connection nor connector.
#pragma once

#include "websocket/closetypes.h"

#include <QtCore/QByteArray>

#include <deque>

namespace Gantry {

struct QueuedMessage
{
    QByteArray payload;
    bool isBinary = false;
    SendOptions options;
};

//! What was given up.
struct DroppedMessages
{
    int count = 0;
    qint64 octets = 0; //!< of payload
};

class MessageQueue
{
public:
    //! What a message costs besides its payload, so that a million empty ones have a
    //! price too.
    static constexpr qint64 MessageOverhead = 64;

    bool isEmpty() const noexcept { return m_messages.empty(); }
    //! Payload and overhead.
    qint64 octets() const noexcept { return m_octets; }
    //! false, and no effect: with \a message there would be more than \a limit.
    [[nodiscard]] bool add(QueuedMessage message, qint64 limit);
    const QueuedMessage &first() const { return m_messages.front(); }
    QueuedMessage takeFirst();
    //! One that could not be sent after all goes back to where it was.
    void putBack(QueuedMessage message);
    DroppedMessages clear();

private:
    static qint64 costOf(const QueuedMessage &message) noexcept
    {
        return message.payload.size() + MessageOverhead;
    }

    std::deque<QueuedMessage> m_messages;
    qint64 m_octets = 0;
};

} // namespace Gantry
