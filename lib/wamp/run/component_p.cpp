// SPDX-License-Identifier: MIT
#include "wamp/run/component_p.h"

#include <QtCore/QRandomGenerator>

#include <limits>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;
using std::chrono::milliseconds;

ComponentPrivate::ComponentPrivate(Component *component, const ComponentOptions &options)
    : q(component)
    , m_options(options)
{ }

ComponentPrivate::~ComponentPrivate()
{
    // Continuations of what was pending find nothing to go on with.
    ++m_round;
    dropSession();
}

void ComponentPrivate::start()
{
    if (m_state != State::Stopped)
        return;
    m_ways.clear();
    for (const ComponentTransport &transport : m_options.transports)
        m_ways.push_back({.transport = &transport, .backoff = Core::ReconnectBackoff(transport.reconnect)});
    m_current = m_ways.empty() ? 0 : m_ways.size() - 1; // the one before the first
    m_verdict.reset();
    next();
}

void ComponentPrivate::stop()
{
    switch (m_state) {
    case State::Stopped:
    case State::Stopping:
        return;
    case State::Waiting:
        m_timer.stop();
        return finish({});
    case State::Connecting:
    case State::Joined:
        break;
    }
    m_verdict = QString();
    if (m_session && m_session->transport()) {
        if (!setState(State::Stopping))
            return;
        if (!m_session->leave().isOk())
            m_session->disconnect();
        return;
    }
    // Not connected yet, or no more: in the middle of that nothing is to be deleted.
    if (setState(State::Stopping))
        m_timer.start(0, q);
}

//! Waits for the next transport that is not given up.
void ComponentPrivate::next()
{
    for (size_t i = 1; i <= m_ways.size(); ++i) {
        const size_t candidate = (m_current + i) % m_ways.size();
        if (m_ways[candidate].isGivenUp)
            continue;
        m_current = candidate;
        const milliseconds delay = m_ways[candidate].delay;
        const QPointer<Component> guard(q);
        m_timer.start(int(qMin(qint64(delay.count()), qint64(std::numeric_limits<int>::max()))), q);
        if (setState(State::Waiting) && m_state == State::Waiting && delay.count() > 0)
            Q_EMIT q->reconnectScheduled(m_ways[candidate].transport->url, delay);
        return;
    }
    finish(u"no transport is left"_s);
}

void ComponentPrivate::attempt()
{
    m_timer.stop();
    if (m_state == State::Stopping)
        return finish({});
    dropSession();
    m_wasOpen = false;
    ApplicationSession *session = m_maker ? m_maker() : new ApplicationSession;
    if (!session)
        return finish(u"no session was made"_s);
    session->setParent(nullptr);
    m_session.reset(session);
    session->setRealm(m_options.realm);
    session->setJoinOptions(m_options.join);
    session->setOptions(m_options.session);
    watch(session);
    if (!setState(State::Connecting) || m_state != State::Connecting)
        return;
    m_connection = RouterConnection::begin(*m_ways[m_current].transport, session);
    QObject::connect(m_connection.get(), &RouterConnection::ended, q,
                     [this](const QString &reason, bool isWorthRetrying) { ended(reason, isWorthRetrying); });
}

void ComponentPrivate::watch(ApplicationSession *session)
{
    using S = ApplicationSession;
    QObject::connect(session, &S::onConnect, q, [this, session] {
        m_wasOpen = true;
        Q_EMIT q->onConnect(session);
    });
    QObject::connect(session, &S::onJoin, q,
                     [this, session](const SessionDetails &details) { joined(session, details); });
    QObject::connect(session, &S::onLeave, q, [this, session](const LeaveDetails &details) {
        left(details);
        Q_EMIT q->onLeave(session, details);
    });
    QObject::connect(session, &S::onDisconnect, q,
                     [this, session](bool wasClean) { Q_EMIT q->onDisconnect(session, wasClean); });
    QObject::connect(session, &S::onUserError, q, &Component::onUserError);
}

void ComponentPrivate::joined(ApplicationSession *session, const SessionDetails &details)
{
    const QPointer<ApplicationSession> guard(session);
    m_ways[m_current].backoff.opened(std::chrono::steady_clock::now());
    const quint64 round = ++m_round;
    m_isReady = false;
    m_awaited = 1; // this function
    if (m_state == State::Connecting && !setState(State::Joined))
        return;
    if (!guard || !session->isJoined())
        return;
    std::vector<quint64> keys;
    for (const auto &[key, wish] : m_wishes)
        keys.push_back(key);
    for (const quint64 key : keys) {
        request(key);
        if (!guard || m_round != round)
            return;
    }
    const QPointer<Component> component(q);
    Q_EMIT q->onJoin(session, details);
    if (component && guard && m_round == round && --m_awaited == 0) {
        m_isReady = true;
        Q_EMIT q->onReady(session);
    }
}

void ComponentPrivate::left(const LeaveDetails &details)
{
    if (m_verdict)
        return;
    const bool wasLeft = !details.byPeer && details.reason == Uris::normal;
    const Component::FatalDecision isFatal = m_isFatal; // which may replace itself
    if (wasLeft)
        m_verdict = QString();
    else if (isFatal ? isFatal(details) : Component::isFatalEnd(details))
        m_verdict = details.message.isEmpty() ? details.reason : details.reason + u": "_s + details.message;
}

void ComponentPrivate::ended(const QString &reason, bool isWorthRetrying)
{
    const QPointer<Component> guard(q);
    Way &way = m_ways[m_current];
    const auto chance = QRandomGenerator::global()->generateDouble();
    const auto delay = way.backoff.ended(std::chrono::steady_clock::now(), chance);
    way.delay = delay.value_or(milliseconds(0));
    way.isGivenUp = !delay || !way.transport->reconnect.enabled || (!m_wasOpen && !isWorthRetrying);
    m_connection.release()->deleteLater(); // who is calling
    if (!m_wasOpen)
        Q_EMIT q->onConnectFailure(way.transport->url, reason);
    if (!guard || (m_state != State::Connecting && m_state != State::Joined && m_state != State::Stopping))
        return;
    if (m_verdict)
        return finish(*m_verdict);
    next();
}

void ComponentPrivate::finish(const QString &error)
{
    m_timer.stop();
    dropSession();
    if (setState(State::Stopped))
        Q_EMIT q->finished(error);
}

void ComponentPrivate::dropSession()
{
    // The session goes first: a connection tells its peer, and this one is not asked any more.
    const std::unique_ptr<ApplicationSession> session = std::move(m_session);
    if (session)
        QObject::disconnect(session.get(), nullptr, q, nullptr);
    if (m_connection)
        QObject::disconnect(m_connection.get(), nullptr, q, nullptr);
    m_connection.reset();
}

bool ComponentPrivate::setState(State state)
{
    const QPointer<Component> guard(q);
    if (m_state != state) {
        m_state = state;
        Q_EMIT q->stateChanged(state);
    }
    return guard;
}

} // namespace Gantry::Wamp
