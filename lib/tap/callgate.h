// SPDX-License-Identifier: MIT
// Lets many threads make short calls through a pointer, and one thread wait until
// all calls that may still use the old pointer are over. Entering and leaving is
// one atomic addition each, so a caller never waits for the one who changes the
// pointer, whatever priority that one runs at. (The idea is that of the Linux
// kernel's sleepable RCU: two counters, of which the waiter drains one at a time.)
#pragma once

#include <QtCore/qglobal.h>

#include <array>
#include <atomic>
#include <memory>

namespace Gantry::Tap {

class CallGate
{
public:
    CallGate();
    ~CallGate();
    Q_DISABLE_COPY_MOVE(CallGate)

    //! Held during a call. Load the pointer after it was made (seq_cst).
    class Pass
    {
    public:
        explicit Pass(CallGate &gate) noexcept
            : m_count(gate.enter())
        { }
        ~Pass() { m_count.fetch_sub(1, std::memory_order_release); }
        Q_DISABLE_COPY_MOVE(Pass)

    private:
        std::atomic<int> &m_count;
    };

    //! Returns once every Pass that existed when it was called is gone. Store the
    //! new pointer before (seq_cst). One thread at a time; not while holding a Pass.
    void waitForCalls() noexcept;

private:
    static constexpr int StripeCount = 16;
    //! Threads are spread over stripes, a cache line each, so that they do not pull
    //! at the same counter.
    struct alignas(64) Stripe
    {
        std::array<std::atomic<int>, 2> calls{};
    };

    std::atomic<int> &enter() noexcept;
    void drain(int side) noexcept;

    std::unique_ptr<Stripe[]> m_stripes;
    std::atomic<int> m_side{0};
};

} // namespace Gantry::Tap
