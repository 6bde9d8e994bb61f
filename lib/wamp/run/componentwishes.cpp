// SPDX-License-Identifier: MIT
// What is to be registered and subscribed in each session.
#include "wamp/run/component_p.h"

namespace Gantry::Wamp {

quint64 ComponentPrivate::add(Wish wish)
{
    const quint64 key = ++m_lastKey;
    // It is to last as long as that object; the session looks after what it was granted.
    if (wish.context) {
        wish.watch = std::make_shared<ScopedConnection>(
            QObject::connect(wish.context, &QObject::destroyed, q, [this, key] { m_wishes.erase(key); }));
    }
    m_wishes.emplace(key, std::move(wish));
    if (m_session && m_session->isJoined())
        request(key);
    return key;
}

bool ComponentPrivate::remove(quint64 key)
{
    auto node = m_wishes.extract(key);
    if (!node)
        return false;
    // What the router says about it changes nothing.
    if (const auto *registration = std::get_if<Registration>(&node.mapped().granted))
        registration->unregister();
    else if (const auto *subscription = std::get_if<Subscription>(&node.mapped().granted))
        subscription->unsubscribe();
    return true;
}

//! Asks the router for one of them.
void ComponentPrivate::request(quint64 key)
{
    const auto found = m_wishes.find(key);
    if (found == m_wishes.end())
        return;
    const Wish &wish = found->second;
    if (wish.hasContext && !wish.context) {
        m_wishes.erase(found);
        return;
    }
    const quint64 round = m_round;
    const QPointer<Component> guard(q);
    ++m_awaited;
    if (const auto *procedure = std::get_if<0>(&wish.what)) {
        const auto &[handler, options] = *procedure;
        (wish.hasContext ? m_session->registerProcedure(wish.uri, wish.context.data(), handler, options)
                         : m_session->registerProcedure(wish.uri, handler, options))
            .then([this, guard, key, round](const RegisterOutcome &outcome) {
                if (guard)
                    granted(key, round, outcome.error, outcome.registration);
            });
    } else {
        const auto &[handler, options] = std::get<1>(wish.what);
        (wish.hasContext ? m_session->subscribe(wish.uri, wish.context.data(), handler, options)
                         : m_session->subscribe(wish.uri, handler, options))
            .then([this, guard, key, round](const SubscribeOutcome &outcome) {
                if (guard)
                    granted(key, round, outcome.error, outcome.subscription);
            });
    }
}

void ComponentPrivate::granted(quint64 key, quint64 round, const RequestError &error,
                               std::variant<std::monostate, Registration, Subscription> what)
{
    if (round != m_round || !m_session)
        return;
    const QPointer<ApplicationSession> session(m_session.get());
    const QPointer<Component> guard(q);
    const auto wish = m_wishes.find(key);
    if (wish == m_wishes.end()) {
        // Removed before the answer came.
        if (const auto *registration = std::get_if<Registration>(&what))
            registration->unregister();
        else if (const auto *subscription = std::get_if<Subscription>(&what))
            subscription->unsubscribe();
    } else if (error) {
        const QString uri = wish->second.uri;
        if (session->isJoined())
            Q_EMIT q->requestFailed(uri, error);
    } else {
        wish->second.granted = std::move(what);
    }
    if (guard && session && round == m_round && --m_awaited == 0 && !m_isReady && session->isJoined()) {
        m_isReady = true;
        Q_EMIT q->onReady(session);
    }
}

} // namespace Gantry::Wamp
