// SPDX-License-Identifier: MIT
// Publications of a realm, and who gets them.
#pragma once

#include "router/patternindex.h"
#include "router/permission.h"
#include "router/retainedevents.h"
#include "router/subscription.h"

#include <QtCore/QHash>

#include <memory>
#include <vector>

namespace Gantry::Wamp {

class RealmCore;
class RouterSession;
class SessionQueue;

class Broker
{
public:
    explicit Broker(RealmCore &realm);

    void subscribe(RouterSession &session, const Subscribe &message, const Permission &permission);
    void unsubscribe(RouterSession &session, const Unsubscribe &message);
    //! Takes a subscription from all; false: there is none.
    bool revoke(Id subscription, const QString &reason);
    void leave(RouterSession &session);

    void publish(RouterSession &publisher, Publish &message, const Permission &permission);
    //! The router's own; answers the publication.
    Id publishInternally(QByteArrayView topic, Payload payload, bool retain = false);
    bool hasSubscribers(QByteArrayView topic);
    //! \a session has read what it was sent.
    void continueRetained(RouterSession &session);

    // For the meta API.
    const RouterSubscription *subscription(Id id) const;
    const RouterSubscription *find(QByteArrayView uri, MatchPolicy match) const
    {
        return m_index.find(uri, match);
    }
    QList<Id> matching(QByteArrayView topic);
    QList<Id> list(MatchPolicy match) const;
    int count() const { return int(m_subscriptions.size()); }
    //! After the options have changed.
    void boundRetained();
    int retainedTopics() const { return m_retained.topics(); }

private:
    //! A publication on its way.
    struct Outgoing
    {
        Id publication = 0;
        EventDetails details = {}; //!< without a topic
        Utf8 topic = {};
        Payload payload = {};
        EventFilter filter = {};
        SessionQueue *sender = nullptr;
    };
    RouterSubscription &obtain(QByteArrayView uri, MatchPolicy match, bool &isNew);
    void removeMember(RouterSubscription &subscription, RouterSession &session);
    void announceRemoval(RouterSubscription &subscription, const RouterSession &session);
    void beginRetained(const RouterSubscription &subscription, RouterSession &session);
    bool sendRetained(const RouterSubscription &subscription, RouterSession &session,
                      RetainedProgress &progress);
    bool refuses(RouterSession &publisher, const Publish &message, const Permission &permission);
    EventDetails detailsFor(const RouterSession &publisher, const Publish &message,
                            const Permission &permission);
    void distribute(Outgoing &outgoing);
    void sendTo(const RouterSubscription &subscription, const Outgoing &outgoing, Message event);

    RealmCore &m_realm;
    PatternIndex<RouterSubscription> m_index;
    std::unordered_map<Id, std::unique_ptr<RouterSubscription>> m_subscriptions;
    RetainedEvents m_retained;
    std::vector<void *> m_matches; //!< of the topic in hand
    Id m_lastId = 0;
};

} // namespace Gantry::Wamp
