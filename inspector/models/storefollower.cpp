// SPDX-License-Identifier: GPL-3.0-only
#include "models/storefollower.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <vector>

namespace Gantry::Inspector {

namespace {

//! Octets between two looks at the clock; a record costs some besides its payload.
constexpr qint64 OctetsPerCheck = 64 * 1024;
constexpr qint64 OctetsOfRecord = 2048;

} // namespace

//! Gives the followers of a thread their slices.
class FollowerTurns
{
public:
    static std::shared_ptr<FollowerTurns> ofThisThread()
    {
        thread_local std::weak_ptr<FollowerTurns> current;
        std::shared_ptr<FollowerTurns> turns = current.lock();
        if (!turns) {
            turns = std::make_shared<FollowerTurns>();
            current = turns;
        }
        return turns;
    }

    FollowerTurns()
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { run(); });
    }

    void add(StoreFollower *follower) { m_followers.push_back(follower); }
    void remove(StoreFollower *follower) { std::erase(m_followers, follower); }
    void schedule(std::chrono::milliseconds delay)
    {
        if (!m_timer.isActive()) {
            m_timer.start(delay);
        }
    }

private:
    void run()
    {
        const QDeadlineTimer deadline(StoreFollower::TurnBudget, Qt::PreciseTimer);
        // Who is first has the whole budget; the next turn it is another.
        m_first = m_followers.empty() ? 0 : (m_first + 1) % m_followers.size();
        const std::vector<StoreFollower *> followers = m_followers;
        for (std::size_t i = 0; i < followers.size(); ++i) {
            StoreFollower *follower = followers[(m_first + i) % followers.size()];
            const bool isThere = std::ranges::count(m_followers, follower) > 0;
            if (isThere && follower->isBehind() && !deadline.hasExpired()) {
                follower->runSlice(deadline);
            }
        }
        const bool isBehind = std::ranges::any_of(
            m_followers, [](const StoreFollower *follower) { return follower->isBehind(); });
        if (isBehind) {
            m_timer.start(0);
        }
    }

    std::vector<StoreFollower *> m_followers;
    std::size_t m_first = 0;
    QTimer m_timer;
};

StoreFollower::StoreFollower(const RecordStore *store, Listener listener, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_listener(std::move(listener))
    , m_turns(FollowerTurns::ofThisThread())
    , m_position(store->firstSequence())
{
    m_turns->add(this);
    connect(store, &RecordStore::appended, this, [this] { m_turns->schedule(Interval); });
    connect(store, &RecordStore::cleared, this, &StoreFollower::restart);
    if (isBehind()) {
        m_turns->schedule(std::chrono::milliseconds(0));
    }
}

StoreFollower::~StoreFollower()
{
    m_turns->remove(this);
}

void StoreFollower::restart()
{
    m_position = m_store->endSequence();
    m_listener.cleared();
}

void StoreFollower::finish()
{
    runSlice(QDeadlineTimer(QDeadlineTimer::Forever));
}

void StoreFollower::runSlice(QDeadlineTimer deadline)
{
    m_position = std::max(m_position, m_store->firstSequence());
    const quint64 first = m_position;
    qint64 octets = 0;
    while (isBehind()) {
        const RecordIndex &index = m_store->indexAt(m_position);
        const bool isKept = index.kind == Tap::RecordKind::Open || index.kind == Tap::RecordKind::Close;
        octets += OctetsOfRecord + index.payloadLength;
        m_listener.look(m_position, isKept ? m_store->at(m_position) : m_store->peek(m_position));
        ++m_position;
        if (octets >= OctetsPerCheck) {
            octets = 0;
            if (deadline.hasExpired()) {
                break;
            }
        }
    }
    m_listener.sliceEnded(first, m_position);
}

} // namespace Gantry::Inspector
