// SPDX-License-Identifier: MIT
#include "websocket/outputcontrol.h"

namespace Gantry {

OutputControl::Verdict OutputControl::judge(qint64 waiting, qint64 size) const noexcept
{
    if (m_high <= 0 || m_policy == OutputPolicy::Queue)
        return Verdict::Send;
    if (m_policy == OutputPolicy::DropOld) {
        // What has been framed cannot be given up any more: deflate's window has seen
        // it. So from the low mark on messages wait here, as they are.
        return holdsSome() || !isLow(waiting) ? Verdict::Hold : Verdict::Send;
    }
    if (waiting == 0 || waiting + size <= m_high)
        return Verdict::Send;
    return m_policy == OutputPolicy::DropNew ? Verdict::Drop : Verdict::Close;
}

void OutputControl::drop(qint64 size) noexcept
{
    ++m_loss.count;
    m_loss.octets += size;
}

bool OutputControl::hold(Message message, qint64 waiting)
{
    const qint64 size = message.payload.size();
    if (message.payload.capacity() == 0) // it shows memory that may be gone by then
        message.payload.detach();
    const auto cost = [](qint64 octets, size_t count) { return octets + qint64(count) * MessageOverhead; };
    bool hadRoom = true;
    while (!m_held.empty() && waiting + cost(m_heldOctets + size, m_held.size() + 1) > m_high) {
        drop(takeOldest().payload.size());
        hadRoom = false;
    }
    m_heldOctets += size;
    m_held.push_back(std::move(message));
    return hadRoom;
}

std::optional<OutputControl::Message> OutputControl::next(qint64 waiting, bool all)
{
    if (m_held.empty() || !(all || isLow(waiting)))
        return std::nullopt;
    return takeOldest();
}

OutputControl::Message OutputControl::takeOldest()
{
    Message message = std::move(m_held.front());
    m_held.pop_front();
    m_heldOctets -= message.payload.size();
    return message;
}

void OutputControl::clear() noexcept
{
    for (const Message &message : m_held)
        drop(message.payload.size());
    m_held.clear();
    m_heldOctets = 0;
}

} // namespace Gantry
