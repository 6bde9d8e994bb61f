// SPDX-License-Identifier: MIT
#include "router/realmcore.h"

#include "router/routercore.h"

namespace Gantry::Wamp {

RealmCore::RealmCore(RouterCore &c, const RealmOptions &o)
    : core(c)
    , options(o)
    , broker(*this)
    , dealer(*this)
    , metaApi(*this)
    , authorization(options, dealer)
    , facade(*this)
{ }

void RealmCore::setOptions(const RealmOptions &changed)
{
    const QString name = options.name;
    options = changed;
    options.name = name;
    // Until no session points to them.
    const Authorization::Roles before = authorization.readRoles();
    for (RouterSession *session : std::as_const(m_sessions))
        session->renewRole();
    broker.boundRetained();
}

void RealmCore::join(RouterSession &session)
{
    m_sessions.insert(session.id(), &session);
    metaApi.sessionJoined(session);
    core.noteJoined(options.name, session.id());
}

void RealmCore::leave(RouterSession &session)
{
    m_sessions.remove(session.id());
    dealer.leave(session);
    broker.leave(session);
    metaApi.sessionLeft(session);
    core.noteLeft(options.name, session.id());
}

} // namespace Gantry::Wamp
