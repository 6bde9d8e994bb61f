// SPDX-License-Identifier: MIT
#include "wamp/session/publisherrole.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/promises.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

SendOutcome PublisherRole::publish(const QString &topic, const Payload &payload,
                                   const PublishOptions &options)
{
    Publish message{.options = options, .topic = topic, .payload = payload};
    message.options.acknowledge = false;
    return isValidUri(message.topic) ? m_session.request(message) : SendOutcome{Failure::InvalidUri};
}

QFuture<PublishOutcome> PublisherRole::publishAcknowledged(const QString &topic, const Payload &payload,
                                                           const PublishOptions &options)
{
    Publish message{.options = options, .topic = topic, .payload = payload};
    message.options.acknowledge = true;
    const Failure failure =
        isValidUri(message.topic) ? m_session.request(message).failure : Failure::InvalidUri;
    if (failure != Failure::None)
        return QtFuture::makeReadyFuture(PublishOutcome{.error = {.failure = failure}});
    QPromise<PublishOutcome> promise = startedPromise<PublishOutcome>();
    QFuture<PublishOutcome> future = promise.future();
    m_pending.insert_or_assign(message.request, std::move(promise));
    return future;
}

void PublisherRole::receive(const Published &message)
{
    if (auto promise = take(message.request))
        finishPromise(std::move(*promise), PublishOutcome{.publication = message.publication});
    else
        m_session.fail(u"PUBLISHED of no publication"_s);
}

void PublisherRole::receiveError(const Error &message)
{
    if (auto promise = take(message.request))
        finishPromise(std::move(*promise), PublishOutcome{.error = m_session.requestError(message)});
    else
        m_session.fail(u"ERROR of no publication"_s);
}

void PublisherRole::end(Failure failure)
{
    auto pending = std::move(m_pending);
    m_pending.clear();
    for (auto &[request, promise] : pending)
        finishPromise(std::move(promise), PublishOutcome{.error = {.failure = failure}});
}

std::optional<QPromise<PublishOutcome>> PublisherRole::take(Id request)
{
    auto node = m_pending.extract(request);
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
}

} // namespace Gantry::Wamp
