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

OutputControl::Backlog &OutputControl::backlog()
{
    if (!m_backlog)
        m_backlog = std::make_unique<Backlog>();
    return *m_backlog;
}

void OutputControl::giveBack() noexcept
{
    if (!holdsSome() && !hasLoss())
        m_backlog.reset();
}

void OutputControl::drop(qint64 size)
{
    ++backlog().loss.count;
    backlog().loss.octets += size;
}

OutputControl::Loss OutputControl::takeLoss() noexcept
{
    if (!m_backlog)
        return {};
    const Loss loss = std::exchange(m_backlog->loss, {});
    giveBack();
    return loss;
}

bool OutputControl::hold(Message message, qint64 waiting)
{
    const qint64 size = message.payload.size();
    // It may show memory that is gone by then, or have room for much more.
    if (message.payload.capacity() == 0 || message.payload.capacity() > 2 * size)
        message.payload = QByteArray(message.payload.constData(), size);
    const auto cost = [](qint64 octets, size_t count) { return octets + qint64(count) * MessageOverhead; };
    Backlog &held = backlog();
    bool hadRoom = true;
    while (!held.messages.empty() && waiting + cost(held.octets + size, held.messages.size() + 1) > m_high) {
        drop(takeOldest().payload.size());
        hadRoom = false;
    }
    held.octets += size;
    held.messages.push_back(std::move(message));
    return hadRoom;
}

std::optional<OutputControl::Message> OutputControl::next(qint64 waiting, bool all)
{
    if (!holdsSome() || !(all || isLow(waiting)))
        return std::nullopt;
    Message message = takeOldest();
    giveBack();
    return message;
}

OutputControl::Message OutputControl::takeOldest()
{
    Message message = std::move(m_backlog->messages.front());
    m_backlog->messages.pop_front();
    m_backlog->octets -= message.payload.size();
    return message;
}

void OutputControl::clear()
{
    if (!m_backlog)
        return;
    for (const Message &message : m_backlog->messages)
        drop(message.payload.size());
    m_backlog->messages.clear();
    m_backlog->octets = 0;
}

} // namespace Gantry
