// SPDX-License-Identifier: MIT
#include "wamp/session/callhandle.h"

#include "wamp/session/applicationsession_p.h"

namespace Gantry::Wamp {

CallHandle::CallHandle()
    : m_future(QtFuture::makeReadyFuture(CallOutcome{.error = {.failure = Failure::SessionNotReady}}))
{ }

CallHandle::CallHandle(ApplicationSession *session, quint32 joinNumber, Id request,
                       QFuture<CallOutcome> future)
    : m_session(session)
    , m_joinNumber(joinNumber)
    , m_request(request)
    , m_future(std::move(future))
{ }

void CallHandle::cancel(CancelMode mode) const
{
    if (auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber))
        d->caller.cancel(m_request, mode);
}

SendOutcome CallHandle::sendProgress(const QVariantList &args, const QVariantMap &kwargs) const
{
    auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber);
    return d ? d->caller.sendPart(m_request, Payload::fromValues(args, kwargs), false)
             : SendOutcome{Failure::SessionNotReady};
}

SendOutcome CallHandle::finish(const QVariantList &args, const QVariantMap &kwargs) const
{
    auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber);
    return d ? d->caller.sendPart(m_request, Payload::fromValues(args, kwargs), true)
             : SendOutcome{Failure::SessionNotReady};
}

} // namespace Gantry::Wamp
