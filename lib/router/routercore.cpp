// SPDX-License-Identifier: MIT
#include "router/routercore.h"

#include "router/router.h"

#include <QtCore/QFuture>

#include <algorithm>

namespace Gantry::Wamp {

using namespace std::chrono_literals;

RouterCore::RouterCore(Router &router, const RouterOptions &o)
    : options(o)
    , random(QRandomGenerator64::securelySeeded())
    , m_router(router)
{ }

RouterCore::~RouterCore()
{
    m_isEnding = true;
    m_sessions.clear();
    finishShutdown();
}

RouterCore &RouterCore::of(Router &router)
{
    return *router.m_core;
}

RouterSession *RouterCore::createSession()
{
    if (m_isShuttingDown || (options.maxSessions > 0 && m_sessions.size() >= size_t(options.maxSessions)))
        return nullptr;
    auto session = std::make_unique<RouterSession>(*this);
    RouterSession *borrowed = session.get();
    m_sessions.emplace(borrowed, std::move(session));
    return borrowed;
}

void RouterCore::remove(RouterSession *session)
{
    std::erase(m_doomed, session);
    auto owner = m_sessions.extract(session);
    owner = {}; // it goes before the last word: who waits for that may delete the router
    if (m_isShuttingDown && !hasConnections())
        finishShutdown();
}

void RouterCore::doom(RouterSession &session)
{
    if (std::ranges::find(m_doomed, &session) != m_doomed.end())
        return;
    m_doomed.push_back(&session);
    deadlines.schedule(m_sweep, 0ms);
}

void RouterCore::sweep()
{
    for (RouterSession *session : std::exchange(m_doomed, {})) {
        ++counters.slowSessionsKilled;
        session->abandon();
    }
}

RealmCore *RouterCore::addRealm(const RealmOptions &realmOptions)
{
    const QByteArray name = realmOptions.name.toUtf8();
    if (m_isShuttingDown || !isValidUri(name) || m_realms.contains(QByteArrayView(name)))
        return nullptr;
    auto made = std::make_unique<RealmCore>(*this, realmOptions);
    return m_realms.emplace(name, std::move(made)).first->second.get();
}

RealmCore *RouterCore::realm(QByteArrayView name) const
{
    const auto found = m_realms.find(name);
    return found == m_realms.end() ? nullptr : found->second.get();
}

QList<RealmCore *> RouterCore::realms() const
{
    QList<RealmCore *> all;
    for (const auto &realm : m_realms)
        all.append(realm.second.get());
    return all;
}

bool RouterCore::closeRealm(QByteArrayView name)
{
    const auto found = m_realms.find(name);
    if (found == m_realms.end())
        return false;
    // Those that are still joining it, too.
    for (const auto &session : m_sessions) {
        if (session.second->realm() == found->second.get())
            session.second->close(Uris::closeRealm);
    }
    m_realms.erase(found);
    return true;
}

Id RouterCore::takeSessionId()
{
    Id id = randomId();
    while (m_sessionIds.contains(id))
        id = randomId();
    m_sessionIds.insert(id);
    return id;
}

AuthMeans RouterCore::authMeans() const
{
    return {.random =
                [](qsizetype size) {
                    QByteArray octets(size, Qt::Uninitialized);
                    for (char &octet : octets)
                        octet = char(QRandomGenerator::system()->generate());
                    return octets;
                },
            .now = [] { return QDateTime::currentDateTimeUtc(); }};
}

QFuture<void> RouterCore::shutDown(std::chrono::milliseconds patience)
{
    m_isShuttingDown = true;
    QPromise<void> &promise = m_shutdowns.emplace_back();
    promise.start();
    const QFuture<void> future = promise.future();
    for (const auto &session : m_sessions)
        session.second->close(Uris::systemShutdown);
    if (!hasConnections())
        finishShutdown();
    else
        deadlines.schedule(*this, patience);
    return future;
}

//! Sessions that a factory made and has not connected yet are not waited for.
bool RouterCore::hasConnections() const
{
    return std::ranges::any_of(m_sessions, [](const auto &session) { return session.second->transport(); });
}

void RouterCore::deadlineReached(Core::TimePoint)
{
    for (const auto &session : m_sessions)
        session.second->abandon();
}

void RouterCore::finishShutdown()
{
    deadlines.cancel(*this);
    for (QPromise<void> &promise : std::exchange(m_shutdowns, {}))
        promise.finish();
}

RouterStatistics RouterCore::statistics() const
{
    RouterStatistics all = counters;
    all.realms = int(m_realms.size());
    all.connections = int(m_sessions.size());
    for (const auto &realm : m_realms) {
        all.sessions += int(realm.second->sessions().size());
        all.subscriptions += realm.second->broker.count();
        all.registrations += realm.second->dealer.count();
        all.pendingCalls += realm.second->dealer.pendingCalls();
        all.retainedTopics += realm.second->broker.retainedTopics();
    }
    for (const auto &session : m_sessions) {
        all.queuedBytes += session.second->queue().size();
        all.stalledSessions += session.second->queue().isStalled() ? 1 : 0;
    }
    return all;
}

void RouterCore::noteJoined(const QString &realm, Id session)
{
    QMetaObject::invokeMethod(
        &m_router, [router = &m_router, realm, session] { Q_EMIT router->sessionJoined(realm, session); },
        Qt::QueuedConnection);
}

void RouterCore::noteLeft(const QString &realm, Id session)
{
    if (m_isEnding)
        return;
    QMetaObject::invokeMethod(
        &m_router, [router = &m_router, realm, session] { Q_EMIT router->sessionLeft(realm, session); },
        Qt::QueuedConnection);
}

void RouterCore::noteDrop(Id session)
{
    ++counters.eventsDropped;
    m_dropReport.note(session);
}

void RouterCore::DropReport::note(Id session)
{
    ++m_counts[session];
    if (Deadlines::isScheduled(*this))
        return;
    const bool isFirst = m_last == Core::TimePoint::min();
    m_core.deadlines.schedule(*this, isFirst ? m_core.deadlines.now() : m_last + 1s);
}

void RouterCore::DropReport::deadlineReached(Core::TimePoint now)
{
    m_last = now;
    const QHash<Id, quint64> counts = std::exchange(m_counts, {});
    Router *router = &m_core.m_router;
    for (auto count = counts.begin(); count != counts.end(); ++count) {
        QMetaObject::invokeMethod(
            router, [router, id = count.key(), n = count.value()] { Q_EMIT router->eventsDropped(id, n); },
            Qt::QueuedConnection);
    }
}

} // namespace Gantry::Wamp
