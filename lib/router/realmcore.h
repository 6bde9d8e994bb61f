// SPDX-License-Identifier: MIT
// A realm from the inside: its sessions, and who works for them.
#pragma once

#include "router/authorization.h"
#include "router/broker.h"
#include "router/dealer.h"
#include "router/metaapi.h"
#include "router/realm.h"
#include "router/routersession.h"

namespace Gantry::Wamp {

class RouterCore;

class RealmCore
{
public:
    RealmCore(RouterCore &core, const RealmOptions &options);

    void setOptions(const RealmOptions &changed);

    void join(RouterSession &session);
    void leave(RouterSession &session);
    RouterSession *session(Id id) const { return m_sessions.value(id); }
    const QHash<Id, RouterSession *> &sessions() const noexcept { return m_sessions; }
    //! Says goodbye to all but \a spared that \a wanted picks; answers whom it concerned.
    template<typename Wanted>
    QList<Id> closeSessions(const Utf8 &reason, const QString &message, const RouterSession *spared,
                            const Wanted &wanted);

    RouterCore &core;
    RealmOptions options;
    Broker broker;
    Dealer dealer;
    MetaApi metaApi;
    Authorization authorization;
    Realm facade;

private:
    QHash<Id, RouterSession *> m_sessions;
};

template<typename Wanted>
QList<Id> RealmCore::closeSessions(const Utf8 &reason, const QString &message, const RouterSession *spared,
                                   const Wanted &wanted)
{
    QList<Id> closed;
    for (const RouterSession *session : std::as_const(m_sessions)) {
        if (session != spared && wanted(*session))
            closed.append(session->id());
    }
    for (const Id id : std::as_const(closed)) {
        // With an authorizer go the decisions that others wait for, and their GOODBYE may
        // have waited behind one.
        if (RouterSession *session = m_sessions.value(id))
            session->close(reason, message);
    }
    return closed;
}

} // namespace Gantry::Wamp
