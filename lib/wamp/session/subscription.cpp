// SPDX-License-Identifier: MIT
#include "wamp/session/subscription.h"

#include "wamp/session/applicationsession_p.h"

namespace Gantry::Wamp {

Subscription::Subscription(ApplicationSession *session, quint32 joinNumber, Id id, quint64 handler,
                           const QString &topic)
    : m_session(session)
    , m_joinNumber(joinNumber)
    , m_id(id)
    , m_handler(handler)
    , m_topic(topic)
{ }

bool Subscription::isActive() const
{
    const auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber);
    return d && d->subscriber.has(m_id, m_handler);
}

QFuture<RequestOutcome> Subscription::unsubscribe() const
{
    if (auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber))
        return d->subscriber.remove(m_id, m_handler);
    return QtFuture::makeReadyFuture(RequestOutcome{.error = {.failure = Failure::SessionNotReady}});
}

bool Subscription::operator==(const Subscription &other) const
{
    return m_session == other.m_session && m_joinNumber == other.m_joinNumber && m_id == other.m_id
        && m_handler == other.m_handler;
}

} // namespace Gantry::Wamp
