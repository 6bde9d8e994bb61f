// SPDX-License-Identifier: MIT
// An event on its way: made once for each subscription, encoded once for each encoding.
#include "router/broker.h"

#include "router/realmcore.h"
#include "router/routercore.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

void Broker::publish(RouterSession &publisher, Publish &message, const Permission &permission)
{
    if (refuses(publisher, message, permission))
        return;
    ++m_realm.core.counters.publications;
    Outgoing outgoing{.publication = m_realm.core.randomId(),
                      .details = detailsFor(publisher, message, permission),
                      .topic = message.topic,
                      .payload = std::move(message.payload),
                      .filter = EventFilter(message.options, publisher.id()),
                      .sender = &publisher.queue()};
    if (message.options.retain)
        m_retained.keep(outgoing.topic,
                        {outgoing.publication, outgoing.details, outgoing.payload, outgoing.filter});
    const Id publication = outgoing.publication;
    distribute(outgoing);
    if (message.options.acknowledge)
        publisher.answer(Published{.request = message.request, .publication = publication});
}

bool Broker::refuses(RouterSession &publisher, const Publish &message, const Permission &permission)
{
    QLatin1StringView error = permission.error;
    QLatin1StringView text = permission.text;
    if (permission.isAllowed() && message.options.discloseMe
        && m_realm.options.publisherDisclosure == Disclosure::Forbid) {
        error = Uris::discloseMeDisallowed;
        text = "the realm tells nobody who publishes"_L1;
    }
    if (error.isEmpty())
        return false;
    if (message.options.acknowledge)
        publisher.answer(makeError(MessageType::Publish, message.request, error, text));
    return true;
}

EventDetails Broker::detailsFor(const RouterSession &publisher, const Publish &message,
                                const Permission &permission)
{
    EventDetails details{.trustlevel = publisher.trustlevel(), .rare = passedOn(message.options.rare)};
    const Disclosure disclosure = m_realm.options.publisherDisclosure;
    if (disclosure == Disclosure::Always
        || (disclosure == Disclosure::Allow && (message.options.discloseMe || permission.disclose))) {
        details.publisher = publisher.id();
        details.publisherAuthid = publisher.identity().authid;
        details.publisherAuthrole = publisher.identity().authrole;
    }
    return details;
}

Id Broker::publishInternally(QByteArrayView topic, Payload payload, bool retain)
{
    Outgoing outgoing{
        .publication = m_realm.core.randomId(), .topic = topic.toByteArray(), .payload = std::move(payload)};
    if (retain)
        m_retained.keep(outgoing.topic, {outgoing.publication, {}, outgoing.payload, {}});
    distribute(outgoing);
    return outgoing.publication;
}

bool Broker::hasSubscribers(QByteArrayView topic)
{
    m_index.all(topic, m_matches);
    return !m_matches.empty();
}

void Broker::distribute(Outgoing &outgoing)
{
    // Sending calls nobody back: neither the matches nor their members change meanwhile.
    m_index.all(outgoing.topic, m_matches);
    for (size_t i = 0; i < m_matches.size(); ++i) {
        const auto &subscription = *static_cast<const RouterSubscription *>(m_matches[i]);
        const bool isLast = i + 1 == m_matches.size();
        Event event{.subscription = subscription.id,
                    .publication = outgoing.publication,
                    .details = outgoing.details,
                    .payload = isLast ? std::move(outgoing.payload) : outgoing.payload};
        if (subscription.match != MatchPolicy::Exact)
            event.details.topic = outgoing.topic;
        sendTo(subscription, outgoing, std::move(event));
    }
}

void Broker::sendTo(const RouterSubscription &subscription, const Outgoing &outgoing, Message event)
{
    const auto wants = [&outgoing](const RouterSession &member) {
        return outgoing.filter.admits(member.id(), member.identity().authid, member.identity().authrole);
    };
    quint64 sent = 0;
    if (subscription.members.size() == 1) {
        // Nobody shares it: cheaper without what is made for many.
        RouterSession &only = *subscription.members.front();
        if (wants(only) && only.queue().sendEvent(event, outgoing.sender) == Delivery::Taken)
            ++sent;
    } else {
        SharedMessage shared(std::move(event));
        for (RouterSession *member : subscription.members) {
            if (wants(*member) && member->queue().sendEvent(shared, outgoing.sender) == Delivery::Taken)
                ++sent;
        }
    }
    m_realm.core.counters.events += sent;
}

void Broker::beginRetained(const RouterSubscription &subscription, RouterSession &session)
{
    std::erase_if(session.retainedRests, [&](const auto &rest) { return rest.first == subscription.id; });
    RetainedProgress progress = m_retained.begin();
    if (!sendRetained(subscription, session, progress))
        session.retainedRests.emplace_back(subscription.id, progress);
}

void Broker::continueRetained(RouterSession &session)
{
    while (!session.retainedRests.empty()) {
        auto &[id, progress] = session.retainedRests.front();
        const RouterSubscription *known = subscription(id);
        if (known && !sendRetained(*known, session, progress))
            return;
        session.retainedRests.pop_front();
    }
}

//! As many as \a session has room for. false: there are more.
bool Broker::sendRetained(const RouterSubscription &subscription, RouterSession &session,
                          RetainedProgress &progress)
{
    const auto admits = [&session](const EventFilter &filter) {
        return filter.admits(session.id(), session.identity().authid, session.identity().authrole);
    };
    const auto send = [&](const QByteArray &topic, const RetainedEvent &kept) {
        if (!session.queue().isFree())
            return false;
        Event event{.subscription = subscription.id,
                    .publication = kept.publication,
                    .details = kept.details,
                    .payload = kept.payload};
        event.details.retained = true;
        if (subscription.match != MatchPolicy::Exact)
            event.details.topic = topic;
        if (session.queue().sendEvent(Message(std::move(event)), &session.queue()) == Delivery::Taken)
            ++m_realm.core.counters.events;
        return true;
    };
    return m_retained.forEach(subscription.uri, subscription.match, progress, admits, send);
}

} // namespace Gantry::Wamp
