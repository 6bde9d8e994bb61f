// SPDX-License-Identifier: MIT
// What waits for one session, and what becomes of those who send to it when that is much:
// first they are slowed down, and when the session takes next to nothing it is left behind.
// Knows octets and senders, no realm.
#pragma once

#include "router/deadlines.h"
#include "router/routeroptions.h"
#include "wamp/transport/sharedmessage.h"
#include "wamp/transport/transport.h"

#include <QtCore/QSet>

#include <vector>

namespace Gantry::Wamp {

//! What came of a message for a session.
enum class Delivery : quint8 {
    Taken,
    Dropped, //!< an event that a stalled session does not get
    Unavailable, //!< the session is going, or takes nothing
    TooBig,
    NotSerializable,
};

//! Whether the message itself was in the way: another one may get through.
constexpr bool isRefused(Delivery delivery) noexcept
{
    return delivery == Delivery::TooBig || delivery == Delivery::NotSerializable;
}

//! What a queue needs from around it.
class QueueOwner
{
public:
    virtual Transport *queueTransport() const = 0;
    virtual Deadlines &queueDeadlines() const = 0;
    virtual const RouterOptions &queueOptions() const = 0;
    //! Events were not sent; called for each.
    virtual void eventDropped() = 0;
    //! It is to be killed, though not now: somebody walks through sessions.
    virtual void fellBehind() = 0;

protected:
    ~QueueOwner() = default;
};

class SessionQueue : private Timed
{
public:
    explicit SessionQueue(QueueOwner &owner)
        : m_owner(owner)
    { }
    ~SessionQueue() override;

    void open(); //!< the transport is there
    //! What is sent from now on is lost; senders that wait go on, and so does the session.
    void close();

    // The sender, who may be slowed down by it; nullptr: the router itself.
    Delivery sendEvent(const Message &message, SessionQueue *sender);
    Delivery sendEvent(SharedMessage &message, SessionQueue *sender);
    Delivery sendInvocation(const Message &message, SessionQueue *sender);
    //! RESULT, ERROR, an acknowledgement: what somebody waits for.
    Delivery sendAnswer(const Message &message, SessionQueue *sender);

    void drained();
    //! Nothing is read from the session, beside and apart from what slows it down.
    void setHeld(bool isHeld);

    bool isFree() const noexcept { return m_flow == Flow::Free; }
    bool isStalled() const noexcept { return m_flow == Flow::Stalled; }
    qint64 size() const;

private:
    enum class Flow : quint8 {
        Closed,
        Free,
        Full, //!< senders wait for it
        Stalled, //!< and do not wait any more: it took next to nothing
    };
    enum class Kind : quint8 { Event, Invocation, Answer };

    template<typename AnyMessage>
    Delivery send(AnyMessage &message, Kind kind, SessionQueue *sender);
    Delivery refused(const Transport &transport, Kind kind);
    void becomeFull(const Transport &transport);
    void deadlineReached(Core::TimePoint now) override;
    void slowDown(SessionQueue &sender);
    void letSendersGo();
    void updatePause();

    QueueOwner &m_owner;
    std::vector<SessionQueue *> m_waiting; //!< senders that are not read from until this drained
    QSet<SessionQueue *> m_blockers; //!< queues that this session waits for
    qint64 m_limit = 0; //!< sessionQueueBytes when it was opened: the transport's mark is set once
    qint64 m_takenBefore = 0; //!< octets, when it was looked at last
    //! It has stalled and slows down nobody until then.
    Core::TimePoint m_distrustedUntil = Core::TimePoint::min();
    Flow m_flow = Flow::Closed;
    bool m_isHeld = false;
    bool m_isPaused = false;
};

} // namespace Gantry::Wamp
