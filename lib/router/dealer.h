// SPDX-License-Identifier: MIT
// Procedures of a realm, and the calls on their way to callees and back.
#pragma once

#include "router/patternindex.h"
#include "router/pendingcall.h"
#include "router/permission.h"
#include "router/registration.h"

#include <QtCore/QHash>

#include <deque>
#include <memory>
#include <unordered_map>

namespace Gantry::Wamp {

class RealmCore;

class Dealer
{
public:
    explicit Dealer(RealmCore &realm);

    void registerProcedure(RouterSession &session, const Register &message, const Permission &permission);
    void unregister(RouterSession &session, const Unregister &message);
    //! Takes a registration from all its callees; false: there is none.
    bool revoke(Id registration, const QString &reason);
    void leave(RouterSession &session);

    void call(RouterSession &caller, Call &message, const Permission &permission);
    void continueCall(PendingCall &call, Call &message);
    void cancel(RouterSession &caller, const Cancel &message);
    void yield(RouterSession &callee, Yield &message);
    void error(RouterSession &callee, Error &message);
    void timedOut(PendingCall &call);

    //! A call of the router itself; nullptr: nobody takes it.
    PendingCall *callInternally(QByteArrayView procedure, const Payload &payload,
                                std::chrono::milliseconds timeout, InternalCall &owner);
    //! Its owner is told nothing any more.
    void abandon(PendingCall &call);

    // For the meta API.
    const RouterRegistration *registration(Id id) const;
    const RouterRegistration *find(QByteArrayView uri, MatchPolicy match) const
    {
        return m_index.find(uri, match);
    }
    const RouterRegistration *best(QByteArrayView uri) const { return m_index.best(uri); }
    QList<Id> list(MatchPolicy match) const;
    int count() const { return int(m_registrations.size()); }
    int pendingCalls() const { return int(m_pool.size() - m_free.size()); }

private:
    // Registrations.
    RouterRegistration &obtain(const Register &message, bool &isNew);
    QLatin1StringView whyNot(RouterSession &session, const Register &message, RouterRegistration *known,
                             QLatin1StringView &text) const;
    void removeCallee(RouterRegistration &registration, RouterSession &session);

    // Calls.
    PendingCall &newCall();
    QLatin1StringView offer(PendingCall &call, RouterRegistration &registration, Payload &payload);
    InvocationDetails detailsFor(const PendingCall &call, const Callee &callee) const;
    void bind(PendingCall &call, Callee &callee, const RouterRegistration &registration);
    void keep(PendingCall &call, const Payload &payload);
    Payload release(PendingCall &call);
    void unbind(PendingCall &call);
    void finish(PendingCall &call);
    void startTimeout(PendingCall &call);
    void interrupt(const PendingCall &call, CancelMode mode, QLatin1StringView reason);
    void fail(PendingCall &call, QLatin1StringView error, const QString &text = {});
    void moveOn(PendingCall &call);
    void sendResult(PendingCall &call, Result result, RouterSession &callee);

    RealmCore &m_realm;
    PatternIndex<RouterRegistration> m_index;
    std::unordered_map<Id, std::unique_ptr<RouterRegistration>> m_registrations;
    std::deque<PendingCall> m_pool; //!< all that there ever were at once
    std::vector<PendingCall *> m_free; //!< those of them that are not in use
    Id m_lastId = 0;
};

} // namespace Gantry::Wamp
