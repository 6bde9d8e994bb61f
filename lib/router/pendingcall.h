// SPDX-License-Identifier: MIT
// A call that a callee has and nobody has answered yet.
#pragma once

#include "router/deadlines.h"
#include "wamp/message/message.h"

#include <vector>

namespace Gantry::Wamp {

class Dealer;
class RouterSession;

//! A call of the router itself.
class InternalCall
{
public:
    //! It is answered, or failed with \a error, an URI; nothing of it is left.
    virtual void answered(const Payload &result) = 0;
    virtual void failed(QByteArrayView error) = 0;

protected:
    ~InternalCall() = default;
};

//! Kept and used again when it is answered.
class PendingCall final : public Timed
{
public:
    explicit PendingCall(Dealer &owner)
        : dealer(owner)
    { }

    Dealer &dealer;
    RouterSession *caller = nullptr; //!< nullptr: the router itself
    InternalCall *internal = nullptr;
    RouterSession *callee = nullptr;
    Id request = 0; //!< of CALL
    Id invocation = 0; //!< of INVOCATION
    Id registration = 0;
    std::chrono::milliseconds askedTimeout{0};
    std::chrono::milliseconds timeout{0}; //!< the same if the dealer minds it, or 0
    bool isDisclosed = false; //!< who calls, whatever the callee asks for
    bool wantsProgress = false;
    bool isCallOpen = false; //!< more CALLs of this request may come
    bool isKilled = false; //!< interrupted, and the callee's answer is waited for
    bool countsAtCallee = false; //!< for its limit of calls under way
    bool mayMove = false; //!< to another callee if this one is unavailable

    //! What the first CALL says, without what depends on the callee.
    InvocationDetails details = {};
    Payload payload = {}; //!< while it may move
    qint64 keptBytes = 0; //!< of it, which its caller answers for
    std::vector<RouterSession *> tried = {}; //!< who is unavailable for it

    void deadlineReached(Core::TimePoint now) override;
    void reset();
};

} // namespace Gantry::Wamp
