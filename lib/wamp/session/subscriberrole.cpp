// SPDX-License-Identifier: MIT
#include "wamp/session/subscriberrole.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/promises.h"

#include <algorithm>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

QFuture<RequestOutcome> readyOutcome(Failure failure)
{
    return QtFuture::makeReadyFuture(RequestOutcome{.error = {.failure = failure}});
}

} // namespace

QFuture<SubscribeOutcome> SubscriberRole::add(const QString &topic, const HandlerContext &context,
                                              const EventHandler &handler, const SubscribeOptions &options)
{
    Subscribe message{.options = options, .topic = topic};
    const Failure failure = isValidPattern(message.topic, options.match) ? m_session.request(message).failure
                                                                         : Failure::InvalidUri;
    if (failure != Failure::None)
        return QtFuture::makeReadyFuture(SubscribeOutcome{.error = {.failure = failure}});
    PendingSubscribe pending{.promise = startedPromise<SubscribeOutcome>(),
                             .uri = topic,
                             .match = options.match,
                             .handler = {.key = ++m_lastKey,
                                         .function = std::make_shared<const EventHandler>(handler),
                                         .context = context}};
    QFuture<SubscribeOutcome> future = pending.promise.future();
    m_subscribing.insert_or_assign(message.request, std::move(pending));
    return future;
}

bool SubscriberRole::has(Id subscription, quint64 handler) const
{
    const auto topic = m_topics.find(subscription);
    return topic != m_topics.end()
        && std::any_of(topic->second.handlers.begin(), topic->second.handlers.end(),
                       [handler](const Handler &h) { return h.key == handler; });
}

QFuture<RequestOutcome> SubscriberRole::remove(Id subscription, quint64 handler)
{
    if (!has(subscription, handler))
        return readyOutcome(Failure::SessionNotReady);
    const auto topic = m_topics.find(subscription);
    std::erase_if(topic->second.handlers, [handler](const Handler &h) { return h.key == handler; });
    return unsubscribe(topic).value_or(readyOutcome(Failure::None));
}

//! Whether SUBSCRIBE of the same topic is under way. The router would answer it with the
//! same subscription, which an UNSUBSCRIBE behind it would end.
bool SubscriberRole::isAwaited(const Topic &topic) const
{
    return std::any_of(m_subscribing.begin(), m_subscribing.end(), [&topic](const auto &pending) {
        return pending.second.uri == topic.uri && pending.second.match == topic.match;
    });
}

//! Tells the router that \a topic is of no interest any more; nullopt: it still is.
std::optional<QFuture<RequestOutcome>> SubscriberRole::unsubscribe(Topics::iterator topic)
{
    if (!topic->second.handlers.empty() || topic->second.isUnsubscribing || isAwaited(topic->second))
        return std::nullopt;
    Unsubscribe message{.subscription = topic->first};
    const Failure failure = m_session.request(message).failure;
    if (failure != Failure::None)
        return readyOutcome(failure);
    topic->second.isUnsubscribing = true;
    PendingUnsubscribe pending{.promise = startedPromise<RequestOutcome>(), .subscription = topic->first};
    QFuture<RequestOutcome> future = pending.promise.future();
    m_unsubscribing.insert_or_assign(message.request, std::move(pending));
    return future;
}

//! After a SUBSCRIBE was answered: topics that were kept only for its sake.
void SubscriberRole::settle()
{
    for (auto topic = m_topics.begin(); topic != m_topics.end(); ++topic)
        unsubscribe(topic);
}

void SubscriberRole::watch(Id subscription, Handler &handler)
{
    QObject *context = handler.context.object();
    // With the session itself everything goes anyway.
    if (!context || context == m_session.q)
        return;
    const quint64 key = handler.key;
    const quint32 joinNumber = m_session.joinNumber();
    ApplicationSession *session = m_session.q;
    handler.watch = std::make_shared<ScopedConnection>(QObject::connect(
        context, &QObject::destroyed, session, [this, session, joinNumber, subscription, key] {
            if (ApplicationSessionPrivate::of(session, joinNumber))
                remove(subscription, key);
        }));
}

