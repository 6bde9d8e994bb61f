// SPDX-License-Identifier: MIT
// A call on its way to a callee.
#include "router/dealer.h"

#include "router/realmcore.h"
#include "router/routercore.h"
#include "wamp/transport/inprocesstransport.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

bool canBeInterrupted(const RouterSession &callee)
{
    return callee.roles().has(Role::Callee, Feature::CallCanceling);
}

//! Without a way to stop it a callee is not asked for a stream.
bool givesProgress(const RouterSession &callee)
{
    return callee.roles().has(Role::Callee, Feature::ProgressiveCallResults) && canBeInterrupted(callee);
}

bool takesProgress(const RouterSession &callee)
{
    return callee.roles().has(Role::Callee, Feature::ProgressiveCallInvocations) && canBeInterrupted(callee);
}

bool mindsTimeout(const Callee &callee)
{
    return callee.forwardTimeout && callee.session->roles().has(Role::Callee, Feature::CallTimeout);
}

} // namespace

PendingCall &Dealer::newCall()
{
    if (m_free.empty()) {
        m_pool.emplace_back(*this);
        return m_pool.back();
    }
    PendingCall &call = *m_free.back();
    m_free.pop_back();
    return call;
}

void Dealer::call(RouterSession &caller, Call &message, const Permission &permission)
{
    const auto refuse = [&](QLatin1StringView error, const QString &text) {
        ++m_realm.core.counters.errors;
        if (message.options.progress)
            caller.noteEndedCall(message.request);
        caller.answer(makeError(MessageType::Call, message.request, error, text));
    };
    ++m_realm.core.counters.calls;
    const Disclosure disclosure = m_realm.options.callerDisclosure;
    if (!permission.isAllowed()) {
        refuse(permission.error, permission.text);
        return;
    }
    if (message.options.discloseMe && disclosure == Disclosure::Forbid) {
        refuse(Uris::discloseMeDisallowed, u"the realm tells nobody who calls"_s);
        return;
    }
    if (m_realm.metaApi.answers(message.procedure)) {
        m_realm.metaApi.call(caller, message);
        return;
    }
    RouterRegistration *registration = m_index.best(message.procedure);
    if (!registration) {
        refuse(Uris::noSuchProcedure, u"nobody has registered the procedure"_s);
        return;
    }
    if (caller.calls.size() >= m_realm.core.options.pendingCallsPerSession) {
        refuse(Uris::unavailable, u"the session has too many calls under way"_s);
        return;
    }

    PendingCall &call = newCall();
    call.caller = &caller;
    call.request = message.request;
    call.askedTimeout = message.options.timeout;
    call.wantsProgress = message.options.receiveProgress;
    call.isCallOpen = message.options.progress;
    call.isDisclosed = disclosure == Disclosure::Always
        || (disclosure == Disclosure::Allow && (message.options.discloseMe || permission.disclose));
    call.details.trustlevel = caller.trustlevel();
    call.details.rare = passedOn(message.options.rare);
    if (registration->match != MatchPolicy::Exact)
        call.details.procedure = message.procedure;
    caller.calls.insert(call.request, &call);
    if (const QLatin1StringView error = offer(call, *registration, message.payload); !error.isEmpty())
        fail(call, error);
}

//! Gives \a call to a callee of \a registration. The answer is an error, or empty.
QLatin1StringView Dealer::offer(PendingCall &call, RouterRegistration &registration, Payload &payload)
{
    const bool isOpaque = usesPassthru(call.details.rare);
    while (Callee *callee = registration.pick(call.tried, m_realm.core.random)) {
        RouterSession &session = *callee->session;
        if ((call.isCallOpen && !takesProgress(session))
            || (isOpaque && !session.roles().has(Role::Callee, Feature::PayloadPassthruMode)))
            return Uris::featureNotSupported;
        IdSequence ids = session.invocationIds;
        Message message = Invocation{.request = ids.next(),
                                     .registration = registration.id,
                                     .details = detailsFor(call, *callee),
                                     .payload = std::move(payload)};
        SessionQueue *sender = call.caller ? &call.caller->queue() : nullptr;
        switch (session.queue().sendInvocation(message, sender)) {
        case Delivery::Taken:
            session.invocationIds = ids;
            bind(call, *callee, registration);
            keep(call, std::get<Invocation>(message).payload);
            return {};
        case Delivery::Dropped:
        case Delivery::Unavailable:
            payload = std::move(std::get<Invocation>(message).payload);
            call.tried.push_back(&session);
            break;
        case Delivery::TooBig:
            return Uris::payloadSizeExceeded;
        case Delivery::NotSerializable:
            return Uris::invalidArgument;
        }
    }
    return Uris::noAvailableCallee;
}

