// SPDX-License-Identifier: MIT
#include "router/registration.h"

#include "router/routersession.h"

#include <algorithm>

namespace Gantry::Wamp {

namespace {

bool mayTake(const Callee &callee, const std::vector<RouterSession *> &tried)
{
    return (callee.concurrency == 0 || callee.underWay < callee.concurrency)
        && !callee.session->queue().isStalled() && std::ranges::find(tried, callee.session) == tried.end();
}

} // namespace

Callee *RouterRegistration::find(const RouterSession *session) noexcept
{
    const auto found = std::ranges::find(callees, session, &Callee::session);
    return found == callees.end() ? nullptr : &*found;
}

void RouterRegistration::remove(const RouterSession *session) noexcept
{
    const auto found = std::ranges::find(callees, session, &Callee::session);
    if (found == callees.end())
        return;
    // Who is next stays next.
    if (size_t(found - callees.begin()) < nextTurn)
        --nextTurn;
    callees.erase(found);
}

bool RouterRegistration::hasTrustedCallee() const noexcept
{
    return std::ranges::any_of(callees, [](const Callee &callee) { return callee.session->isTrusted(); });
}

Callee *RouterRegistration::pick(const std::vector<RouterSession *> &tried, QRandomGenerator64 &random)
{
    const size_t count = callees.size();
    if (count == 0)
        return nullptr;
    // The policies differ in where they begin and in the direction.
    size_t begin = 0;
    if (invoke == InvocationPolicy::RoundRobin)
        begin = nextTurn % count;
    else if (invoke == InvocationPolicy::Random)
        begin = size_t(random.bounded(quint64(count)));
    else if (invoke == InvocationPolicy::Last)
        begin = count - 1;
    const size_t step = invoke == InvocationPolicy::Last ? count - 1 : 1;
    for (size_t i = 0, place = begin; i < count; ++i, place = (place + step) % count) {
        if (!mayTake(callees[place], tried))
            continue;
        nextTurn = place + 1;
        return &callees[place];
    }
    return nullptr;
}

} // namespace Gantry::Wamp
