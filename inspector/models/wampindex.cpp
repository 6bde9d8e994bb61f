// SPDX-License-Identifier: GPL-3.0-only
#include "models/wampindex.h"

#include "decode/wamptext.h"
#include "wamp/message/messagetype.h"

#include <algorithm>
#include <utility>

namespace Gantry::Inspector {

namespace {

bool isFailure(quint16 type)
{
    return type == quint16(Wamp::MessageType::Error) || type == quint16(Wamp::MessageType::Abort);
}

} // namespace

WampIndex::WampIndex(const RecordStore *store, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_follower(store,
                 {.look = [this](quint64 sequence, const Tap::Record &record) { look(sequence, record); },
                  .sliceEnded = [this](quint64 first, quint64 end) { endSlice(first, end); },
                  .cleared = [this] { restart(); }})
{
    connect(store, &RecordStore::trimmed, this, &WampIndex::dropBefore);
}

void WampIndex::restart()
{
    m_entries.clear(); // the conversations go on, and so does what their ids stand for
    m_uriNumbers.clear();
    m_names.clear();
    m_answered.clear();
    m_lowestChanged = NothingChanged;
    Q_EMIT advanced(0, position());
}

void WampIndex::endSlice(quint64 first, quint64 end)
{
    m_names.publish();
    const quint64 lowest = std::min(first, std::exchange(m_lowestChanged, NothingChanged));
    QList<quint64> before = std::exchange(m_answered, {});
    before.removeIf([first](quint64 sequence) { return sequence >= first; });
    if (!before.isEmpty()) {
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        Q_EMIT requestsAnswered(before);
    }
    if (end != first) {
        Q_EMIT advanced(lowest, end);
    }
}

void WampIndex::look(quint64 sequence, const Tap::Record &record)
{
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        m_conversations[open->head.connection] = WampConversation(open->subprotocol);
    } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        lookAtFrame(sequence, *frame);
    } else if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        m_conversations.erase(close->head.connection);
        m_names.endConnection(close->head.connection);
    }
}

WampConversation &WampIndex::conversationOf(quint64 number)
{
    const auto known = m_conversations.find(number);
    if (known != m_conversations.end()) {
        return known->second;
    }
    const Tap::OpenRecord *open = m_store->openOf(number);
    return m_conversations.emplace(number, open ? open->subprotocol : QByteArray()).first->second;
}

QByteArray WampIndex::subprotocolOf(quint64 number) const
{
    const auto known = m_conversations.find(number);
    if (known != m_conversations.end()) {
        return known->second.subprotocol();
    }
    const Tap::OpenRecord *open = m_store->openOf(number);
    return open && isWampSubprotocol(open->subprotocol) ? open->subprotocol : QByteArray();
}

void WampIndex::lookAtFrame(quint64 sequence, const Tap::FrameRecord &frame)
{
    const QList<WampConversation::Message> messages =
        conversationOf(frame.head.connection).look(sequence, frame);
    if (messages.isEmpty()) {
        return;
    }
    WampEntry entry{.sequence = sequence,
                    .messages = quint16(std::min<qsizetype>(messages.size(), MaxFramesOfBatch))};
    for (const WampConversation::Message &message : messages) {
        const WampTracker::Finding &finding = message.finding;
        take(entry, message, &message == &messages.front());
        noteAnswer(sequence, finding);
        noteName(frame.head.connection, sequence, finding.name, finding);
        if (finding.latencyNs && finding.isFinal) {
            Q_EMIT answered(frame.head.connection, frame.head.timeNs, *finding.latencyNs);
        }
    }
    m_entries.append(entry, MaxEntries);
}

