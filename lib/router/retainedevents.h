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
    quint64 serial = 0; //!< keep() counts
};

//! What of the retained events a subscriber has had, when it cannot be given all at once.
struct RetainedProgress
{
    quint64 after = 0; //!< topics up to this serial
    quint64 until = 0; //!< what is later was sent when it was published
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
    //! Of one who subscribes now.
    RetainedProgress begin() const { return {.after = 0, .until = m_lastSerial}; }
    /*!
        Calls f(topic, event) for every topic of \a pattern with the event that f's session
        gets, which \a admits tells, from \a progress on. f answers false if it cannot take
        it now; then this does too, and goes on there the next time.
    */
    template<typename Admits, typename F>
    bool forEach(QByteArrayView pattern, MatchPolicy match, RetainedProgress &progress, const Admits &admits,
                 const F &f) const
    {
        const auto offer = [&](const Topic &topic) {
            for (const RetainedEvent &event : topic.events) {
                if (admits(event.filter))
                    return event.serial > progress.until || f(topic.uri, event);
            }
            return true;
        };
        if (match == MatchPolicy::Exact) {
            const auto found = m_byUri.find(pattern);
            return found == m_byUri.end() || offer(*found->second);
        }
        for (const Topic &topic : m_topics) {
            if (topic.serial() <= progress.after)
                continue;
            if (matchesUri(pattern, match, topic.uri) && !offer(topic))
                return false;
            progress.after = topic.serial();
        }
        return true;
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
        quint64 serial() const { return events.front().serial; }
    };
    void forgetOldest();
    void forget(std::list<Topic>::iterator topic);

    int m_maxTopics;
    qint64 m_maxBytes;
    qint64 m_bytes = 0;
    quint64 m_lastSerial = 0;
    std::list<Topic> m_topics; //!< the one that was set last is last
    ViewTable<std::list<Topic>::iterator> m_byUri;
};

} // namespace Gantry::Wamp
