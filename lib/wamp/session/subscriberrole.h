// SPDX-License-Identifier: MIT
// A session as a subscriber: subscriptions, each with the handlers that share it.
#pragma once

#include "wamp/session/applicationsession.h"
#include "wamp/session/handlercontext.h"
#include "wamp/session/scopedconnection.h"

#include <QtCore/QPromise>

#include <unordered_map>
#include <vector>

namespace Gantry::Wamp {

class SubscriberRole
{
public:
    explicit SubscriberRole(ApplicationSessionPrivate &session) noexcept
        : m_session(session)
    { }

    QFuture<SubscribeOutcome> add(const QString &topic, const HandlerContext &context,
                                  const EventHandler &handler, const SubscribeOptions &options);
    QFuture<RequestOutcome> remove(Id subscription, quint64 handler);
    bool has(Id subscription, quint64 handler) const;

    // Each is the last thing that a function of the session does: application code runs in
    // it, which may delete the session.
    void receive(const Subscribed &message);
    void receive(const Unsubscribed &message);
    void receive(const Event &message);
    void receiveError(const Error &message);
    void end(Failure failure);

private:
    struct Handler
    {
        quint64 key = 0;
        // Shared: it may be removed, and the session be deleted, while it runs.
        std::shared_ptr<const EventHandler> function = {};
        HandlerContext context = {};
        std::shared_ptr<ScopedConnection> watch = {};
    };
    //! A subscription. Without handlers its events are discarded: UNSUBSCRIBE is on its
    //! way, or somebody else's SUBSCRIBE of the same topic.
    struct Topic
    {
        QString uri = {};
        MatchPolicy match = MatchPolicy::Exact;
        std::vector<Handler> handlers = {};
        bool isUnsubscribing = false;
    };
    using Topics = std::unordered_map<Id, Topic>;
    struct PendingSubscribe
    {
        QPromise<SubscribeOutcome> promise = {};
        QString uri = {};
        MatchPolicy match = MatchPolicy::Exact;
        Handler handler = {};
    };
    struct PendingUnsubscribe
    {
        QPromise<RequestOutcome> promise = {};
        Id subscription = 0;
    };

    bool isAwaited(const Topic &topic) const;
    std::optional<QFuture<RequestOutcome>> unsubscribe(Topics::iterator topic);
    void settle();
    void watch(Id subscription, Handler &handler);
    EventInfo infoOf(const Event &message, const Topic &topic) const;
    void revoked(const RevocationDetails &details);

    ApplicationSessionPrivate &m_session;
    Topics m_topics;
    std::unordered_map<Id, PendingSubscribe> m_subscribing;
    std::unordered_map<Id, PendingUnsubscribe> m_unsubscribing;
    quint64 m_lastKey = 0;
};

} // namespace Gantry::Wamp
