// SPDX-License-Identifier: MIT
// A router from the inside: what its realms and sessions share.
#pragma once

#include "router/deadlines.h"
#include "router/patternindex.h"
#include "router/realmcore.h"
#include "router/routeroptions.h"

#include <QtCore/QPromise>
#include <QtCore/QRandomGenerator>

#include <memory>

namespace Gantry::Wamp {

class Router;

class RouterCore : private Timed
{
public:
    RouterCore(Router &router, const RouterOptions &options);
    ~RouterCore() override;
    static RouterCore &of(Router &router);

    //! nullptr: there are too many.
    RouterSession *createSession();
    //! \a session deletes itself by this.
    void remove(RouterSession *session);
    //! Kills \a session later in this turn of the event loop: somebody may be walking
    //! through sessions.
    void doom(RouterSession &session);

    RealmCore *addRealm(const RealmOptions &options);
    RealmCore *realm(QByteArrayView name) const;
    QList<RealmCore *> realms() const;
    bool closeRealm(QByteArrayView name);

    Id randomId() { return (random.generate64() >> 11) + 1; }
    Id takeSessionId();
    void releaseId(Id session) { m_sessionIds.remove(session); }
    AuthMeans authMeans() const;

    QFuture<void> shutDown(std::chrono::milliseconds patience);
    bool isShuttingDown() const noexcept { return m_isShuttingDown; }
    RouterStatistics statistics() const;

    // The router's signals, from the event loop: a slot may do anything.
    void noteJoined(const QString &realm, Id session);
    void noteLeft(const QString &realm, Id session);
    void noteDrop(Id session);

    RouterOptions options;
    Deadlines deadlines;
    QRandomGenerator64 random;
    RouterStatistics counters; //!< those since the router began

private:
    //! Tells at most once a second of events that were not sent.
    class DropReport final : public Timed
    {
    public:
        explicit DropReport(RouterCore &core)
            : m_core(core)
        { }
        void note(Id session);
        void deadlineReached(Core::TimePoint now) override;

    private:
        RouterCore &m_core;
        QHash<Id, quint64> m_counts;
        Core::TimePoint m_last = Core::TimePoint::min();
    };

    void deadlineReached(Core::TimePoint now) override; //!< the patience of a shutdown is over
    class Sweep final : public Timed
    {
    public:
        explicit Sweep(RouterCore &core)
            : m_core(core)
        { }
        void deadlineReached(Core::TimePoint) override { m_core.sweep(); }

    private:
        RouterCore &m_core;
    };
    void sweep();
    bool hasConnections() const;
    void finishShutdown();

    Router &m_router;
    bool m_isEnding = false; //!< nothing is told any more
    bool m_isShuttingDown = false;
    QSet<Id> m_sessionIds;
    std::vector<QPromise<void>> m_shutdowns;
    std::vector<RouterSession *> m_doomed;
    Sweep m_sweep{*this};
    DropReport m_dropReport{*this};
    ViewTable<std::unique_ptr<RealmCore>> m_realms;
    std::unordered_map<RouterSession *, std::unique_ptr<RouterSession>> m_sessions;
};

} // namespace Gantry::Wamp
