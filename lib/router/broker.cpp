// SPDX-License-Identifier: MIT
// Subscriptions: how they come and go.
#include "router/broker.h"

#include "router/realmcore.h"
#include "router/routercore.h"
#include "wamp/message/uri.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

Broker::Broker(RealmCore &realm)
    : m_realm(realm)
    , m_retained(realm.options.retainedTopics, realm.options.retainedBytes)
{ }

void Broker::boundRetained()
{
    m_retained.setBounds(m_realm.options.retainedTopics, m_realm.options.retainedBytes);
}

void Broker::subscribe(RouterSession &session, const Subscribe &message, const Permission &permission)
{
    const auto refuse = [&](QLatin1StringView error, const QString &text) {
        session.answer(makeError(MessageType::Subscribe, message.request, error, text));
    };
    if (!permission.isAllowed()) {
        refuse(permission.error, permission.text);
        return;
    }
    const QByteArrayView topic = message.topic;
    RouterSubscription *known = m_index.find(topic, message.options.match);
    const bool isMember = known && session.subscriptions.contains(known);
    if (!isMember && session.subscriptions.size() >= m_realm.core.options.subscriptionsPerSession) {
        refuse(Uris::unavailable, u"the session has too many subscriptions"_s);
        return;
    }
    bool isNew = false;
    RouterSubscription &subscription = obtain(topic, message.options.match, isNew);
    if (!isMember) {
        session.subscriptions.insert(&subscription, subscription.members.size());
        subscription.members.push_back(&session);
    }
    // Before any EVENT of it, also one that tells of it.
    session.answer(Subscribed{.request = message.request, .subscription = subscription.id});
    if (isNew)
        m_realm.metaApi.subscriptionCreated(subscription, session);
    if (!isMember)
        m_realm.metaApi.subscribed(subscription, session);
    if (message.options.getRetained)
        beginRetained(subscription, session);
}

RouterSubscription &Broker::obtain(QByteArrayView uri, MatchPolicy match, bool &isNew)
{
    if (RouterSubscription *known = m_index.find(uri, match))
        return *known;
    isNew = true;
    auto made =
        std::make_unique<RouterSubscription>(RouterSubscription{.id = ++m_lastId,
                                                                .uri = uri.toByteArray(),
                                                                .match = match,
                                                                .created = QDateTime::currentDateTimeUtc()});
    RouterSubscription &subscription = *made;
    m_index.insert(uri, match, &subscription);
    m_subscriptions.emplace(subscription.id, std::move(made));
    return subscription;
}

void Broker::unsubscribe(RouterSession &session, const Unsubscribe &message)
{
    const auto found = m_subscriptions.find(message.subscription);
    if (found == m_subscriptions.end() || !session.subscriptions.contains(found->second.get())) {
        session.answer(makeError(MessageType::Unsubscribe, message.request, Uris::noSuchSubscription,
                                 u"the session has no such subscription"_s));
        return;
    }
    RouterSubscription &subscription = *found->second;
    removeMember(subscription, session);
    session.answer(Unsubscribed{.request = message.request, .details = {}});
    announceRemoval(subscription, session);
}

void Broker::removeMember(RouterSubscription &subscription, RouterSession &session)
{
    std::erase_if(session.retainedRests, [&](const auto &rest) { return rest.first == subscription.id; });
    // The last one takes the place.
    const size_t place = session.subscriptions.take(&subscription);
    RouterSession *last = subscription.members.back();
    subscription.members.pop_back();
    if (last == &session)
        return;
    subscription.members[place] = last;
    last->subscriptions[&subscription] = place;
}

//! Deletes \a subscription if that was its last member.
void Broker::announceRemoval(RouterSubscription &subscription, const RouterSession &session)
{
    m_realm.metaApi.unsubscribed(subscription, session);
    if (!subscription.members.empty())
        return;
    m_index.remove(subscription.uri, subscription.match);
    const auto owner = m_subscriptions.extract(subscription.id);
    m_realm.metaApi.subscriptionDeleted(subscription, session);
}

bool Broker::revoke(Id id, const QString &reason)
{
    const auto found = m_subscriptions.find(id);
    if (found == m_subscriptions.end())
        return false;
    RouterSubscription &subscription = *found->second;
    for (size_t left = subscription.members.size(); left > 0; --left) {
        RouterSession &session = *subscription.members.back();
        removeMember(subscription, session);
        if (session.roles().has(Role::Subscriber, Feature::SubscriptionRevocation))
            session.answer(Unsubscribed{.request = 0, .details = {.subscription = id, .reason = reason}});
        announceRemoval(subscription, session);
    }
    return true;
}

void Broker::leave(RouterSession &session)
{
    session.retainedRests.clear();
    const QList<RouterSubscription *> all = session.subscriptions.keys();
    for (RouterSubscription *subscription : all) {
        removeMember(*subscription, session);
        announceRemoval(*subscription, session);
    }
}

const RouterSubscription *Broker::subscription(Id id) const
{
    const auto found = m_subscriptions.find(id);
    return found == m_subscriptions.end() ? nullptr : found->second.get();
}

QList<Id> Broker::matching(QByteArrayView topic)
{
    m_index.all(topic, m_matches);
    QList<Id> ids;
    for (const void *match : m_matches)
        ids.append(static_cast<const RouterSubscription *>(match)->id);
    return ids;
}

QList<Id> Broker::list(MatchPolicy match) const
{
    QList<Id> ids;
    for (const auto &entry : m_subscriptions) {
        if (entry.second->match == match)
            ids.append(entry.first);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace Gantry::Wamp
