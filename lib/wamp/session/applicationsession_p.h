// SPDX-License-Identifier: MIT
// How a session begins and ends, and what its four roles share.
#pragma once

#include "wamp/auth/clientlogin.h"
#include "wamp/message/uri.h"
#include "wamp/session/applicationsession.h"
#include "wamp/session/calleerole.h"
#include "wamp/session/callerrole.h"
#include "wamp/session/publisherrole.h"
#include "wamp/session/subscriberrole.h"

#include <QtCore/QBasicTimer>

namespace Gantry::Wamp {

//! Of a message that was handed to a transport.
SendOutcome outcomeOf(SendStatus status) noexcept;

class ApplicationSessionPrivate
{
public:
    using State = ApplicationSession::State;

    explicit ApplicationSessionPrivate(ApplicationSession *session);

    //! Of \a session, if it is still in what was its session number \a joinNumber.
    static ApplicationSessionPrivate *of(const ApplicationSession *session, quint32 joinNumber)
    {
        return session && session->d->m_joinNumber == joinNumber ? session->d.get() : nullptr;
    }

    // For the roles.

    quint32 joinNumber() const noexcept { return m_joinNumber; }
    const SessionOptions &options() const noexcept { return m_options; }
    //! Joined: requests may be sent.
    bool isReady() const noexcept { return m_state == State::Joined; }
    bool routerHas(Role role, Feature feature) const noexcept { return m_details.roles.has(role, feature); }
    SendStatus send(const Message &message);
    //! Sends a message with the next request id, which it gets. Without success the id
    //! is the next one's, since the router counts them.
    template<typename Request>
    SendOutcome request(Request &message)
    {
        if (!isReady())
            return {Failure::SessionNotReady};
        IdSequence ids = m_requests;
        message.request = ids.next();
        const SendOutcome outcome = outcomeOf(send(message));
        if (outcome.isOk())
            m_requests = ids;
        return outcome;
    }
    RequestError requestError(const Error &message) const;
    //! With what is defined for its URI.
    RequestError requestError(RequestError error) const;
    //! Calls application code that may throw.
    template<typename Function>
    void protect(Function function)
    {
        const QPointer<ApplicationSession> guard(q);
        try {
            function();
        } catch (...) {
            if (guard)
                userError(exceptions.translate(std::current_exception()));
        }
    }
    void userError(const QString &text) { q->handleUserError(text); }
    void userError(const ExceptionMap::Translation &thrown);
    void rearm();
    //! The router broke a rule.
    void fail(const QString &text);

    // For the session object.

    void receive(Message &message);
    void transportOpened();
    void transportClosed(const TransportEnd &end);
    SendOutcome join(const QString &realm, const JoinOptions &options);
    SendOutcome leave(const QString &reason, const QString &message);
    bool answer(const ChallengeAnswer &answer);
    void timeOut();
    //! Finishes everything that is pending.
    void end(Failure failure);

    ApplicationSession *const q;
    ExceptionMap exceptions;
    CallerRole caller{*this};
    CalleeRole callee{*this};
    SubscriberRole subscriber{*this};
    PublisherRole publisher{*this};

private:
    friend class ApplicationSession;

    bool setState(State state);
    void handle(Message &message);
    void welcomed(Welcome &welcome);
    void challenged(const Challenge &challenge);
    void apply(const ChallengeAnswer &answer);
    void errorReceived(Error &error);
    void goodbyeReceived(const Goodbye &goodbye);
    void aborted(const Abort &abort);
    //! Ends the session, or the attempt at one, with ABORT.
    void abort(const QString &reason, const QString &message);
    void endSession(State state, const LeaveDetails &details, Failure failure);
    void setDeadline(std::chrono::milliseconds timeout);

    State m_state = State::Disconnected;
    bool m_isEnding = false; //!< what was pending is being finished
    bool m_isClosing = false; //!< by disconnect()
    bool m_isChallenged = false; //!< and answerChallenge() is awaited
    quint32 m_joinNumber = 0; //!< of the sessions of this object
    IdSequence m_requests;
    QString m_realm;
    JoinOptions m_joinOptions;
    SessionOptions m_options;
    ClientAuths m_auths;
    std::unique_ptr<ClientLogin> m_login; //!< while joining
    QString m_joining; //!< the realm
    LeaveDetails m_leaving; //!< what leave() said
    SessionDetails m_details;
    QBasicTimer m_timer;
    std::optional<CallerRole::TimePoint> m_deadline; //!< of joining or leaving
};

} // namespace Gantry::Wamp
