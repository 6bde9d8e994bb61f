// SPDX-License-Identifier: MIT
#include "core/keepalive.h"

namespace Gantry::Core {

namespace {

// A deadline noticed this late means that our own loop stood still. The peer's
// answer may lie unread in the socket, so it gets one more full timeout.
constexpr std::chrono::milliseconds StallTolerance{500};

} // namespace

void Keepalive::start(TimePoint now) noexcept
{
    m_lastHeard = now;
    m_waiting = false;
    if (m_options.interval.count() > 0)
        m_deadline = later(now, m_options.interval);
}

Keepalive::Action Keepalive::handleTimeout(TimePoint now) noexcept
{
    if (!m_deadline || now < *m_deadline)
        return Action::None;
    const bool stalled = now - *m_deadline > StallTolerance;

    if (m_waiting && m_lastHeard < m_pingSent) {
        if (m_options.timeout.count() > 0 && !stalled) {
            m_deadline.reset();
            return Action::GiveUp;
        }
        m_deadline = later(now, m_options.timeout.count() > 0 ? m_options.timeout : m_options.interval);
        return m_options.timeout.count() > 0 ? Action::None : Action::SendPing;
    }
    m_waiting = false;
    if (const TimePoint silentUntil = later(m_lastHeard, m_options.interval); now < silentUntil) {
        m_deadline = silentUntil;
        return Action::None;
    }
    m_waiting = true;
    m_pingSent = now;
    m_deadline = later(now, m_options.timeout.count() > 0 ? m_options.timeout : m_options.interval);
    return Action::SendPing;
}

void Keepalive::postpone(TimePoint now) noexcept
{
    m_waiting = false;
    m_deadline = later(now, m_options.interval);
}

void Keepalive::askAgain(TimePoint now) noexcept
{
    if (m_deadline && !m_waiting)
        m_deadline = now;
}

} // namespace Gantry::Core
