// SPDX-License-Identifier: MIT
// A call that was made: its outcome, and the ways to steer it.
#pragma once

#include "../message/options.h"
#include "outcomes.h"

namespace Gantry::Wamp {

/*!
    A value that keeps nothing alive: copies of it may outlive the session, and a call goes
    on without it. To be used in the session's thread.
*/
class GANTRY_WAMP_EXPORT CallHandle
{
public:
    //! Of no call; its future is finished with SessionNotReady.
    CallHandle();

    //! Always finished, never cancelled by the session, once: with the answer, or why there
    //! is none. What continues on it runs in the session's thread, may do anything, and is
    //! the only continuation it can have. Cancelling the future alone does not reach the
    //! router.
    QFuture<CallOutcome> future() const { return m_future; }
    bool isFinished() const { return m_future.isFinished(); }

    //! Gives the call up. With Kill the callee has the last word, otherwise the router
    //! answers at once; the future is finished by that answer, wamp.error.canceled mostly. A
    //! router that did not announce call_canceling is not asked, and the future is finished
    //! with Failure::Canceled. No effect when the call is over.
    void cancel(CancelMode mode = CancelMode::KillNoWait) const;

    // For a call that was made with CallOptions::progress. SessionNotReady: it is over, or
    // complete, or was not made like that.

    //! Sends one more part of it; another one follows.
    SendOutcome sendProgress(const QVariantList &args, const QVariantMap &kwargs = {}) const;
    //! Sends the last part of it.
    SendOutcome finish(const QVariantList &args = {}, const QVariantMap &kwargs = {}) const;

private:
    friend class CallerRole;
    CallHandle(ApplicationSession *session, quint32 joinNumber, Id request, QFuture<CallOutcome> future);

    QPointer<ApplicationSession> m_session;
    quint32 m_joinNumber = 0;
    Id m_request = 0;
    QFuture<CallOutcome> m_future;
};

} // namespace Gantry::Wamp
