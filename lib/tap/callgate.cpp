// SPDX-License-Identifier: MIT
#include "tap/callgate.h"

#include <thread>

namespace Gantry::Tap {

namespace {

unsigned threadIndex() noexcept
{
    static std::atomic<unsigned> count{0};
    thread_local const unsigned index = count.fetch_add(1, std::memory_order_relaxed);
    return index;
}

} // namespace

CallGate::CallGate()
    : m_stripes(std::make_unique<Stripe[]>(StripeCount))
{ }

CallGate::~CallGate() = default;

std::atomic<int> &CallGate::enter() noexcept
{
    Stripe &stripe = m_stripes[threadIndex() % StripeCount];
    std::atomic<int> &count = stripe.calls[size_t(m_side.load(std::memory_order_relaxed))];
    // seq_cst: either drain() sees this addition, or the caller sees the new pointer.
    count.fetch_add(1, std::memory_order_seq_cst);
    return count;
}

void CallGate::waitForCalls() noexcept
{
    // Twice, because a caller may have read the side just before an earlier wait
    // turned it and have added itself to the drained side just after.
    for (int pass = 0; pass < 2; ++pass) {
        const int side = m_side.load(std::memory_order_relaxed);
        m_side.store(1 - side, std::memory_order_seq_cst);
        drain(side);
    }
}

void CallGate::drain(int side) noexcept
{
    for (int i = 0; i < StripeCount; ++i) {
        while (m_stripes[size_t(i)].calls[size_t(side)].load(std::memory_order_seq_cst) != 0)
            std::this_thread::yield();
    }
}

} // namespace Gantry::Tap
