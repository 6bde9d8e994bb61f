// SPDX-License-Identifier: MIT
#include "websocket/messagequeue.h"

namespace Gantry {

bool MessageQueue::add(QueuedMessage message, qint64 limit)
{
    const qint64 cost = costOf(message);
    if (cost > limit - m_octets)
        return false;
    m_octets += cost;
    m_messages.push_back(std::move(message));
    return true;
}

QueuedMessage MessageQueue::takeFirst()
{
    Q_ASSERT(!isEmpty());
    QueuedMessage message = std::move(m_messages.front());
    m_messages.pop_front();
    m_octets -= costOf(message);
    return message;
}

void MessageQueue::putBack(QueuedMessage message)
{
    m_octets += costOf(message);
    m_messages.push_front(std::move(message));
}

DroppedMessages MessageQueue::clear()
{
    const DroppedMessages dropped{.count = int(m_messages.size()),
                                  .octets = m_octets - qint64(m_messages.size()) * MessageOverhead};
    m_messages.clear();
    m_octets = 0;
    return dropped;
}

} // namespace Gantry
