// SPDX-License-Identifier: MIT
// What a joined session sends: whether it is in order and allowed, and who works on it.
#include "router/realmcore.h"
#include "router/routercore.h"
#include "router/routersession.h"

#include <algorithm>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

void RouterSession::dispatch(Message &message)
{
    std::visit([this](auto &m) { handle(m); }, message);
}

//! What no session may send, or not now.
template<typename M>
void RouterSession::handle(M &)
{
    const MessageRule &rule = messageRule(M::type);
    const auto name = QLatin1StringView(rule.name);
    violate(
        (rule.mayBeSentBy(Sender::Client) ? u"%1 inside a session"_s : u"%1 sent by a client"_s).arg(name));
}

void RouterSession::notInOrder(MessageType type, Id request)
{
    violate(u"%1 has the request id %2 after %3"_s.arg(QLatin1StringView(messageRule(type).name))
                .arg(request)
                .arg(m_requests.last()));
}

template<typename M>
bool RouterSession::isNext(const M &message)
{
    if (m_requests.accept(message.request))
        return true;
    notInOrder(M::type, message.request);
    return false;
}

template<typename M>
bool RouterSession::mayPassThrough(const M &message, Role role)
{
    if (!usesPassthru(message.options.rare) || m_roles.has(role, Feature::PayloadPassthruMode))
        return true;
    violate(u"%1 uses payload passthru mode, which was not announced"_s.arg(
        QLatin1StringView(messageRule(M::type).name)));
    return false;
}

template<typename M>
void RouterSession::request(M &message, WampAction action, QByteArrayView uri, MatchPolicy match)
{
    const Permission permission = m_realm->authorization.check(*this, action, uri, match);
    if (permission.isMoot)
        return;
    if (permission.isPending)
        hold(std::move(message));
    else
        grant(message, permission);
}

void RouterSession::handle(Publish &message)
{
    if (isNext(message) && mayPassThrough(message, Role::Publisher))
        request(message, WampAction::Publish, message.topic, MatchPolicy::Exact);
}

void RouterSession::handle(Subscribe &message)
{
    if (isNext(message))
        request(message, WampAction::Subscribe, message.topic, message.options.match);
}

void RouterSession::handle(Unsubscribe &message)
{
    if (isNext(message))
        m_realm->broker.unsubscribe(*this, message);
}

void RouterSession::handle(Call &message)
{
    // The CALLs of one progressive call share a request id.
    if (!m_requests.accept(message.request)) {
        continueCall(message);
        return;
    }
    if (!mayPassThrough(message, Role::Caller))
        return;
    if (message.options.progress && !m_roles.has(Role::Caller, Feature::ProgressiveCallInvocations)) {
        violate(u"CALL.Options.progress, which was not announced"_s);
        return;
    }
    request(message, WampAction::Call, message.procedure, MatchPolicy::Exact);
}

void RouterSession::continueCall(Call &message)
{
    if (PendingCall *call = calls.value(message.request); call && call->isCallOpen) {
        m_realm->dealer.continueCall(*call, message);
        return;
    }
    // It may have crossed with the answer that ended the call.
    const qsizetype ended = m_endedCalls.indexOf(message.request);
    if (ended < 0) {
        notInOrder(MessageType::Call, message.request);
        return;
    }
    if (!message.options.progress)
        m_endedCalls.removeAt(ended);
}

void RouterSession::noteEndedCall(Id request)
{
    constexpr qsizetype maxEndedCalls = 1000;
    if (m_endedCalls.size() >= maxEndedCalls)
        m_endedCalls.removeFirst();
    m_endedCalls.append(request);
}

void RouterSession::handle(Cancel &message)
{
    // One that crossed with the answer is nobody's fault.
    if (message.request > m_requests.last())
        violate(u"CANCEL of the request %1, which was never made"_s.arg(message.request));
    else
        m_realm->dealer.cancel(*this, message);
}

void RouterSession::handle(Register &message)
{
    if (isNext(message))
        request(message, WampAction::Register, message.procedure, message.options.match);
}

void RouterSession::handle(Unregister &message)
{
    if (isNext(message))
        m_realm->dealer.unregister(*this, message);
}