void SubscriberRole::receive(const Subscribed &message)
{
    auto node = m_subscribing.extract(message.request);
    if (!node)
        return m_session.fail(u"SUBSCRIBED of no request"_s);
    PendingSubscribe &pending = node.mapped();
    Topic &topic = m_topics[message.subscription];
    if (topic.handlers.empty()) {
        topic.uri = pending.uri;
        topic.match = pending.match;
    } else if (topic.uri != pending.uri || topic.match != pending.match) {
        m_subscribing.insert(std::move(node)); // to be finished with the session
        return m_session.fail(u"SUBSCRIBED: the subscription is another topic's"_s);
    }
    topic.isUnsubscribing = false; // an UNSUBSCRIBE that is not answered came before this
    const Subscription subscription(m_session.q, m_session.joinNumber(), message.subscription,
                                    pending.handler.key, pending.uri);
    if (!pending.handler.context.isGone()) {
        topic.handlers.push_back(pending.handler);
        watch(message.subscription, topic.handlers.back());
    }
    settle();
    finishPromise(std::move(pending.promise), SubscribeOutcome{.subscription = subscription});
}

void SubscriberRole::receive(const Unsubscribed &message)
{
    if (message.request == 0)
        return revoked(message.details);
    auto node = m_unsubscribing.extract(message.request);
    if (!node)
        return m_session.fail(u"UNSUBSCRIBED of no request"_s);
    const auto topic = m_topics.find(node.mapped().subscription);
    // Unless a SUBSCRIBE that came later got the same one again.
    if (topic != m_topics.end() && topic->second.handlers.empty())
        m_topics.erase(topic);
    finishPromise(std::move(node.mapped().promise), RequestOutcome());
}

void SubscriberRole::revoked(const RevocationDetails &details)
{
    auto node = m_topics.extract(details.subscription);
    if (node && !node.mapped().handlers.empty())
        Q_EMIT m_session.q->subscriptionRevoked(details.subscription, node.mapped().uri, details.reason);
}

void SubscriberRole::receiveError(const Error &message)
{
    if (message.requestType == MessageType::Subscribe) {
        auto node = m_subscribing.extract(message.request);
        if (!node)
            return m_session.fail(u"ERROR of no SUBSCRIBE"_s);
        settle();
        return finishPromise(std::move(node.mapped().promise),
                             SubscribeOutcome{.error = m_session.requestError(message)});
    }
    auto node = m_unsubscribing.extract(message.request);
    if (!node)
        return m_session.fail(u"ERROR of no UNSUBSCRIBE"_s);
    // The topic stays without handlers: its events, should there be some, are discarded.
    finishPromise(std::move(node.mapped().promise), RequestOutcome{.error = m_session.requestError(message)});
}

EventInfo SubscriberRole::infoOf(const Event &message, const Topic &topic) const
{
    const EventDetails &details = message.details;
    return {.session = m_session.q,
            .subscription = message.subscription,
            .publication = message.publication,
            .topic = details.topic.isEmpty() ? topic.uri : details.topic.toString(),
            .publisher = details.publisher,
            .publisherAuthid = details.publisherAuthid,
            .publisherAuthrole = details.publisherAuthrole,
            .trustlevel = details.trustlevel,
            .retained = details.retained,
            .custom = details.rare->custom};
}

void SubscriberRole::receive(const Event &message)
{
    const auto topic = m_topics.find(message.subscription);
    if (topic == m_topics.end())
        return m_session.fail(u"EVENT of no subscription"_s);
    const std::vector<Handler> handlers = topic->second.handlers; // which may change them
    const EventInfo info = infoOf(message, topic->second);
    std::optional<PayloadContent> content;
    const QPointer<ApplicationSession> guard(m_session.q);
    const quint32 joinNumber = m_session.joinNumber();
    for (const Handler &handler : handlers) {
        if (handler.function->wantsPayload() && !content && !(content = contentOf(message.payload)))
            return m_session.userError(u"EVENT of %1: the payload has no meaning here"_s.arg(info.topic));
        if (!handler.context.isGone()) {
            m_session.protect([&] { (*handler.function)(content ? *content : PayloadContent(), info); });
        }
        if (!guard || m_session.joinNumber() != joinNumber || !m_session.isReady())
            return;
    }
    if (message.details.acknowledgedDelivery)
        m_session.send(EventReceived{.publication = message.publication});
}

void SubscriberRole::end(Failure failure)
{
    const auto topics = std::move(m_topics);
    auto subscribing = std::move(m_subscribing);
    auto unsubscribing = std::move(m_unsubscribing);
    m_topics.clear();
    m_subscribing.clear();
    m_unsubscribing.clear();
    for (auto &[request, pending] : subscribing)
        finishPromise(std::move(pending.promise), SubscribeOutcome{.error = {.failure = failure}});
    for (auto &[request, pending] : unsubscribing)
        finishPromise(std::move(pending.promise), RequestOutcome{.error = {.failure = failure}});
}

} // namespace Gantry::Wamp
