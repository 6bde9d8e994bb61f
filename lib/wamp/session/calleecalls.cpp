// SPDX-License-Identifier: MIT
// Calls, from INVOCATION to YIELD or ERROR.
#include "wamp/session/applicationsession_p.h"
#include "wamp/session/calleerole.h"
#include "wamp/session/invocationticket.h"

#include <algorithm>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

void CalleeRole::receive(Invocation &message)
{
    const Procedure *procedure = begin(message);
    if (!procedure)
        return;
    // It was on its way when UNREGISTER was.
    if (procedure->isUnregistering || procedure->context.isGone()) {
        (void)answerError(message.request, ApplicationError(Uris::noSuchProcedure));
        return;
    }
    const auto handler = procedure->handler;
    run(*handler, detailsOf(message, *procedure), message.payload);
}

//! What is to be called for a new call, or for a further part of one, which the registration
//! need not outlive; nullptr: nothing.
const CalleeRole::Procedure *CalleeRole::begin(const Invocation &message)
{
    if (const auto known = m_inquiries.find(message.request); known != m_inquiries.end()) {
        if (known->second.isComplete || known->second.registration != message.registration) {
            m_session.fail(u"INVOCATION: the request is under way"_s);
            return nullptr;
        }
        known->second.isComplete = !message.details.progress;
        return &known->second.procedure;
    }
    const auto early = std::find(m_answeredEarly.begin(), m_answeredEarly.end(), message.request);
    if (early != m_answeredEarly.end()) {
        if (!message.details.progress)
            m_answeredEarly.erase(early);
        return nullptr;
    }
    const auto found = m_procedures.find(message.registration);
    if (found == m_procedures.end()) {
        m_session.fail(u"INVOCATION of no registration"_s);
        return nullptr;
    }
    Inquiry inquiry{.registration = message.registration,
                    .isProgressWanted = message.details.receiveProgress,
                    .isComplete = !message.details.progress};
    if (!inquiry.isComplete)
        inquiry.procedure = found->second;
    m_inquiries.emplace(message.request, std::move(inquiry));
    return &found->second;
}

CallDetails CalleeRole::detailsOf(const Invocation &message, const Procedure &procedure) const
{
    const InvocationDetails &said = message.details;
    CallDetails details;
    details.registration = message.registration;
    details.procedure = said.procedure.isEmpty() ? procedure.uri : said.procedure.toString();
    details.caller = said.caller;
    details.callerAuthid = said.callerAuthid;
    details.callerAuthrole = said.callerAuthrole;
    details.trustlevel = said.trustlevel;
    details.timeout = said.timeout;
    details.receiveProgress = said.receiveProgress;
    details.progress = said.progress;
    details.custom = said.rare->custom;
    details.m_session = m_session.q;
    details.m_joinNumber = m_session.joinNumber();
    details.m_request = message.request;
    return details;
}

void CalleeRole::run(const ProcedureHandler &handler, const CallDetails &details, const Payload &payload)
{
    std::optional<PayloadContent> content = PayloadContent();
    if (handler.wantsPayload() && !(content = contentOf(payload))) {
        (void)answerError(details.m_request,
                          ApplicationError(Uris::invalidArgument, {u"the payload has no meaning here"_s}));
        return;
    }
    try {
        InvocationContext context(details, std::move(*content));
        handler(context);
    } catch (...) {
        if (ApplicationSessionPrivate::of(details.m_session, details.m_joinNumber))
            answerThrown(details.m_request, std::current_exception());
    }
}

void CalleeRole::answerThrown(Id request, const std::exception_ptr &exception)
{
    const ExceptionMap::Translation thrown = m_session.exceptions.translate(exception);
    (void)answerError(request, thrown.error); // it may have been answered before
    if (!thrown.isExpected)
        m_session.userError(thrown.text);
}

void CalleeRole::answerLater(const CallDetails &details, const QFuture<CallResult> &result)
{
    if (result.isFinished())
        return answerFuture(details, result);
    const auto inquiry = m_inquiries.find(details.m_request);
    if (inquiry == m_inquiries.end())
        return;
    // Not a continuation: the future can have only one, which is the application's.
    auto *watcher = new QFutureWatcher<CallResult>(m_session.q);
    inquiry->second.watcher = watcher;
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [this, details, watcher] {
        watcher->deleteLater();
        if (ApplicationSessionPrivate::of(details.m_session, details.m_joinNumber))
            answerFuture(details, watcher->future());
    });
    watcher->setFuture(result);
}

void CalleeRole::answerFuture(const CallDetails &details, const QFuture<CallResult> &result)
{
    QFuture<CallResult> finished = result;
    try {
        finished.waitForFinished(); // throws what the future has instead of a result
    } catch (...) {
        return answerThrown(details.m_request, std::current_exception());
    }
    if (finished.resultCount() > 0)
        answerPart(details, finished.resultAt(0));
    else
        (void)answerError(details.m_request, ApplicationError(Uris::canceled));
}

void CalleeRole::answerPart(const CallDetails &details, const CallResult &result)
{
    // Answered or given up meanwhile: nobody waits for it.
    if (!details.progress)
        (void)answer(details.m_request, result);
    else if (result != CallResult())
        (void)sendProgress(details.m_request, Payload::fromValues(result.args, result.kwargs));
}

