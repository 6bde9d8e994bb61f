// SPDX-License-Identifier: MIT
#include "router/routersession.h"

#include "router/dealer.h"
#include "router/realmcore.h"
#include "router/routercore.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

RouterSession::RouterSession(RouterCore &core)
    : m_core(core)
{ }

RouterSession::~RouterSession()
{
    leaveRealm();
}

Deadlines &RouterSession::queueDeadlines() const
{
    return m_core.deadlines;
}

const RouterOptions &RouterSession::queueOptions() const
{
    return m_core.options;
}

void RouterSession::eventDropped()
{
    m_core.noteDrop(m_id);
}

void RouterSession::fellBehind()
{
    m_core.doom(*this);
}

QVariantMap RouterSession::details() const
{
    const WampTransportDetails below = transport() ? transport()->transportDetails() : WampTransportDetails();
    const QVariantMap transportMap{{u"type"_s, below.channelType},
                                   {u"framing"_s, below.channelFraming},
                                   {u"serializer"_s, below.serializer},
                                   {u"peer"_s, below.peer},
                                   {u"secure"_s, below.isSecure}};
    return {{u"session"_s, m_id},
            {u"authid"_s, m_identity.authid},
            {u"authrole"_s, m_identity.authrole},
            {u"authmethod"_s, m_identity.authmethod},
            {u"authprovider"_s, m_identity.authprovider},
            {u"transport"_s, transportMap}};
}

void RouterSession::onTransportOpen()
{
    m_state = State::Opening;
    m_core.deadlines.scheduleLimit(*this, m_core.options.openTimeout);
    m_queue.open();
}

void RouterSession::onMessage(Message &message)
{
    switch (m_state) {
    case State::Joined:
        if (m_question)
            hold(std::move(message));
        else
            dispatch(message);
        return;
    case State::Opening:
        if (const auto *first = std::get_if<Hello>(&message); first && !m_stay)
            hello(*first);
        else if (auto *abort = std::get_if<Abort>(&message))
            handle(*abort);
        else
            violate(u"%1 before a session"_s.arg(QLatin1StringView(messageRule(messageType(message)).name)));
        return;
    case State::Authenticating:
        if (const auto *proof = std::get_if<Authenticate>(&message); proof && !m_stay->isAsked)
            authenticate(*proof);
        else if (auto *abort = std::get_if<Abort>(&message))
            handle(*abort);
        else
            violate(u"%1 in the place of AUTHENTICATE"_s.arg(
                QLatin1StringView(messageRule(messageType(message)).name)));
        return;
    case State::Leaving:
        // What was under way when GOODBYE was sent is lost.
        if (std::holds_alternative<Goodbye>(message) || std::holds_alternative<Abort>(message))
            endConnection();
        return;
    case State::Unconnected:
    case State::Ended:
        return;
    }
}

void RouterSession::onInvalidMessage(const DecodeError &error)
{
    if (m_state != State::Ended)
        violate(error.text);
}

void RouterSession::onTransportClose(const TransportEnd &)
{
    leaveRealm();
    m_state = State::Ended;
    m_core.remove(this); // deletes it
}

void RouterSession::onDrained()
{
    m_queue.drained();
    if (m_state == State::Joined)
        m_realm->broker.continueRetained(*this);
}

void RouterSession::deadlineReached(Core::TimePoint)
{
    switch (m_state) {
    case State::Opening:
    case State::Authenticating:
        abort(Uris::timeout, u"no session was opened in time"_s);
        return;
    case State::Leaving:
        endConnection();
        return;
    case State::Unconnected:
    case State::Joined:
        return;
    case State::Ended:
        if (Transport *below = transport())
            below->abort();
        return;
    }
}

void RouterSession::close(const Utf8 &reason, const QString &message)
{
    if (m_state != State::Joined) {
        if (m_state == State::Opening || m_state == State::Authenticating)
            abort(reason, message);
        else if (m_state == State::Unconnected)
            m_state = State::Ended;
        return;
    }
    // Events of its own leaving are not for it: GOODBYE is the last that it gets.
    m_queue.sendAnswer(Goodbye{.details = {.message = message}, .reason = reason}, nullptr);
    leaveRealm();
    m_state = State::Leaving;
    m_core.deadlines.scheduleLimit(*this, m_core.options.closeTimeout);
}

void RouterSession::violate(const QString &text)
{
    ++m_core.counters.protocolViolations;
    abort(Uris::protocolViolation, text);
}

void RouterSession::abort(const Utf8 &reason, const QString &text)
{
    m_queue.sendAnswer(Abort{.details = {.message = text}, .reason = reason}, nullptr);
    leaveRealm();
    endConnection();
}

void RouterSession::abandon()
{
    leaveRealm();
    m_state = State::Ended;
    m_core.deadlines.cancel(*this);
    if (Transport *below = transport())
        below->abort();
}

void RouterSession::endConnection()
{
    m_state = State::Ended;
    m_queue.close();
    m_core.deadlines.scheduleLimit(*this, m_core.options.closeTimeout);
    if (Transport *below = transport())
        below->close();
}

//! Takes it out of the realm and everything that it has there; can be called again.
void RouterSession::leaveRealm()
{
    m_queue.close();
    if (m_stay)
        m_stay->isOver = true;
    m_stay.reset();
    m_backlog.clear();
    m_endedCalls.clear();
    if (PendingCall *question = std::exchange(m_question, nullptr))
        m_realm->dealer.abandon(*question);
    RealmCore *realm = std::exchange(m_realm, nullptr);
    if (realm && m_state == State::Joined) {
        m_state = State::Ended; // whatever is done on the way out is not done to it
        realm->leave(*this);
    }
    m_core.releaseId(std::exchange(m_id, 0));
    m_role = nullptr;
    m_permissions = {};
}

} // namespace Gantry::Wamp
