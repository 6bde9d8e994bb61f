// SPDX-License-Identifier: MIT
#include "wamp/session/callerrole.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/promises.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

CallHandle CallerRole::call(const QString &procedure, const Payload &payload, const CallOptions &options,
                            const ProgressHandler &onProgress)
{
    Pending pending{.promise = startedPromise<CallOutcome>(),
                    .onProgress = onProgress ? std::make_shared<const ProgressHandler>(onProgress) : nullptr,
                    .procedure = procedure,
                    .options = options,
                    .takesParts = options.progress};
    if (onProgress)
        pending.options.receiveProgress = true;
    QFuture<CallOutcome> future = pending.promise.future();

    Call message{.options = pending.options, .procedure = pending.procedure, .payload = payload};
    Failure failure = Failure::None;
    if (!isValidUri(pending.procedure))
        failure = Failure::InvalidUri;
    else if (options.progress && m_session.isReady()
             && !m_session.routerHas(Role::Dealer, Feature::ProgressiveCallInvocations))
        failure = Failure::NotAnnounced;
    else
        failure = m_session.request(message).failure;
    if (failure != Failure::None) {
        finishPromise(std::move(pending.promise), CallOutcome{.error = {.failure = failure}});
        return CallHandle(nullptr, 0, 0, future);
    }
    const auto call = m_calls.insert_or_assign(message.request, std::move(pending)).first;
    setDeadline(call->first, call->second);
    return CallHandle(m_session.q, m_session.joinNumber(), message.request, future);
}

SendOutcome CallerRole::sendPart(Id request, const Payload &payload, bool isLast)
{
    const auto call = m_calls.find(request);
    if (call == m_calls.end() || !call->second.takesParts || !m_session.isReady())
        return {Failure::SessionNotReady};
    // The first CALL's options hold for all of them.
    const SendOutcome outcome = outcomeOf(m_session.send(Call{.request = request,
                                                              .options = {.progress = !isLast},
                                                              .procedure = call->second.procedure,
                                                              .payload = payload}));
    if (outcome.isOk())
        call->second.takesParts = !isLast;
    return outcome;
}

void CallerRole::cancel(Id request, CancelMode mode)
{
    const auto call = m_calls.find(request);
    if (call == m_calls.end() || call->second.isAbandoned || !m_session.isReady())
        return;
    call->second.takesParts = false;
    if (m_session.routerHas(Role::Dealer, Feature::CallCanceling))
        m_session.send(Cancel{.request = request, .options = {.mode = mode}});
    else
        abandon(call, Failure::Canceled, Uris::canceled);
}

void CallerRole::receive(Result &message)
{
    const auto call = m_calls.find(message.request);
    if (call == m_calls.end())
        return m_session.fail(u"RESULT of no call"_s);
    Pending &pending = call->second;
    if (message.details.progress && !pending.options.receiveProgress)
        return m_session.fail(u"RESULT.Details.progress was not asked for"_s);
    if (!message.details.progress) {
        CallOutcome outcome;
        if (auto content = pending.isAbandoned ? PayloadContent() : contentOf(message.payload))
            outcome.result = {.args = std::move(content->args), .kwargs = std::move(content->kwargs)};
        else
            outcome.error.failure = Failure::Unreadable;
        return finish(call, std::move(outcome));
    }
    if (pending.isAbandoned)
        return;
    setDeadline(call->first, pending);
    const auto onProgress = pending.onProgress;
    if (!onProgress)
        return;
    if (const auto content = contentOf(message.payload))
        m_session.protect([&] { (*onProgress)(content->args, content->kwargs); });
    else
        m_session.userError(u"RESULT: the payload has no meaning here"_s);
}

void CallerRole::receiveError(Error &message)
{
    const auto call = m_calls.find(message.request);
    if (call == m_calls.end())
        return m_session.fail(u"ERROR of no call"_s);
    finish(call, {.error = m_session.requestError(message)});
}

void CallerRole::end(Failure failure)
{
    m_deadlines.clear();
    Calls calls = std::move(m_calls);
    m_calls.clear();
    for (auto &[request, call] : calls) {
        if (!call.isAbandoned)
            finishPromise(std::move(call.promise), CallOutcome{.error = {.failure = failure}});
    }
}

void CallerRole::timeOut(TimePoint now)
{
    const QPointer<ApplicationSession> guard(m_session.q);
    while (guard && !m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        const auto call = m_calls.find(m_deadlines.begin()->second);
        if (m_session.isReady() && m_session.routerHas(Role::Dealer, Feature::CallCanceling))
            m_session.send(Cancel{.request = call->first, .options = {.mode = CancelMode::KillNoWait}});
        abandon(call, Failure::TimedOut, Uris::timeout);
    }
}

std::optional<CallerRole::TimePoint> CallerRole::nextDeadline() const
{
    return m_deadlines.empty() ? std::nullopt : std::optional(m_deadlines.begin()->first);
}

void CallerRole::setDeadline(Id request, Pending &call)
{
    if (call.options.timeout.count() <= 0)
        return;
    clearDeadline(request, call);
    const bool isMinded = m_session.routerHas(Role::Dealer, Feature::CallTimeout);
    call.deadline = std::chrono::steady_clock::now() + call.options.timeout
        + (isMinded ? m_session.options().callTimeoutGrace : std::chrono::milliseconds(0));
    m_deadlines.emplace(*call.deadline, request);
    m_session.rearm();
}

void CallerRole::clearDeadline(Id request, Pending &call)
{
    if (call.deadline)
        m_deadlines.erase({*call.deadline, request});
    call.deadline.reset();
}

void CallerRole::abandon(Calls::iterator call, Failure failure, QLatin1StringView uri)
{
    clearDeadline(call->first, call->second);
    call->second.isAbandoned = true;
    call->second.takesParts = false;
    call->second.onProgress.reset();
    const RequestError error = m_session.requestError({.failure = failure, .uri = uri});
    finishPromise(std::move(call->second.promise), CallOutcome{.error = error});
}

void CallerRole::finish(Calls::iterator call, CallOutcome outcome)
{
    clearDeadline(call->first, call->second);
    Pending pending = std::move(call->second);
    m_calls.erase(call);
    if (!pending.isAbandoned)
        finishPromise(std::move(pending.promise), std::move(outcome));
}

} // namespace Gantry::Wamp