SendOutcome CalleeRole::sendProgress(Id request, const Payload &payload)
{
    const auto inquiry = m_inquiries.find(request);
    if (inquiry == m_inquiries.end() || !m_session.isReady())
        return {Failure::SessionNotReady};
    if (!inquiry->second.isProgressWanted)
        return {Failure::NotAnnounced};
    return outcomeOf(
        m_session.send(Yield{.request = request, .options = {.progress = true}, .payload = payload}));
}

SendOutcome CalleeRole::answer(Id request, const CallResult &result)
{
    const auto inquiry = m_inquiries.find(request);
    if (inquiry == m_inquiries.end() || !m_session.isReady())
        return {Failure::SessionNotReady};
    const SendOutcome outcome = outcomeOf(m_session.send(
        Yield{.request = request, .payload = Payload::fromValues(result.args, result.kwargs)}));
    if (outcome.failure == Failure::TooBig)
        (void)answerError(request, ApplicationError(Uris::payloadSizeExceeded));
    else if (outcome.failure == Failure::NotSerializable)
        (void)answerError(request, ApplicationError(Uris::runtimeError, {u"the result cannot be sent"_s}));
    else
        take(inquiry);
    return outcome;
}

SendOutcome CalleeRole::answerError(Id request, const ApplicationError &error)
{
    const auto inquiry = m_inquiries.find(request);
    if (inquiry == m_inquiries.end() || !m_session.isReady())
        return {Failure::SessionNotReady};
    take(inquiry);
    Error message{.requestType = MessageType::Invocation,
                  .request = request,
                  .error = error.uri(),
                  .payload = Payload::fromValues(error.args(), error.kwargs())};
    if (!isValidUri(message.error))
        message.error = Uris::runtimeError;
    SendOutcome outcome = outcomeOf(m_session.send(message));
    if (outcome.failure == Failure::TooBig || outcome.failure == Failure::NotSerializable) {
        message.payload = {};
        outcome = outcomeOf(m_session.send(message));
    }
    return outcome;
}

void CalleeRole::take(Inquiries::iterator inquiry)
{
    constexpr size_t mostAnsweredEarly = 256;
    if (!inquiry->second.isComplete) {
        m_answeredEarly.push_back(inquiry->first);
        if (m_answeredEarly.size() > mostAnsweredEarly)
            m_answeredEarly.pop_front();
    }
    m_inquiries.erase(inquiry);
}

bool CalleeRole::isCanceled(Id request) const
{
    const auto inquiry = m_inquiries.find(request);
    return inquiry == m_inquiries.end() || inquiry->second.isInterrupted;
}

std::shared_ptr<InvocationTicket> CalleeRole::ticket(const CallDetails &details)
{
    const auto inquiry = m_inquiries.find(details.m_request);
    std::shared_ptr<InvocationTicket> ticket;
    if (inquiry != m_inquiries.end() && !(ticket = inquiry->second.ticket.lock())) {
        ticket = std::make_shared<InvocationTicket>(m_session.q, details.m_joinNumber, details.m_request);
        inquiry->second.ticket = ticket;
    }
    return ticket;
}

void CalleeRole::forgotten(Id request)
{
    const auto inquiry = m_inquiries.find(request);
    // After an interrupt it is answered in any case.
    if (inquiry != m_inquiries.end() && inquiry->second.isComplete && !inquiry->second.isInterrupted)
        (void)answerError(request, ApplicationError(Uris::runtimeError, {u"no answer was given"_s}));
}

void CalleeRole::whenCanceled(Id request, QObject *context, std::function<void()> then)
{
    const auto inquiry = m_inquiries.find(request);
    if (inquiry != m_inquiries.end())
        inquiry->second.notices.push_back({HandlerContext(context), std::move(then)});
}

void CalleeRole::receive(const Interrupt &message)
{
    const auto inquiry = m_inquiries.find(message.request);
    if (inquiry == m_inquiries.end())
        return; // the answer is on its way
    const QPointer<ApplicationSession> session(m_session.q);
    const quint32 joinNumber = m_session.joinNumber();
    inquiry->second.isInterrupted = true;
    // Taken out: a notice may answer the call, or delete the session, and the inquiry with it.
    const auto notices = std::exchange(inquiry->second.notices, {});
    const auto watcher = inquiry->second.watcher;
    cancel(session, notices, watcher);
    if (ApplicationSessionPrivate::of(session, joinNumber))
        (void)answerError(message.request, ApplicationError(Uris::canceled));
}

//! Tells the application. It may delete the session, and this with it.
void CalleeRole::cancel(const QPointer<ApplicationSession> &session, const std::vector<CancelNotice> &notices,
                        const QPointer<QFutureWatcher<CallResult>> &watcher)
{
    for (const CancelNotice &notice : notices) {
        if (notice.context.isGone())
            continue;
        try {
            notice.then();
        } catch (...) {
            if (session)
                session->d->userError(session->d->exceptions.translate(std::current_exception()));
        }
    }
    if (watcher)
        watcher->cancel();
}

} // namespace Gantry::Wamp
