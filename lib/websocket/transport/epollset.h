// SPDX-License-Identifier: MIT
// The descriptors that a thread waits for, in one epoll set whose own descriptor is all
// that the event loop sees: however many connections idle, a turn of the loop costs the
// same.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>

#include <array>
#include <memory>
#include <vector>

namespace Gantry {

class EpollSet;

//! Somebody who waits for what happens to one descriptor. Stops when it goes.
class EpollClient
{
public:
    enum Event : quint8 {
        None = 0,
        Readable = 1, //!< octets, the peer's end or an error can be read
        Writable = 2,
        Broken = 4, //!< the connection is over in both directions; told unasked
    };

    //! From the event loop, again and again as long as it is so.
    virtual void descriptorReady(int events) = 0;
    //! That is about to be called, when \a turns others have been: time to prefetch() what
    //! it will need, one step of the way to it with each turn, from 3 down to 1.
    virtual void comesUp([[maybe_unused]] int turns) noexcept { }
    //! Of the object, which were fetched before that.
    static constexpr size_t HotOctets = 128;

protected:
    EpollClient() = default;
    ~EpollClient();
    Q_DISABLE_COPY_MOVE(EpollClient)

    //! Waits for \a events of \a descriptor, which must stay open until unwatch(). false:
    //! the system has no room for it, see errno.
    [[nodiscard]] bool watch(int descriptor, int events);
    //! The same, and then it is watched no more. true as well while nothing is watched.
    [[nodiscard]] bool setEvents(int events);
    void unwatch() noexcept;
    bool isWatched() const noexcept { return m_place != NotWatched; }

private:
    friend class EpollSet;
    static constexpr qint32 NotWatched = -1;
    static constexpr qint32 InSet = -2;

    int m_descriptor = -1;
    qint32 m_place = NotWatched; //!< or in the set, or the index of its own notifier
    quint8 m_events = None;
};

//! One a thread. Lives and dies with the thread's event dispatcher, whose child it is.
class EpollSet final : public QObject
{
public:
    //! nullptr: the thread has no event dispatcher, or the system no descriptor left.
    static EpollSet *ofThisThread();

    //! So many connections that only read are watched by the event loop itself: asking
    //! the set is one system call more, which counts while few connections are there to
    //! share it, and the event loop's own cost grows with each that it watches.
    static constexpr size_t MaxDirect = 4;

    ~EpollSet() override;

private:
    friend class EpollClient;
    class Notifier;
    struct Batch;

    EpollSet(int descriptor, QObject *eventDispatcher);
    bool add(EpollClient &client);
    bool addDirect(EpollClient &client);
    bool change(EpollClient &client);
    void remove(EpollClient &client) noexcept;
    void removeDirect(EpollClient &client);
    bool control(int operation, EpollClient &client) noexcept;
    void dispatch();

    const int m_descriptor;
    std::unique_ptr<Notifier> m_notifier; //!< of the set
    std::vector<std::unique_ptr<Notifier>> m_direct; //!< nullptr: the place is free
    size_t m_directCount = 0;
    Batch *m_batch = nullptr; //!< the innermost that is being dispatched
};

} // namespace Gantry
