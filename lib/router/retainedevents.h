// SPDX-License-Identifier: MIT
// The events that publishers asked to be kept for later subscribers, within bounds.
#pragma once

#include "router/eventfilter.h"
#include "router/patternindex.h"
#include "wamp/message/message.h"
#include "wamp/message/uri.h"

#include <list>

namespace Gantry::Wamp {

struct RetainedEvent
{
    Id publication = 0;
    EventDetails details = {}; //!< without a topic
    Payload payload = {};
    EventFilter filter = {};
};

/*!
    A topic keeps the last event that everybody may see, and of the later ones that only some
    may see the last few: the most recent one that a subscriber may see is its.
*/
class RetainedEvents
{
public:
    RetainedEvents(int maxTopics, qint64 maxBytes)
        : m_maxTopics(maxTopics)
        , m_maxBytes(maxBytes)
    { }

    //! Forgets what is beyond them.
    void setBounds(int maxTopics, qint64 maxBytes);
    void keep(QByteArrayView topic, RetainedEvent event);
    //! Calls f(topic, event) for every topic of \a pattern with the event that f's session
    //! gets, which \a admits tells.
    template<typename Admits, typename F>
    void forEach(QByteArrayView pattern, MatchPolicy match, const Admits &admits, const F &f) const
    {
        const auto offer = [&](const Topic &topic) {
            for (const RetainedEvent &event : topic.events) {
                if (admits(event.filter)) {
                    f(topic.uri, event);
                    return;
                }
            }
        };
        if (match == MatchPolicy::Exact) {
            if (const auto found = m_byUri.find(pattern); found != m_byUri.end())
                offer(*found->second);
            return;
        }
        for (const Topic &topic : m_topics) {
            if (matchesUri(pattern, match, topic.uri))
                offer(topic);
        }
    }

    int topics() const { return int(m_topics.size()); }
    qint64 bytes() const { return m_bytes; }

private:
    static constexpr size_t maxEventsPerTopic = 8;
    struct Topic
    {
        QByteArray uri;
        std::vector<RetainedEvent> events = {}; //!< the last one first
        qint64 bytes = 0;
    };
    void forgetOldest();
    void forget(std::list<Topic>::iterator topic);

    int m_maxTopics;
    qint64 m_maxBytes;
    qint64 m_bytes = 0;
    std::list<Topic> m_topics; //!< the one that was set last is last
    ViewTable<std::list<Topic>::iterator> m_byUri;
};

} // namespace Gantry::Wamp
