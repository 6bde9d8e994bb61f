// SPDX-License-Identifier: MIT
#include "wamp/session/registration.h"

#include "wamp/session/applicationsession_p.h"

namespace Gantry::Wamp {

Registration::Registration(ApplicationSession *session, quint32 joinNumber, Id id, const QString &procedure)
    : m_session(session)
    , m_joinNumber(joinNumber)
    , m_id(id)
    , m_procedure(procedure)
{ }

bool Registration::isActive() const
{
    const auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber);
    return d && d->callee.has(m_id);
}

QFuture<RequestOutcome> Registration::unregister() const
{
    if (auto *d = ApplicationSessionPrivate::of(m_session, m_joinNumber))
        return d->callee.remove(m_id);
    return QtFuture::makeReadyFuture(RequestOutcome{.error = {.failure = Failure::SessionNotReady}});
}

bool Registration::operator==(const Registration &other) const
{
    return m_session == other.m_session && m_joinNumber == other.m_joinNumber && m_id == other.m_id;
}

} // namespace Gantry::Wamp
