// SPDX-License-Identifier: MIT
// A session's messages on their way to its roles, and its end.
#include "wamp/session/applicationsession_p.h"

#include "wamp/session/sessionstate.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;
using std::chrono::milliseconds;

SendOutcome outcomeOf(SendStatus status) noexcept
{
    switch (status) {
    case SendStatus::Sent:
        return {};
    case SendStatus::Full:
        return {.isFull = true};
    case SendStatus::Closed:
        return {Failure::TransportLost};
    case SendStatus::TooBig:
        return {Failure::TooBig};
    case SendStatus::NotSerializable:
        return {Failure::NotSerializable};
    }
    return {};
}

ApplicationSessionPrivate::ApplicationSessionPrivate(ApplicationSession *session)
    : q(session)
{ }

SendStatus ApplicationSessionPrivate::send(const Message &message)
{
    return q->transport() ? q->transport()->send(message) : SendStatus::Closed;
}

RequestError ApplicationSessionPrivate::requestError(const Error &message) const
{
    RequestError error{.failure = Failure::Refused, .uri = message.error.toString()};
    // Without its payload it still says what happened.
    if (auto content = contentOf(message.payload)) {
        error.args = std::move(content->args);
        error.kwargs = std::move(content->kwargs);
    }
    return requestError(std::move(error));
}

RequestError ApplicationSessionPrivate::requestError(RequestError error) const
{
    if (!error.uri.isEmpty())
        error.exception = exceptions.exceptionFor(ApplicationError(error.uri, error.args, error.kwargs));
    return error;
}

void ApplicationSessionPrivate::userError(const ExceptionMap::Translation &thrown)
{
    q->handleUserError(thrown.isExpected ? QString::fromUtf8(thrown.error.what()) : thrown.text);
}

void ApplicationSessionPrivate::receive(Message &message)
{
    const MessageType type = messageType(message);
    switch (expectationOf(m_state, type)) {
    case Expectation::Handled:
        return handle(message);
    case Expectation::Ignored:
        return;
    case Expectation::Violation:
        return fail(QString::fromLatin1(messageRule(type).name) + u" is out of place"_s);
    }
}

void ApplicationSessionPrivate::handle(Message &message)
{
    struct Visitor
    {
        ApplicationSessionPrivate &d;
        void operator()(Welcome &m) const { d.welcomed(m); }
        void operator()(Challenge &m) const { d.challenged(m); }
        void operator()(Abort &m) const { d.aborted(m); }
        void operator()(Goodbye &m) const { d.goodbyeReceived(m); }
        void operator()(Error &m) const { d.errorReceived(m); }
        void operator()(Published &m) const { d.publisher.receive(m); }
        void operator()(Subscribed &m) const { d.subscriber.receive(m); }
        void operator()(Unsubscribed &m) const { d.subscriber.receive(m); }
        void operator()(Event &m) const { d.subscriber.receive(m); }
        void operator()(Result &m) const { d.caller.receive(m); }
        void operator()(Registered &m) const { d.callee.receive(m); }
        void operator()(Unregistered &m) const { d.callee.receive(m); }
        void operator()(Invocation &m) const { d.callee.receive(m); }
        void operator()(Interrupt &m) const { d.callee.receive(m); }
        // A client's own; sessionstate.cpp has no state for them.
        void operator()(Hello &) const { }
        void operator()(Authenticate &) const { }
        void operator()(Publish &) const { }
        void operator()(Subscribe &) const { }
        void operator()(Unsubscribe &) const { }
        void operator()(EventReceived &) const { }
        void operator()(Call &) const { }
        void operator()(Cancel &) const { }
        void operator()(Register &) const { }
        void operator()(Unregister &) const { }
        void operator()(Yield &) const { }
    };
    std::visit(Visitor{*this}, message);
}

void ApplicationSessionPrivate::errorReceived(Error &error)
{
    switch (error.requestType) {
    case MessageType::Call:
        return caller.receiveError(error);
    case MessageType::Publish:
        return publisher.receiveError(error);
    case MessageType::Subscribe:
    case MessageType::Unsubscribe:
        return subscriber.receiveError(error);
    case MessageType::Register:
    case MessageType::Unregister:
        return callee.receiveError(error);
    default:
        return fail(u"ERROR of a request that clients do not make"_s);
    }
}

void ApplicationSessionPrivate::fail(const QString &text)
{
    abort(Uris::protocolViolation, text);
}

void ApplicationSessionPrivate::abort(const QString &reason, const QString &message)
{
    if (m_state == State::Disconnected || m_state == State::Ended)
        return;
    send(Abort{.details = {.message = message}, .reason = reason});
    q->transport()->close();
    endSession(State::Ended, {.reason = reason, .message = message}, Failure::SessionLeft);
}