void RouterSession::handle(Yield &message)
{
    if (message.request > invocationIds.last())
        violate(u"YIELD for the invocation %1, which was never made"_s.arg(message.request));
    else if (message.options.progress && !m_roles.has(Role::Callee, Feature::ProgressiveCallResults))
        violate(u"YIELD.Options.progress, which was not announced"_s);
    else if (mayPassThrough(message, Role::Callee))
        m_realm->dealer.yield(*this, message);
}

void RouterSession::handle(Error &message)
{
    if (message.requestType != MessageType::Invocation) {
        violate(u"ERROR about a message of type %1"_s.arg(int(message.requestType)));
    } else if (message.request > invocationIds.last()) {
        violate(u"ERROR for the invocation %1, which was never made"_s.arg(message.request));
    } else {
        m_realm->dealer.error(*this, message);
    }
}

void RouterSession::handle(Goodbye &)
{
    // Another session may follow on the same connection. Nothing of the old one comes after
    // the answer.
    leaveRealm();
    m_state = State::Opening;
    m_core.deadlines.scheduleLimit(*this, m_core.options.openTimeout);
    m_queue.open();
    m_queue.sendAnswer(Goodbye{.details = {}, .reason = Uris::goodbyeAndOut}, nullptr);
}

void RouterSession::handle(Abort &)
{
    leaveRealm();
    endConnection();
}

void RouterSession::grant(Publish &message, const Permission &permission)
{
    m_realm->broker.publish(*this, message, permission);
}

void RouterSession::grant(Subscribe &message, const Permission &permission)
{
    m_realm->broker.subscribe(*this, message, permission);
}

void RouterSession::grant(Call &message, const Permission &permission)
{
    m_realm->dealer.call(*this, message, permission);
}

void RouterSession::grant(Register &message, const Permission &permission)
{
    m_realm->dealer.registerProcedure(*this, message, permission);
}

bool RouterSession::askDecision(PendingCall *question)
{
    m_question = question;
    return question;
}

void RouterSession::hold(Message message)
{
    if (m_backlog.size() > size_t(m_core.options.authorizationBacklog)) {
        abort(Uris::unavailable, u"too many messages while one of them is decided about"_s);
        return;
    }
    m_backlog.push_back(std::move(message));
    m_queue.setHeld(true);
}

void RouterSession::answered(const Payload &result)
{
    const auto decision = Authorization::decisionOf(result);
    if (!decision) {
        failed(Uris::authorizationFailed.latin1());
        return;
    }
    m_question = nullptr;
    const auto remember = [&](WampAction action, QByteArrayView uri) {
        if (decision->allow && decision->cache)
            m_permissions.insert(action, uri, decision->disclose);
    };
    if (const auto *call = std::get_if<Call>(&m_backlog.front()))
        remember(WampAction::Call, call->procedure);
    else if (const auto *publish = std::get_if<Publish>(&m_backlog.front()))
        remember(WampAction::Publish, publish->topic);
    decide(Authorization::permissionOf(*decision));
}

void RouterSession::failed(QByteArrayView)
{
    m_question = nullptr;
    decide(
        {.error = Uris::authorizationFailed, .text = "it could not be decided whether this is allowed"_L1});
}

//! Works on the message in front, and on those behind it until one waits again.
void RouterSession::decide(const Permission &permission)
{
    const std::shared_ptr<const SessionStay> stay = m_stay;
    Message message = std::move(m_backlog.front());
    m_backlog.pop_front();
    std::visit(
        [this, &permission](auto &m) {
            if constexpr (requires { grant(m, permission); })
                grant(m, permission);
        },
        message);
    while (!stay->isOver && !m_question && !m_backlog.empty()) {
        message = std::move(m_backlog.front());
        m_backlog.pop_front();
        dispatch(message);
        if (!stay->isOver && m_question) // it waits in front again, not behind those that came after it
            std::rotate(m_backlog.rbegin(), m_backlog.rbegin() + 1, m_backlog.rend());
    }
    if (!stay->isOver && !m_question)
        m_queue.setHeld(false);
}

} // namespace Gantry::Wamp
