// SPDX-License-Identifier: MIT
#include "wamp/session/applicationsession.h"

#include "wamp/session/applicationsession_p.h"

#include <QtCore/QTimerEvent>

namespace Gantry::Wamp {

ApplicationSession::ApplicationSession(const QString &realm, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<ApplicationSessionPrivate>(this))
{
    d->m_realm = realm;
}

ApplicationSession::~ApplicationSession()
{
    // From here on requests are refused, also those that a continuation makes.
    d->m_state = State::Disconnected;
    ++d->m_joinNumber;
    d->end(Failure::TransportLost);
}

ApplicationSession::State ApplicationSession::state() const
{
    return d->m_state;
}

QString ApplicationSession::realm() const
{
    return d->m_realm;
}

void ApplicationSession::setRealm(const QString &realm)
{
    d->m_realm = realm;
}

JoinOptions ApplicationSession::joinOptions() const
{
    return d->m_joinOptions;
}

void ApplicationSession::setJoinOptions(const JoinOptions &options)
{
    d->m_joinOptions = options;
}

SessionOptions ApplicationSession::options() const
{
    return d->m_options;
}

void ApplicationSession::setOptions(const SessionOptions &options)
{
    d->m_options = options;
}

SessionDetails ApplicationSession::sessionDetails() const
{
    return d->m_details;
}

WampTransportDetails ApplicationSession::transportDetails() const
{
    return transport() ? transport()->transportDetails() : WampTransportDetails();
}

void ApplicationSession::addAuthenticator(std::shared_ptr<const ClientAuth> auth)
{
    d->m_auths.append(std::move(auth));
}

SendOutcome ApplicationSession::join(const QString &realm, const JoinOptions &options)
{
    return d->join(realm, options);
}

bool ApplicationSession::answerChallenge(const ChallengeAnswer &answer)
{
    return d->answer(answer);
}

SendOutcome ApplicationSession::leave(const QString &reason, const QString &message)
{
    return d->leave(reason, message);
}

void ApplicationSession::disconnect()
{
    if (!transport())
        return;
    d->m_isClosing = true;
    transport()->close();
}

void ApplicationSession::handleConnect()
{
    const QPointer<ApplicationSession> guard(this);
    Q_EMIT onConnect();
    if (guard && state() == State::Connected && !d->m_isClosing && !realm().isEmpty()) {
        // What stands in the way comes as onLeave(), or is the transport's end.
        const SendOutcome outcome = join(realm(), joinOptions());
        if (guard && outcome.failure == Failure::InvalidUri)
            handleLeave({.reason = Uris::invalidUri, .message = realm()});
    }
}

void ApplicationSession::handleChallenge(const QString &method, const QVariantMap &extra)
{
    Q_EMIT onChallenge(method, extra);
}

void ApplicationSession::handleJoin(const SessionDetails &details)
{
    Q_EMIT onJoin(details);
}

void ApplicationSession::handleLeave(const LeaveDetails &details)
{
    const QPointer<ApplicationSession> guard(this);
    Q_EMIT onLeave(details);
    if (guard && state() == State::Connected)
        disconnect();
}

void ApplicationSession::handleDisconnect(bool wasClean)
{
    Q_EMIT onDisconnect(wasClean);
}

void ApplicationSession::handleUserError(const QString &text)
{
    Q_EMIT onUserError(text);
}

ChallengeAnswer ApplicationSession::challengeReceived(const Challenge &challenge)
{
    if (!d->m_login)
        return ChallengeAnswer::refuse(QStringLiteral("no login is under way"));
    const auto answer = d->m_login->answer(challenge);
    if (const auto *failure = std::get_if<AuthFailure>(&answer))
        return ChallengeAnswer::refuse(failure->message, failure->reason);
    const Authenticate &message = std::get<Authenticate>(answer);
    return ChallengeAnswer::sign(message.signature, message.extra);
}

std::optional<ApplicationError> ApplicationSession::welcomeReceived(const Welcome &welcome)
{
    if (const auto failure = d->m_login ? d->m_login->check(welcome.details) : std::nullopt)
        return ApplicationError(failure->reason, {failure->message});
    return std::nullopt;
}

void ApplicationSession::onTransportOpen()
{
    d->transportOpened();
}

void ApplicationSession::onMessage(Message &message)
{
    d->receive(message);
}

void ApplicationSession::onInvalidMessage(const DecodeError &error)
{
    d->fail(error.text);
}

void ApplicationSession::onTransportClose(const TransportEnd &end)
{
    d->transportClosed(end);
}

void ApplicationSession::onDrained()
{
    Q_EMIT drained();
}

void ApplicationSession::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == d->m_timer.timerId())
        d->timeOut();
    else
        QObject::timerEvent(event);
}

} // namespace Gantry::Wamp