//! The first message of a batch gives its row the text, the first with a pair its pair.
void WampIndex::take(WampEntry &entry, const WampConversation::Message &message, bool isFirst)
{
    const WampFrame &frame = message.frame;
    const WampTracker::Finding &finding = message.finding;
    if (isFirst) {
        entry.type = frame.type;
        entry.requestType = frame.requestType;
        entry.requestId = frame.requestId;
        entry.uri = internUri(message.uri());
        entry.isProgress = frame.isProgress;
        entry.isMalformed = frame.isMalformed;
    }
    entry.isUnexpected = entry.isUnexpected || finding.isUnexpected;
    entry.isFailure = entry.isFailure || isFailure(frame.type) || frame.isMalformed;
    if (entry.pairDistance == 0 && finding.request != 0 && m_store->contains(finding.request)) {
        const auto distance = qint64(finding.request) - qint64(entry.sequence);
        const bool fits = distance == qint32(distance);
        entry.pairDistance = fits ? qint32(distance) : 0;
        entry.latencyNs = finding.latencyNs.value_or(-1);
    }
}

void WampIndex::noteAnswer(quint64 sequence, const WampTracker::Finding &finding)
{
    WampEntry *request = finding.latencyNs ? m_entries.findForChange(finding.request) : nullptr;
    const auto distance = qint64(sequence) - qint64(finding.request);
    if (!request || distance != qint32(distance)) {
        return;
    }
    if (request->pairDistance != 0 && request->messages > 1) {
        return; // of a batch the first pair counts
    }
    request->pairDistance = qint32(distance);
    request->latencyNs = *finding.latencyNs;
    m_lowestChanged = std::min(m_lowestChanged, finding.request);
    m_answered.append(finding.request);
}

void WampIndex::noteName(quint64 connection, quint64 sequence, const QByteArray &uri,
                         const WampTracker::Finding &finding)
{
    const WampNameModel::Name name{connection, finding.isRegistration, finding.objectId};
    switch (finding.nameChange) {
    case WampTracker::NameChange::Learned:
        m_names.learn(name, uri, sequence);
        break;
    case WampTracker::NameChange::Used:
        m_names.use(name);
        break;
    case WampTracker::NameChange::Ended:
        m_names.end(name);
        break;
    case WampTracker::NameChange::None:
        break;
    }
}

quint32 WampIndex::internUri(const QByteArray &uri)
{
    if (uri.isEmpty()) {
        return 0;
    }
    const auto known = m_uriNumbers.constFind(uri);
    if (known != m_uriNumbers.cend()) {
        return *known;
    }
    if (m_uriNumbers.size() >= MaxUris) {
        return 0;
    }
    const quint32 number = m_entries.addUri(uri);
    m_uriNumbers.insert(uri, number);
    return number;
}

void WampIndex::dropBefore(quint64 sequence)
{
    m_entries.dropBefore(sequence);
}

QString WampIndex::wampText(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    if (!entry) {
        return {};
    }
    const QString text = Inspector::wampText({.type = entry->type,
                                              .requestType = entry->requestType,
                                              .requestId = entry->requestId,
                                              .uri = m_entries.uri(entry->uri),
                                              .isProgress = entry->isProgress,
                                              .isMalformed = entry->isMalformed});
    return entry->messages > 1 ? tr("%1 + %2 more").arg(text).arg(entry->messages - 1) : text;
}

quint64 WampIndex::pairOf(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    return entry ? entry->pair() : 0;
}

std::optional<qint64> WampIndex::latencyNs(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    return entry && entry->latencyNs >= 0 ? std::optional(entry->latencyNs) : std::nullopt;
}

QString WampIndex::pairColumn(quint64 sequence) const
{
    return pairText(sequence, pairOf(sequence), latencyNs(sequence));
}

bool WampIndex::isProblem(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    return entry && (entry->isFailure || entry->isUnexpected);
}

std::optional<WampIndex::Facts> WampIndex::factsOf(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    if (!entry) {
        return std::nullopt;
    }
    return Facts{wampTypeName(entry->type).toByteArray(), m_entries.uri(entry->uri), entry->requestId};
}

QByteArray WampIndex::uriOf(quint64 sequence) const
{
    const WampEntry *entry = m_entries.find(sequence);
    return entry ? m_entries.uri(entry->uri) : QByteArray();
}

} // namespace Gantry::Inspector
