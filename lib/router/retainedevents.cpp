// SPDX-License-Identifier: MIT
#include "router/retainedevents.h"

#include "wamp/transport/inprocesstransport.h"

namespace Gantry::Wamp {

namespace {

//! All of it that a publisher chooses.
qint64 sizeOf(const RetainedEvent &event)
{
    const EventDetails &details = event.details;
    qint64 letters = details.publisherAuthid.size() + details.publisherAuthrole.size();
    if (!details.rare.isNull()) {
        for (const QString &text : {details.rare->encAlgo, details.rare->encKey, details.rare->encSerializer,
                                    details.rare->pptScheme, details.rare->pptSerializer,
                                    details.rare->pptCipher, details.rare->pptKeyid})
            letters += text.size();
    }
    return estimatedOctets(Event{.payload = event.payload}) + letters * qint64(sizeof(QChar))
        + event.filter.octets();
}

} // namespace

void RetainedEvents::keep(QByteArrayView uri, RetainedEvent event)
{
    event.payload = event.payload.compact();
    if (m_maxTopics <= 0 || sizeOf(event) + uri.size() > m_maxBytes)
        return;
    Topic topic{.uri = uri.toByteArray()};
    if (const auto found = m_byUri.find(uri); found != m_byUri.end()) {
        topic.events = std::move(found->second->events);
        forget(found->second);
    }
    if (event.filter.isOpen())
        topic.events.clear();
    topic.events.insert(topic.events.begin(), std::move(event));
    if (topic.events.size() > maxEventsPerTopic) {
        // The last one is for everybody, if there is such a one.
        const bool keepsLast = topic.events.back().filter.isOpen();
        topic.events.erase(topic.events.end() - (keepsLast ? 2 : 1));
    }
    topic.bytes = topic.uri.size();
    for (const RetainedEvent &kept : topic.events)
        topic.bytes += sizeOf(kept);
    m_bytes += topic.bytes;
    m_topics.push_back(std::move(topic));
    m_byUri.emplace(m_topics.back().uri, std::prev(m_topics.end()));
    forgetOldest();
}

void RetainedEvents::setBounds(int maxTopics, qint64 maxBytes)
{
    m_maxTopics = maxTopics;
    m_maxBytes = maxBytes;
    forgetOldest();
}

void RetainedEvents::forgetOldest()
{
    while (!m_topics.empty() && (qint64(m_topics.size()) > m_maxTopics || m_bytes > m_maxBytes))
        forget(m_topics.begin());
}

void RetainedEvents::forget(std::list<Topic>::iterator topic)
{
    m_bytes -= topic->bytes;
    m_byUri.erase(m_byUri.find(QByteArrayView(topic->uri)));
    m_topics.erase(topic);
}

} // namespace Gantry::Wamp
