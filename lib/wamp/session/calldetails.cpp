// SPDX-License-Identifier: MIT
// The values through which handlers answer, which know the session only as long as it is
// the same.
#include "wamp/session/calldetails.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/invocationticket.h"

namespace Gantry::Wamp {

namespace {

CalleeRole *calleeOf(const ApplicationSession *session, quint32 joinNumber)
{
    auto *d = ApplicationSessionPrivate::of(session, joinNumber);
    return d ? &d->callee : nullptr;
}

} // namespace

ApplicationSession *CallDetails::session() const
{
    return m_session;
}

SendOutcome CallDetails::sendProgress(const QVariantList &args, const QVariantMap &kwargs) const
{
    CalleeRole *callee = calleeOf(m_session, m_joinNumber);
    return callee ? callee->sendProgress(m_request, Payload::fromValues(args, kwargs))
                  : SendOutcome{Failure::SessionNotReady};
}

bool CallDetails::isCanceled() const
{
    const CalleeRole *callee = calleeOf(m_session, m_joinNumber);
    return !callee || callee->isCanceled(m_request);
}

void CallDetails::whenCanceled(QObject *context, std::function<void()> then) const
{
    if (CalleeRole *callee = calleeOf(m_session, m_joinNumber))
        callee->whenCanceled(m_request, context, std::move(then));
}

InvocationTicket::~InvocationTicket()
{
    if (CalleeRole *role = callee())
        role->forgotten(request);
}

CalleeRole *InvocationTicket::callee() const
{
    return calleeOf(session, joinNumber);
}

bool InvocationReply::isPending() const
{
    const CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr;
    return callee && callee->isPending(m_ticket->request);
}

bool InvocationReply::isCanceled() const
{
    const CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr;
    return !callee || callee->isCanceled(m_ticket->request);
}

void InvocationReply::whenCanceled(QObject *context, std::function<void()> then) const
{
    if (CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr)
        callee->whenCanceled(m_ticket->request, context, std::move(then));
}

SendOutcome InvocationReply::sendResult(const CallResult &result) const
{
    CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr;
    return callee ? callee->answer(m_ticket->request, result) : SendOutcome{Failure::SessionNotReady};
}

SendOutcome InvocationReply::sendProgress(const QVariantList &args, const QVariantMap &kwargs) const
{
    CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr;
    return callee ? callee->sendProgress(m_ticket->request, Payload::fromValues(args, kwargs))
                  : SendOutcome{Failure::SessionNotReady};
}

SendOutcome InvocationReply::sendError(const QString &uri, const QVariantList &args,
                                       const QVariantMap &kwargs) const
{
    CalleeRole *callee = m_ticket ? m_ticket->callee() : nullptr;
    return callee ? callee->answerError(m_ticket->request, ApplicationError(uri, args, kwargs))
                  : SendOutcome{Failure::SessionNotReady};
}

void InvocationContext::answer(const CallResult &result) const
{
    if (CalleeRole *callee = calleeOf(m_details.m_session, m_details.m_joinNumber))
        callee->answerPart(m_details, result);
}

void InvocationContext::answer() const
{
    answer(CallResult());
}

void InvocationContext::answer(const QFuture<CallResult> &result) const
{
    if (CalleeRole *callee = calleeOf(m_details.m_session, m_details.m_joinNumber))
        callee->answerLater(m_details, result);
}

InvocationReply InvocationContext::reply() const
{
    CalleeRole *callee = calleeOf(m_details.m_session, m_details.m_joinNumber);
    return InvocationReply(callee ? callee->ticket(m_details) : nullptr);
}

} // namespace Gantry::Wamp
