// SPDX-License-Identifier: MIT
// Waits from the end of a connection until the next attempt. Decides whether there is
// one at all; makes none itself.
#pragma once

#include "core/reconnectpolicy.h"
#include "websocket/deadlinequeue.h"

#include <functional>

namespace Gantry {

class Reconnector final : private DeadlineClient
{
public:
    using Decision = std::function<bool(const Core::CloseInfo &)>;

    //! \a isDue is called when the wait is over, from the event loop.
    explicit Reconnector(std::function<void()> isDue)
        : m_isDue(std::move(isDue))
    { }

    const Core::ReconnectPolicy &policy() const noexcept { return m_backoff.policy(); }
    void setPolicy(const Core::ReconnectPolicy &policy) noexcept { m_backoff.setPolicy(policy); }
    //! Empty: Core::isWorthRetrying().
    void setDecision(Decision decision) { m_decision = std::move(decision); }

    //! Whether the policy is on and the decision says yes. Runs application code.
    bool wants(const Core::CloseInfo &info) const;
    //! Begins to wait; nullopt: no retry is left.
    std::optional<std::chrono::milliseconds> wait(std::chrono::milliseconds atLeast = {});
    void cancel() noexcept;
    //! A wait goes on in another thread, once there.
    void leaveThread() noexcept { DeadlineQueue::cancel(this); }
    void enterThread();

    void opened() { m_backoff.opened(std::chrono::steady_clock::now()); }
    //! The application begins anew.
    void reset() noexcept { m_backoff.reset(); }
    int retries() const noexcept { return m_backoff.retries(); }
    //! 0 when it does not wait.
    std::chrono::milliseconds timeLeft() const;

private:
    void deadlineReached(Core::TimePoint now) override;

    std::function<void()> m_isDue;
    Decision m_decision;
    Core::ReconnectBackoff m_backoff;
    std::optional<Core::TimePoint> m_due;
};

} // namespace Gantry
