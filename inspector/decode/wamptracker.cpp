// SPDX-License-Identifier: GPL-3.0-only
#include "decode/wamptracker.h"

#include "wamp/message/messagetype.h"

#include <algorithm>
#include <iterator>

namespace Gantry::Inspector {

using Wamp::MessageType;

namespace {

using T = MessageType;

Core::Direction opposite(Core::Direction direction)
{
    return direction == Core::Direction::Sent ? Core::Direction::Received : Core::Direction::Sent;
}

bool isRequest(T type)
{
    switch (type) {
    case T::Hello:
    case T::Challenge:
    case T::Publish:
    case T::Subscribe:
    case T::Unsubscribe:
    case T::Call:
    case T::Register:
    case T::Unregister:
    case T::Invocation:
        return true;
    default:
        return false;
    }
}

//! The type of the request that \a type answers; nothing: it is no answer.
std::optional<T> requestOf(T type)
{
    switch (type) {
    case T::Welcome:
    case T::Abort:
        return T::Hello;
    case T::Authenticate:
        return T::Challenge;
    case T::Published:
        return T::Publish;
    case T::Subscribed:
        return T::Subscribe;
    case T::Unsubscribed:
        return T::Unsubscribe;
    case T::Result:
        return T::Call;
    case T::Registered:
        return T::Register;
    case T::Unregistered:
        return T::Unregister;
    case T::Yield:
        return T::Invocation;
    case T::Goodbye:
        return T::Goodbye;
    default:
        return std::nullopt;
    }
}

//! These have no ids; one of each is under way at most.
bool isAboutSession(T type)
{
    return type == T::Hello || type == T::Challenge || type == T::Goodbye;
}

} // namespace

WampTracker::Finding WampTracker::feed(quint64 sequence, qint64 timeNs, Core::Direction direction,
                                       const WampFrame &frame)
{
    Finding finding;
    m_answered.reset();
    const auto type = T(frame.type);
    if (type == T::Hello) {
        begin();
    }
    const auto answers = type == T::Error ? std::optional(T(frame.requestType)) : requestOf(type);
    const bool isRevocation = frame.requestId == 0 && (type == T::Unsubscribed || type == T::Unregistered);
    if (answers && !isRevocation) {
        const quint64 id = isAboutSession(*answers) ? 0 : frame.requestId;
        answer({opposite(direction), quint16(*answers), id}, timeNs, frame, finding);
    }
    // A GOODBYE that answers none asks for one, and ABORT may come at any time.
    const bool isFirstGoodbye = type == T::Goodbye && !m_answered;
    if (isFirstGoodbye || (type == T::Abort && !m_answered)) {
        finding.isUnexpected = false;
    }
    if (isFirstGoodbye || (isRequest(type) && (type != T::Publish || frame.isAcknowledged))) {
        const quint64 id = isAboutSession(type) ? 0 : frame.requestId;
        open({direction, frame.type, id}, {sequence, timeNs, frame.uri, frame.objectId, frame.isProgress},
             finding);
    } else if (type == T::Cancel || type == T::Interrupt) {
        refer({direction, quint16(type == T::Cancel ? T::Call : T::Invocation), frame.requestId}, finding);
    }
    noteNames(frame, m_answered, finding);
    return finding;
}

//! Ids begin anew with each session.
void WampTracker::begin()
{
    m_open.clear();
    m_order.clear();
    m_names.clear();
    m_nameOrder.clear();
}

void WampTracker::open(const Key &key, Request request, Finding &finding)
{
    const auto known = m_open.find(key);
    if (known != m_open.end() && known->hasMore) {
        // The next part of a call whose arguments come one after the other.
        finding.request = known->sequence;
        known->hasMore = request.hasMore;
        return;
    }
    m_order.emplace_back(key, request.sequence);
    m_open.insert(key, std::move(request));
    forgetSurplus();
}

void WampTracker::forgetSurplus()
{
    const auto isOver = [this](const std::pair<Key, quint64> &entry) {
        const auto open = m_open.constFind(entry.first);
        return open == m_open.cend() || open->sequence != entry.second;
    };
    while (m_open.size() > m_limits.openRequests && !m_order.empty()) {
        if (!isOver(m_order.front())) {
            m_open.remove(m_order.front().first);
        }
        m_order.pop_front();
    }
    while (!m_order.empty() && isOver(m_order.front())) {
        m_order.pop_front();
    }
    // One request that is never answered keeps those behind it from going at the front.
    if (qsizetype(m_order.size()) > 2 * m_limits.openRequests + 1024) {
        m_order.erase(std::remove_if(m_order.begin(), m_order.end(), isOver), m_order.end());
    }
}

void WampTracker::answer(const Key &key, qint64 timeNs, const WampFrame &frame, Finding &finding)
{
    const auto open = m_open.find(key);
    if (open == m_open.end()) {
        finding.isUnexpected = true;
        return;
    }
    finding.request = open->sequence;
    finding.latencyNs = std::max<qint64>(0, timeNs - open->timeNs);
    finding.name = open->uri;
    m_answered = *open;
    finding.isFinal = !frame.isProgress;
    if (finding.isFinal) {
        m_open.erase(open);
    }
}

void WampTracker::refer(const Key &key, Finding &finding) const
{
    const auto open = m_open.constFind(key);
    if (open != m_open.cend()) {
        finding.request = open->sequence;
        finding.name = open->uri;
    }
}

void WampTracker::noteNames(const WampFrame &frame, const std::optional<Request> &request, Finding &finding)
{
    switch (T(frame.type)) {
    case T::Subscribed:
    case T::Registered:
        if (request) {
            learn(*request, T(frame.type) == T::Registered, frame.objectId, finding);
        }
        break;
    case T::Event:
    case T::Invocation:
        use(T(frame.type) == T::Invocation, frame, finding);
        break;
    case T::Unsubscribe:
    case T::Unregister:
        finding.name = m_names.value({T(frame.type) == T::Unregister, frame.objectId});
        break;
    case T::Unsubscribed:
    case T::Unregistered:
        // Asked for, or said by the router of itself.
        end(T(frame.type) == T::Unregistered, request ? request->objectId : frame.objectId, finding);
        break;
    case T::Yield:
    case T::Error:
        if (request && finding.name.isEmpty()) {
            finding.name = m_names.value({true, request->objectId});
        }
        break;
    default:
        break;
    }
}

void WampTracker::learn(const Request &request, bool isRegistration, quint64 id, Finding &finding)
{
    const NameKey key{isRegistration, id};
    if (!m_names.contains(key)) {
        m_nameOrder.push_back(key);
    }
    m_names.insert(key, request.uri);
    if (m_names.size() > m_limits.names) {
        m_names.remove(m_nameOrder.front());
        m_nameOrder.pop_front();
    }
    finding.nameChange = NameChange::Learned;
    finding.isRegistration = isRegistration;
    finding.objectId = id;
}

void WampTracker::use(bool isRegistration, const WampFrame &frame, Finding &finding) const
{
    finding.name = m_names.value({isRegistration, frame.objectId});
    finding.nameChange = NameChange::Used;
    finding.isRegistration = isRegistration;
    finding.objectId = frame.objectId;
}

void WampTracker::end(bool isRegistration, quint64 id, Finding &finding) const
{
    // The name stays: events that were under way come behind.
    finding.name = m_names.value({isRegistration, id});
    finding.nameChange = NameChange::Ended;
    finding.isRegistration = isRegistration;
    finding.objectId = id;
}

} // namespace Gantry::Inspector
