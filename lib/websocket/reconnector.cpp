// SPDX-License-Identifier: MIT
#include "websocket/reconnector.h"

#include "websocket/systemrandom.h"

#include <algorithm>

namespace Gantry {

using std::chrono::milliseconds;

namespace {

//! 0 to below 1.
double chance()
{
    constexpr double Steps = 4'294'967'296.0; // 2^32
    return SystemRandom::ofThisThread().nextMaskKey() / Steps;
}

} // namespace

bool Reconnector::wants(const Core::CloseInfo &info) const
{
    if (!policy().enabled)
        return false;
    const Decision decision = m_decision; // which may replace itself
    return decision ? decision(info) : Core::isWorthRetrying(info);
}

std::optional<milliseconds> Reconnector::wait(milliseconds atLeast)
{
    const Core::TimePoint now = std::chrono::steady_clock::now();
    const auto delay = m_backoff.ended(now, chance(), atLeast);
    if (delay) {
        m_due = now + *delay;
        DeadlineQueue::schedule(this, *m_due);
    }
    return delay;
}

void Reconnector::cancel() noexcept
{
    DeadlineQueue::cancel(this);
    m_due.reset();
}

void Reconnector::enterThread()
{
    if (m_due)
        DeadlineQueue::schedule(this, *m_due);
}

milliseconds Reconnector::timeLeft() const
{
    if (!m_due)
        return {};
    return std::max(milliseconds(0),
                    std::chrono::ceil<milliseconds>(*m_due - std::chrono::steady_clock::now()));
}

void Reconnector::deadlineReached(Core::TimePoint now)
{
    if (!m_due)
        return;
    if (now < *m_due) {
        DeadlineQueue::schedule(this, *m_due);
        return;
    }
    m_due.reset();
    const auto isDue = m_isDue; // this may be deleted meanwhile
    isDue();
}

} // namespace Gantry
