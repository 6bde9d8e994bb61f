// SPDX-License-Identifier: MIT
#include "router/pendingcall.h"

#include "router/dealer.h"

namespace Gantry::Wamp {

void PendingCall::deadlineReached(Core::TimePoint)
{
    dealer.timedOut(*this);
}

void PendingCall::reset()
{
    caller = nullptr;
    internal = nullptr;
    callee = nullptr;
    request = 0;
    invocation = 0;
    registration = 0;
    askedTimeout = timeout = {};
    isDisclosed = wantsProgress = isCallOpen = isKilled = countsAtCallee = mayMove = false;
    details = {};
    payload = {};
    keptBytes = 0;
    tried.clear();
}

} // namespace Gantry::Wamp