InvocationDetails Dealer::detailsFor(const PendingCall &call, const Callee &callee) const
{
    InvocationDetails details = call.details;
    details.progress = call.isCallOpen;
    details.receiveProgress = call.wantsProgress && givesProgress(*callee.session);
    if (mindsTimeout(callee))
        details.timeout = call.askedTimeout;
    const bool isDisclosed =
        call.isDisclosed || (callee.discloseCaller && m_realm.options.callerDisclosure == Disclosure::Allow);
    if (isDisclosed && call.caller) {
        details.caller = call.caller->id();
        details.callerAuthid = call.caller->identity().authid;
        details.callerAuthrole = call.caller->identity().authrole;
    }
    return details;
}

void Dealer::bind(PendingCall &call, Callee &callee, const RouterRegistration &registration)
{
    RouterSession &session = *callee.session;
    call.callee = &session;
    call.invocation = session.invocationIds.last();
    call.registration = registration.id;
    call.mayMove = registration.callees.size() > 1 && session.roles().has(Role::Callee, Feature::CallReroute);
    call.countsAtCallee = callee.concurrency > 0;
    if (call.countsAtCallee)
        ++callee.underWay;
    session.invocations.insert(call.invocation, &call);
    call.timeout = mindsTimeout(callee) ? std::chrono::milliseconds(0) : call.askedTimeout;
    startTimeout(call);
}

//! For another callee, if this one turns out to be unavailable, and while the caller's calls
//! do not hold more than may wait for it.
void Dealer::keep(PendingCall &call, const Payload &payload)
{
    if (!call.mayMove)
        return;
    call.payload = payload.compact();
    if (!call.caller)
        return;
    const qint64 octets = estimatedOctets(Call{.payload = call.payload});
    if (call.caller->keptBytes + octets > m_realm.core.options.sessionQueueBytes) {
        call.mayMove = false;
        call.payload = {};
        return;
    }
    call.keptBytes = octets;
    call.caller->keptBytes += octets;
}

Payload Dealer::release(PendingCall &call)
{
    if (call.caller)
        call.caller->keptBytes -= std::exchange(call.keptBytes, 0);
    return std::exchange(call.payload, Payload());
}

void Dealer::unbind(PendingCall &call)
{
    if (!call.callee)
        return;
    call.callee->invocations.remove(call.invocation);
    if (call.countsAtCallee) {
        const auto found = m_registrations.find(call.registration);
        Callee *callee = found == m_registrations.end() ? nullptr : found->second->find(call.callee);
        if (callee)
            --callee->underWay;
    }
    call.callee = nullptr;
}

void Dealer::startTimeout(PendingCall &call)
{
    if (call.timeout > std::chrono::milliseconds(0))
        m_realm.core.deadlines.schedule(call, call.timeout);
}

//! \a call is answered, or nobody waits for it any more.
void Dealer::finish(PendingCall &call)
{
    unbind(call);
    release(call);
    m_realm.core.deadlines.cancel(call);
    if (call.caller) {
        call.caller->calls.remove(call.request);
        if (call.isCallOpen)
            call.caller->noteEndedCall(call.request);
    }
    call.reset();
    m_free.push_back(&call);
}

void Dealer::continueCall(PendingCall &call, Call &message)
{
    const bool isLast = !message.options.progress;
    if (isLast)
        call.isCallOpen = false;
    if (call.isKilled)
        return;
    call.mayMove = false; // who had a part of it has to have the rest
    const auto found = m_registrations.find(call.registration);
    Callee gone{.session = call.callee};
    const Callee *callee = found == m_registrations.end() ? nullptr : found->second->find(call.callee);
    const Delivery delivery =
        call.callee->queue().sendInvocation(Invocation{.request = call.invocation,
                                                       .registration = call.registration,
                                                       .details = detailsFor(call, callee ? *callee : gone),
                                                       .payload = std::move(message.payload)},
                                            &call.caller->queue());
    if (delivery == Delivery::Taken)
        return;
    interrupt(call, CancelMode::KillNoWait, Uris::canceled);
    fail(call, delivery == Delivery::TooBig ? Uris::payloadSizeExceeded : Uris::unavailable);
}

PendingCall *Dealer::callInternally(QByteArrayView procedure, const Payload &payload,
                                    std::chrono::milliseconds timeout, InternalCall &owner)
{
    RouterRegistration *registration = m_index.best(procedure);
    if (!registration)
        return nullptr;
    PendingCall &call = newCall();
    call.internal = &owner;
    call.askedTimeout = timeout;
    if (registration->match != MatchPolicy::Exact)
        call.details.procedure = procedure.toByteArray();
    Payload question = payload;
    if (offer(call, *registration, question).isEmpty())
        return &call;
    finish(call);
    return nullptr;
}

void Dealer::abandon(PendingCall &call)
{
    interrupt(call, CancelMode::KillNoWait, Uris::canceled);
    finish(call);
}

} // namespace Gantry::Wamp
