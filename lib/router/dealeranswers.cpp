// SPDX-License-Identifier: MIT
// What comes back for a call, and how it ends without an answer.
#include "router/dealer.h"

#include "router/realmcore.h"
#include "router/routercore.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

void Dealer::yield(RouterSession &callee, Yield &message)
{
    // Otherwise it crossed with the end of the call.
    PendingCall *call = callee.invocations.value(message.request);
    if (!call)
        return;
    if (message.options.progress) {
        if (!call->wantsProgress || call->isKilled || call->internal)
            return;
        call->mayMove = false;
        startTimeout(*call);
    }
    if (call->internal) {
        InternalCall *owner = call->internal;
        finish(*call);
        owner->answered(message.payload);
        return;
    }
    if (usesPassthru(message.options.rare)
        && !call->caller->roles().has(Role::Caller, Feature::PayloadPassthruMode)) {
        fail(*call, Uris::featureNotSupported, u"the result needs payload passthru mode"_s);
        return;
    }
    sendResult(*call,
               {.request = call->request,
                .details = {.progress = message.options.progress, .rare = passedOn(message.options.rare)},
                .payload = std::move(message.payload)},
               callee);
}

void Dealer::sendResult(PendingCall &call, Result result, RouterSession &callee)
{
    RouterSession &caller = *call.caller;
    const Id request = call.request;
    const bool isFinal = !result.details.progress;
    ++m_realm.core.counters.results;
    const Delivery delivery = caller.queue().sendAnswer(std::move(result), &callee.queue());
    if (delivery != Delivery::TooBig && delivery != Delivery::NotSerializable) {
        if (isFinal)
            finish(call);
        return;
    }
    if (!isFinal)
        interrupt(call, CancelMode::KillNoWait, Uris::canceled);
    finish(call);
    ++m_realm.core.counters.errors;
    const bool isTooBig = delivery == Delivery::TooBig;
    caller.answer(makeError(MessageType::Call, request,
                            isTooBig ? Uris::payloadSizeExceeded : Uris::invalidArgument,
                            isTooBig ? u"the result is too big for the caller"_s
                                     : u"the result cannot be put in the caller's encoding"_s));
}

void Dealer::error(RouterSession &callee, Error &message)
{
    PendingCall *call = callee.invocations.value(message.request);
    if (!call)
        return;
    if (message.error == QByteArrayView(Uris::unavailable.latin1()) && !call->isKilled
        && callee.roles().has(Role::Callee, Feature::CallReroute)) {
        moveOn(*call);
        return;
    }
    if (InternalCall *owner = call->internal) {
        finish(*call);
        owner->failed(message.error);
        return;
    }
    RouterSession &caller = *call->caller;
    Error answer{.requestType = MessageType::Call,
                 .request = call->request,
                 .details = {.rare = passedOn(message.details.rare)},
                 .error = std::move(message.error),
                 .payload = std::move(message.payload)};
    finish(*call);
    ++m_realm.core.counters.errors;
    const Id request = answer.request;
    if (caller.queue().sendAnswer(std::move(answer), &callee.queue()) == Delivery::TooBig)
        caller.answer(makeError(MessageType::Call, request, Uris::payloadSizeExceeded,
                                u"the error is too big for the caller"_s));
}

//! The callee is unavailable: the next one, if there is one.
void Dealer::moveOn(PendingCall &call)
{
    call.tried.push_back(call.callee);
    const bool mayMove = call.mayMove;
    const auto registration = m_registrations.find(call.registration);
    unbind(call);
    QLatin1StringView error = Uris::noAvailableCallee;
    if (mayMove && registration != m_registrations.end()) {
        Payload payload = release(call);
        error = offer(call, *registration->second, payload);
    }
    if (!error.isEmpty())
        fail(call, error);
}

void Dealer::cancel(RouterSession &caller, const Cancel &message)
{
    PendingCall *call = caller.calls.value(message.request);
    if (!call)
        return;
    CancelMode mode = message.options.mode.value_or(CancelMode::KillNoWait);
    if (!call->callee->roles().has(Role::Callee, Feature::CallCanceling))
        mode = CancelMode::Skip;
    if (mode != CancelMode::Skip)
        interrupt(*call, mode, Uris::canceled);
    if (mode == CancelMode::Kill) {
        call->isKilled = true;
        return;
    }
    fail(*call, Uris::canceled);
}

void Dealer::timedOut(PendingCall &call)
{
    interrupt(call, CancelMode::KillNoWait, Uris::timeout);
    fail(call, Uris::timeout);
}

//! Tells the callee, if it understands that.
void Dealer::interrupt(const PendingCall &call, CancelMode mode, QLatin1StringView reason)
{
    if (!call.callee || call.isKilled || !call.callee->roles().has(Role::Callee, Feature::CallCanceling))
        return;
    SessionQueue *sender = call.caller ? &call.caller->queue() : nullptr;
    call.callee->queue().sendInvocation(
        Interrupt{.request = call.invocation, .options = {.mode = mode, .reason = reason}}, sender);
}

void Dealer::fail(PendingCall &call, QLatin1StringView error, const QString &text)
{
    InternalCall *owner = call.internal;
    RouterSession *caller = call.caller;
    const Id request = call.request;
    finish(call);
    ++m_realm.core.counters.errors;
    if (owner)
        owner->failed(error.latin1());
    else
        caller->answer(makeError(MessageType::Call, request, error, text));
}

} // namespace Gantry::Wamp