void ApplicationSessionPrivate::aborted(const Abort &abort)
{
    q->transport()->close();
    endSession(State::Ended,
               {.reason = abort.reason.toString(), .message = abort.details.message, .byPeer = true},
               Failure::SessionLeft);
}

void ApplicationSessionPrivate::goodbyeReceived(const Goodbye &goodbye)
{
    if (m_state == State::Leaving)
        return endSession(State::Connected, m_leaving, Failure::SessionLeft);
    send(Goodbye{.reason = Uris::goodbyeAndOut});
    endSession(State::Connected,
               {.reason = goodbye.reason.toString(), .message = goodbye.details.message, .byPeer = true},
               Failure::SessionLeft);
}

SendOutcome ApplicationSessionPrivate::leave(const QString &reason, const QString &message)
{
    if (m_state == State::Joining) {
        abort(reason, message);
        return {};
    }
    if (m_state != State::Joined)
        return {Failure::SessionNotReady};
    const Goodbye goodbye{.details = {.message = message}, .reason = reason};
    if (!isValidUri(goodbye.reason))
        return {Failure::InvalidUri};
    const SendOutcome outcome = outcomeOf(send(goodbye));
    if (!outcome.isOk())
        return outcome;
    m_leaving = {.reason = reason, .message = message};
    setDeadline(m_options.leaveTimeout);
    setState(State::Leaving);
    return outcome;
}

void ApplicationSessionPrivate::transportOpened()
{
    m_isClosing = false;
    if (setState(State::Connected))
        q->handleConnect();
}

void ApplicationSessionPrivate::transportClosed(const TransportEnd &end)
{
    const QPointer<ApplicationSession> guard(q);
    const bool hasSession =
        m_state == State::Joining || m_state == State::Joined || m_state == State::Leaving;
    if (hasSession) {
        LeaveDetails details{.reason = u"wamp.close.transport_lost"_s, .message = end.reason};
        if (m_state == State::Leaving)
            details = m_leaving;
        else if (m_isClosing)
            details = {.reason = Uris::normal};
        endSession(State::Disconnected, details, Failure::TransportLost);
    } else {
        setState(State::Disconnected);
    }
    if (guard)
        q->handleDisconnect(end.wasClean);
}

void ApplicationSessionPrivate::endSession(State state, const LeaveDetails &details, Failure failure)
{
    const QPointer<ApplicationSession> guard(q);
    m_deadline.reset();
    m_login.reset();
    m_isChallenged = false;
    // Handles of this session mean nothing any more, and nothing new begins until it is told.
    ++m_joinNumber;
    m_isEnding = true;
    if (!setState(state))
        return;
    end(failure);
    if (!guard)
        return;
    m_isEnding = false;
    rearm();
    q->handleLeave(details);
}

void ApplicationSessionPrivate::end(Failure failure)
{
    const QPointer<ApplicationSession> guard(q);
    caller.end(failure);
    if (guard)
        publisher.end(failure);
    if (guard)
        subscriber.end(failure);
    if (guard)
        callee.end(failure);
}

bool ApplicationSessionPrivate::setState(State state)
{
    const QPointer<ApplicationSession> guard(q);
    if (m_state != state) {
        m_state = state;
        Q_EMIT q->stateChanged(state);
    }
    return guard;
}

void ApplicationSessionPrivate::setDeadline(milliseconds timeout)
{
    m_deadline.reset();
    if (timeout.count() > 0)
        m_deadline = std::chrono::steady_clock::now() + timeout;
    rearm();
}

void ApplicationSessionPrivate::rearm()
{
    std::optional<CallerRole::TimePoint> next = caller.nextDeadline();
    if (m_deadline && (!next || *m_deadline < *next))
        next = m_deadline;
    if (!next)
        return m_timer.stop();
    const auto wait = std::chrono::ceil<milliseconds>(*next - std::chrono::steady_clock::now());
    m_timer.start(int(qBound(qint64(0), qint64(wait.count()), qint64(std::numeric_limits<int>::max()))), q);
}

void ApplicationSessionPrivate::timeOut()
{
    const QPointer<ApplicationSession> guard(q);
    const auto now = std::chrono::steady_clock::now();
    m_timer.stop();
    if (m_deadline && *m_deadline <= now) {
        if (m_state == State::Joining)
            return abort(Uris::timeout, u"no WELCOME in time"_s);
        // The router does not answer GOODBYE: what might still come is of no interest.
        q->transport()->close();
        return endSession(State::Ended, m_leaving, Failure::SessionLeft);
    }
    caller.timeOut(now);
    if (guard)
        rearm();
}

} // namespace Gantry::Wamp
