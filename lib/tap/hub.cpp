// SPDX-License-Identifier: MIT
#include "tap/hub.h"

#include "tap/callgate.h"
#include "tap/inspectionrequest.h"
#include "tap/liveconnection.h"

#include <chrono>
#include <mutex>
#include <vector>

namespace Gantry::Tap {

namespace {

struct Listening
{
    HubObserver *observer = nullptr;
    RecordKinds kinds;
};
//! Never changed once it is in use, only replaced.
using Listeners = std::vector<Listening>;

quint8 unionOf(const Listeners &listeners)
{
    RecordKinds kinds;
    for (const Listening &listening : listeners)
        kinds |= listening.kinds;
    return quint8(kinds.toInt());
}

} // namespace

struct Hub::Private
{
    //! Puts \a next in place and returns what it replaces; see retire().
    std::unique_ptr<const Listeners> exchange(Listeners next);
    void retire(std::unique_ptr<const Listeners> old);
    void replay(HubObserver *observer);
    void publish(const Record &record);

    std::atomic<const Listeners *> listeners{nullptr};
    CallGate gate;
    //! Taken by those who change the listeners.
    std::mutex changing;
    //! Taken for live, and while opens and closes are published: so an observer that
    //! is being added gets each open once, and never after its close. Frames and the
    //! rest take no lock at all.
    std::mutex lifecycle;
    LiveList live;
    std::atomic<quint64> lastNumber{0};
};

std::atomic<quint8> Hub::s_observed{0};

std::unique_ptr<const Listeners> Hub::Private::exchange(Listeners next)
{
    const quint8 observed = unionOf(next);
    auto fresh = std::make_unique<const Listeners>(std::move(next));
    std::unique_ptr<const Listeners> old(listeners.exchange(fresh.release(), std::memory_order_seq_cst));
    s_observed.store(observed, std::memory_order_relaxed);
    return old;
}

void Hub::Private::retire(std::unique_ptr<const Listeners> old)
{
    gate.waitForCalls();
    old.reset();
}

void Hub::Private::replay(HubObserver *observer)
{
    // The lock is taken for one connection at a time: a connection that opens or
    // closes meanwhile waits for one call, not for ten thousand.
    while (true) {
        const std::lock_guard lock(lifecycle);
        const LiveConnection *connection = live.walkOn();
        if (!connection)
            return;
        observer->observe(connection->openRecord());
    }
}

void Hub::Private::publish(const Record &record)
{
    const CallGate::Pass pass(gate);
    const Listeners *current = listeners.load(std::memory_order_seq_cst);
    if (!current)
        return;
    const RecordKind kind = kindOf(record);
    for (const Listening &listening : *current) {
        if (listening.kinds.testFlag(kind))
            listening.observer->observe(record);
    }
}

Hub::Hub()
    : d(std::make_unique<Private>())
{ }

Hub::~Hub() = default;

Hub &Hub::instance()
{
    // Never destroyed: connections of other threads may outlive static destructors.
    static Hub *const hub = new Hub;
    return *hub;
}

void Hub::addObserver(HubObserver *observer, RecordKinds kinds)
{
    // Until the replay is done the observer gets opens and closes only, so that no
    // frame comes before the open of its connection.
    constexpr RecordKinds Lifecycle = RecordKinds(RecordKind::Open) | RecordKind::Close;

    const std::lock_guard changing(d->changing);
    const Listeners *current = d->listeners.load(std::memory_order_relaxed);
    Listeners next = current ? *current : Listeners{};
    next.push_back({observer, kinds & Lifecycle});
    const bool isReplayed = kinds.testFlag(RecordKind::Open);
    std::unique_ptr<const Listeners> old;
    {
        const std::lock_guard lock(d->lifecycle);
        if (isReplayed)
            d->live.beginWalk();
        old = d->exchange(next);
    }
    d->retire(std::move(old));
    if (isReplayed)
        d->replay(observer);
    next.back().kinds = kinds;
    d->retire(d->exchange(std::move(next)));
}

void Hub::setKinds(HubObserver *observer, RecordKinds kinds)
{
    const std::lock_guard changing(d->changing);
    const Listeners *current = d->listeners.load(std::memory_order_relaxed);
    Listeners next = current ? *current : Listeners{};
    for (Listening &listening : next) {
        if (listening.observer == observer)
            listening.kinds = kinds;
    }
    d->retire(d->exchange(std::move(next)));
}

void Hub::removeObserver(HubObserver *observer)
{
    const std::lock_guard changing(d->changing);
    const Listeners *current = d->listeners.load(std::memory_order_relaxed);
    Listeners next = current ? *current : Listeners{};
    std::erase_if(next, [observer](const Listening &listening) { return listening.observer == observer; });
    d->retire(d->exchange(std::move(next)));
}

quint64 Hub::newConnectionNumber()
{
    // For programs that loaded this library after they made their application object.
    startInspectionIfAsked();
    return d->lastNumber.fetch_add(1, std::memory_order_relaxed) + 1;
}

void Hub::connectionOpened(LiveConnection &connection)
{
    const std::lock_guard lock(d->lifecycle);
    d->live.add(connection);
    if (isObserved(RecordKind::Open))
        d->publish(connection.openRecord());
}

void Hub::connectionGone(LiveConnection &connection, const CloseRecord &record)
{
    const std::lock_guard lock(d->lifecycle);
    LiveList::remove(connection);
    if (isObserved(RecordKind::Close))
        d->publish(record);
}

void Hub::publish(const Record &record)
{
    if (isObserved(kindOf(record)))
        d->publish(record);
}

qint64 Hub::now() noexcept
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace Gantry::Tap
