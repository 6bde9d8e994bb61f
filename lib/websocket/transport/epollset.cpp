// SPDX-License-Identifier: MIT
#include "websocket/transport/epollset.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/prefetch.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QEvent>

#include <algorithm>

#include <sys/epoll.h>
#include <unistd.h>

namespace Gantry {

namespace {

thread_local EpollSet *threadSet = nullptr;

// Of one epoll_wait(); the rest follows with the event loop's next turn, so that its
// other work gets its share.
constexpr int BatchSize = 256;
// The way to all that a connection needs is so many pointers long.
constexpr int PrefetchTurns = 4;

quint32 epollEvents(int events) noexcept
{
    return (events & EpollClient::Readable ? quint32(EPOLLIN) : 0U)
        | (events & EpollClient::Writable ? quint32(EPOLLOUT) : 0U);
}

int clientEvents(quint32 events) noexcept
{
    return (events & EPOLLIN ? EpollClient::Readable : EpollClient::None)
        | (events & EPOLLOUT ? EpollClient::Writable : EpollClient::None)
        | (events & (EPOLLERR | EPOLLHUP) ? EpollClient::Broken : EpollClient::None);
}

} // namespace

//! Without the signal of its base class, which would cost more than what it leads to.
class EpollSet::Notifier final : public QSocketNotifier
{
public:
    //! For the whole set.
    Notifier(int descriptor, EpollSet &set)
        : QSocketNotifier(descriptor, QSocketNotifier::Read)
        , m_set(&set)
    { }
    //! For one.
    Notifier(int descriptor, EpollClient &client)
        : QSocketNotifier(descriptor, QSocketNotifier::Read)
        , m_client(&client)
    { }

    EpollClient *client() const noexcept { return m_client; }
    void forget() noexcept
    {
        m_set = nullptr;
        m_client = nullptr;
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::SockAct)
            return QSocketNotifier::event(event);
        if (m_client)
            m_client->descriptorReady(EpollClient::Readable);
        else if (m_set)
            m_set->dispatch();
        return true;
    }

private:
    EpollSet *m_set = nullptr;
    EpollClient *m_client = nullptr;
};

//! What one call of epoll_wait() told. A client that stops waiting is struck out of all
//! that are being worked off: there are several when a slot spins an event loop.
struct EpollSet::Batch
{
    explicit Batch(EpollSet &set) noexcept
        : m_set(set)
        , m_outer(std::exchange(set.m_batch, this))
    { }
    ~Batch() { m_set.m_batch = m_outer; }
    Q_DISABLE_COPY_MOVE(Batch)

    void strike(const EpollClient *client) noexcept
    {
        for (int i = next; i < count; ++i) {
            if (events[i].data.ptr == client)
                events[i].data.ptr = nullptr;
        }
    }

    //! One client is about to be told: those after it come up.
    void prefetchNext() noexcept
    {
        for (int turns = 1; turns <= PrefetchTurns && next + turns < count; ++turns) {
            auto *client = static_cast<EpollClient *>(events[size_t(next + turns)].data.ptr);
            if (turns == PrefetchTurns)
                prefetch(client, EpollClient::HotOctets);
            else if (client)
                client->comesUp(turns);
        }
    }

    std::array<epoll_event, BatchSize> events;
    int next = 0;
    int count = 0;
    EpollSet &m_set;
    Batch *m_outer;
};

EpollClient::~EpollClient()
{
    unwatch();
}

bool EpollClient::watch(int descriptor, int events)
{
    EpollSet *set = EpollSet::ofThisThread();
    if (!set)
        return false;
    m_descriptor = descriptor;
    m_events = quint8(events);
    return set->add(*this);
}

bool EpollClient::setEvents(int events)
{
    if (m_events == events || m_place == NotWatched || !threadSet)
        return true;
    m_events = quint8(events);
    return threadSet->change(*this);
}

void EpollClient::unwatch() noexcept
{
    if (m_place != NotWatched && threadSet)
        threadSet->remove(*this);
    m_place = NotWatched;
}

EpollSet *EpollSet::ofThisThread()
{
    if (threadSet) [[likely]]
        return threadSet;
    auto *dispatcher = QAbstractEventDispatcher::instance();
    if (!dispatcher)
        return nullptr;
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    if (descriptor >= 0)
        threadSet = new EpollSet(descriptor, dispatcher);
    return threadSet;
}

EpollSet::EpollSet(int descriptor, QObject *eventDispatcher)
    : QObject(eventDispatcher)
    , m_descriptor(descriptor)
    , m_notifier(std::make_unique<Notifier>(descriptor, *this))
{ }

EpollSet::~EpollSet()
{
    threadSet = nullptr;
    for (const auto &notifier : m_direct) {
        if (notifier)
            notifier->client()->m_place = EpollClient::NotWatched;
    }
    m_direct.clear();
    m_notifier.reset();
    ::close(m_descriptor);
}

bool EpollSet::add(EpollClient &client)
{
    if (client.m_events == EpollClient::Readable && addDirect(client))
        return true;
    client.m_place = control(EPOLL_CTL_ADD, client) ? EpollClient::InSet : EpollClient::NotWatched;
    return client.m_place == EpollClient::InSet;
}

bool EpollSet::addDirect(EpollClient &client)
{
    if (m_directCount == MaxDirect)
        return false;
    auto place = std::ranges::find_if(m_direct, [](const auto &notifier) { return !notifier; });
    if (place == m_direct.end())
        place = m_direct.emplace(place);
    *place = std::make_unique<Notifier>(client.m_descriptor, client);
    client.m_place = qint32(place - m_direct.begin());
    ++m_directCount;
    return true;
}

bool EpollSet::change(EpollClient &client)
{
    if (client.m_place >= 0) {
        // Its notifier tells of octets alone.
        removeDirect(client);
        return add(client);
    }
    if (client.m_events == EpollClient::Readable && m_directCount < MaxDirect) {
        remove(client);
        return add(client);
    }
    return control(EPOLL_CTL_MOD, client);
}

void EpollSet::remove(EpollClient &client) noexcept
{
    if (client.m_place >= 0) {
        removeDirect(client);
        return;
    }
    control(EPOLL_CTL_DEL, client);
    for (Batch *batch = m_batch; batch; batch = batch->m_outer)
        batch->strike(&client);
}

//! It may be what calls.
void EpollSet::removeDirect(EpollClient &client)
{
    auto &place = m_direct[size_t(client.m_place)];
    place->setEnabled(false);
    place->forget();
    deleteSoon(place.release());
    --m_directCount;
}

bool EpollSet::control(int operation, EpollClient &client) noexcept
{
    epoll_event event{.events = epollEvents(client.m_events), .data = {.ptr = &client}};
    return ::epoll_ctl(m_descriptor, operation, client.m_descriptor, &event) == 0;
}

void EpollSet::dispatch()
{
    Batch batch(*this);
    batch.count = std::max(0, ::epoll_wait(m_descriptor, batch.events.data(), BatchSize, 0));
    while (batch.next < batch.count) {
        batch.prefetchNext();
        const epoll_event &event = batch.events[size_t(batch.next++)];
        if (event.data.ptr)
            static_cast<EpollClient *>(event.data.ptr)->descriptorReady(clientEvents(event.events));
    }
}

} // namespace Gantry
