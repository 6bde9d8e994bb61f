// SPDX-License-Identifier: GPL-3.0-only
#include "models/wampindex.h"

#include "decode/documentreader.h"
#include "decode/wamptext.h"
#include "wamp/message/messagetype.h"

#include <algorithm>
#include <utility>

namespace Gantry::Inspector {

namespace {

//! Records between two looks at the clock.
constexpr int RecordsPerCheck = 64;
//! A batch is read whole to pair all that is in it.
constexpr DocumentBounds BatchBounds{.maxNodes = 200'000, .maxDepth = 8, .maxOctets = 1024 * 1024};

bool isFailure(quint16 type)
{
    return type == quint16(Wamp::MessageType::Error) || type == quint16(Wamp::MessageType::Abort);
}

} // namespace

WampIndex::WampIndex(const RecordStore *store, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_position(store->firstSequence())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { runSlice(QDeadlineTimer(SliceBudget)); });
    connect(store, &RecordStore::appended, this, [this] {
        if (!m_timer.isActive()) {
            m_timer.start(Interval);
        }
    });
    connect(store, &RecordStore::trimmed, this, &WampIndex::dropBefore);
    connect(store, &RecordStore::cleared, this, &WampIndex::restart);
    if (!store->isEmpty()) {
        m_timer.start(0);
    }
}

void WampIndex::restart()
{
    m_entries.clear();
    m_connections.clear();
    m_uriNumbers.clear();
    m_names.clear();
    m_changedBefore.clear();
    m_position = m_store->endSequence();
    Q_EMIT advanced(0, m_position);
}

void WampIndex::finish()
{
    runSlice(QDeadlineTimer(QDeadlineTimer::Forever));
}

void WampIndex::runSlice(QDeadlineTimer deadline)
{
    m_position = std::max(m_position, m_store->firstSequence());
    const quint64 first = m_position;
    m_lowestChanged = first;
    m_sliceBegin = first;
    int untilCheck = RecordsPerCheck;
    while (m_position < m_store->endSequence()) {
        look(m_position, m_store->at(m_position));
        ++m_position;
        if (--untilCheck == 0) {
            untilCheck = RecordsPerCheck;
            if (deadline.hasExpired()) {
                break;
            }
        }
    }
    if (m_position < m_store->endSequence()) {
        m_timer.start(0);
    }
    m_names.publish();
    if (!m_changedBefore.isEmpty()) {
        std::sort(m_changedBefore.begin(), m_changedBefore.end());
        m_changedBefore.erase(std::unique(m_changedBefore.begin(), m_changedBefore.end()),
                              m_changedBefore.end());
        Q_EMIT requestsAnswered(std::exchange(m_changedBefore, {}));
    }
    if (m_position != first) {
        Q_EMIT advanced(m_lowestChanged, m_position);
    }
}

void WampIndex::look(quint64 sequence, const Tap::Record &record)
{
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        Connection &connection = m_connections[open->head.connection];
        connection = {};
        connection.subprotocol = isWampSubprotocol(open->subprotocol) ? open->subprotocol : QByteArray();
    } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        lookAtFrame(sequence, *frame);
    } else if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        m_connections.erase(close->head.connection);
        m_names.endConnection(close->head.connection);
    }
}

WampIndex::Connection &WampIndex::connectionOf(quint64 number)
{
    const auto known = m_connections.find(number);
    if (known != m_connections.end()) {
        return known->second;
    }
    Connection &connection = m_connections[number];
    const Tap::OpenRecord *open = m_store->openOf(number);
    if (open && isWampSubprotocol(open->subprotocol)) {
        connection.subprotocol = open->subprotocol;
    }
    return connection;
}

QByteArray WampIndex::subprotocolOf(quint64 number) const
{
    const auto known = m_connections.find(number);
    if (known != m_connections.end()) {
        return known->second.subprotocol;
    }
    const Tap::OpenRecord *open = m_store->openOf(number);
    return open && isWampSubprotocol(open->subprotocol) ? open->subprotocol : QByteArray();
}

void WampIndex::lookAtFrame(quint64 sequence, const Tap::FrameRecord &frame)
{
    if (frame.header.isControl()) {
        return;
    }
    Connection &connection = connectionOf(frame.head.connection);
    if (connection.subprotocol.isEmpty()) {
        return;
    }
    const bool isFirst = frame.header.opcode != quint8(Core::Opcode::Continuation);
    Assembly &assembly = connection.assemblies[frame.direction == Core::Direction::Sent ? 0 : 1];
    if (isFirst && frame.header.fin) {
        assembly = {};
        lookAtMessage(sequence, frame, connection, frame.payload);
        return;
    }
    if (isFirst) {
        assembly = {.octets = frame.payload.left(MaxAssembledOctets), .isOpen = true};
    } else if (assembly.isOpen) {
        assembly.octets += frame.payload.left(MaxAssembledOctets - assembly.octets.size());
    }
    if (frame.header.fin && assembly.isOpen) {
        const QByteArray message = std::exchange(assembly, {}).octets;
        lookAtMessage(sequence, frame, connection, message);
    }
}

void WampIndex::lookAtMessage(quint64 sequence, const Tap::FrameRecord &last, Connection &connection,
                              const QByteArray &message)
{
    const bool isBatched = isBatchedSubprotocol(connection.subprotocol);
    const WampFrames read =
        readWampFrames(message, connection.subprotocol, isBatched ? BatchBounds : WampHeadBounds);
    if (read.frames.isEmpty()) {
        return;
    }
    WampEntry entry{.sequence = sequence,
                    .messages = quint16(std::min<qsizetype>(read.frames.size(), MaxFramesOfBatch))};
    for (const WampFrame &frame : read.frames) {
        const WampTracker::Finding finding =
            connection.tracker.feed(sequence, last.head.timeNs, last.direction, frame);
        take(entry, frame, finding, &frame == &read.frames.front());
        noteAnswer(sequence, finding);
        noteName(last.head.connection, sequence, finding.name, finding);
        if (finding.latencyNs) {
            Q_EMIT answered(last.head.connection, last.head.timeNs, *finding.latencyNs);
        }
    }
    m_entries.append(entry, MaxEntries);
}

//! The first message of a batch gives its row the text, the first with a pair its pair.
void WampIndex::take(WampEntry &entry, const WampFrame &frame, const WampTracker::Finding &finding,
                     bool isFirst)
{
    if (isFirst) {
        entry.type = frame.type;
        entry.requestType = frame.requestType;
        entry.requestId = frame.requestId;
        entry.uri = internUri(frame.uri.isEmpty() ? finding.name : frame.uri);
        entry.isProgress = frame.isProgress;
        entry.isMalformed = frame.isMalformed;
    }
    entry.isUnexpected = entry.isUnexpected || finding.isUnexpected;
    if (finding.request != 0 && entry.pairDistance == 0) {
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
    if (finding.request < m_sliceBegin) {
        m_changedBefore.append(finding.request);
    }
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
    return entry && (isFailure(entry->type) || entry->isUnexpected || entry->isMalformed);
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
