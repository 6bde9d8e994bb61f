// SPDX-License-Identifier: GPL-3.0-only
#include "models/capturefilter.h"

#include "decode/wampframe.h"
#include "filter/filterfield.h"
#include "models/wampindex.h"

#include <limits>

namespace Gantry::Inspector {

namespace {

class ExpressionFilter final : public RowFilter
{
public:
    ExpressionFilter(const Filter &filter, RecordFacts facts, const std::optional<TimeRange> &range)
        : m_filter(filter)
        , m_facts(std::move(facts))
        , m_range(range)
        , m_search(filter.searchedText().toUtf8())
    { }

    bool matches(const Tap::Record &record, quint64 sequence) const override
    {
        return isInRange(Tap::headOf(record).timeNs)
            && m_filter.matches(record, m_facts.factsFor(m_filter, sequence));
    }

    std::optional<bool> glance(const RecordIndex &index, QByteArrayView payload,
                               quint64 sequence) const override
    {
        if (!isInRange(index.timeNs)) {
            return false;
        }
        if (m_filter.passesAll()) {
            return true;
        }
        // A text alone is looked for in the octets as they lie there.
        return m_filter.searchedText().isEmpty() ? std::nullopt : m_search.glance(index, payload, sequence);
    }

private:
    bool isInRange(qint64 timeNs) const noexcept
    {
        return !m_range || (timeNs >= m_range->beginNs && timeNs < m_range->endNs);
    }

    const Filter m_filter;
    const RecordFacts m_facts;
    const std::optional<TimeRange> m_range;
    const TextFilter m_search;
};

bool asksForWampMessage(const Filter &filter)
{
    return filter.asksFor(FilterField::WampType) || filter.asksFor(FilterField::WampUri)
        || filter.asksFor(FilterField::WampId);
}

} // namespace

FilterFacts RecordFacts::factsFor(const Filter &filter, quint64 sequence) const
{
    FilterFacts facts{.captureStartNs = captureStartNs};
    if (filter.asksFor(FilterField::Tag)) {
        facts.tags = tags.value(sequence);
    }
    const bool asksForMessage = asksForWampMessage(filter);
    const bool asksForLatency = filter.asksFor(FilterField::Latency);
    const WampEntry *entry = asksForMessage || asksForLatency ? wamp.find(sequence) : nullptr;
    if (entry && asksForMessage) {
        const QByteArrayView type = wampTypeName(entry->type); // static storage
        facts.wamp = FilterWamp{.type = QByteArray::fromRawData(type.data(), type.size()),
                                .uri = wamp.uri(entry->uri),
                                .id = entry->requestId};
    }
    if (entry && asksForLatency && entry->isAnswer()) {
        facts.latencyNs = entry->latencyNs;
    }
    return facts;
}

RowFilterPtr makeExpressionFilter(const Filter &filter, RecordFacts facts,
                                  const std::optional<TimeRange> &range)
{
    return std::make_shared<ExpressionFilter>(filter, std::move(facts), range);
}

CaptureFilter::CaptureFilter(const RecordStore *store, const WampIndex *wamp, const Annotations *annotations,
                             QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_wamp(wamp)
    , m_annotations(annotations)
{
    noteStart();
    connect(store, &RecordStore::appended, this, &CaptureFilter::noteStart);
    connect(store, &RecordStore::cleared, this, [this] { m_isStarted = false; });
    connect(annotations, &Annotations::tagsChanged, this, [this] {
        if (m_filter.asksFor(FilterField::Tag)) {
            Q_EMIT changed();
        }
    });
}

void CaptureFilter::noteStart()
{
    if (!m_isStarted && !m_store->isEmpty()) {
        m_isStarted = true;
        m_startNs = m_store->indexAt(m_store->firstSequence()).timeNs;
    }
}

void CaptureFilter::setFilter(const Filter &filter)
{
    if (filter == m_filter) {
        return;
    }
    m_filter = filter;
    Q_EMIT changed();
}

void CaptureFilter::setTimeRange(const std::optional<TimeRange> &range)
{
    if (range != m_range) {
        m_range = range;
        Q_EMIT changed();
    }
}

bool CaptureFilter::asksForWamp() const
{
    return asksForWampMessage(m_filter) || m_filter.asksFor(FilterField::Latency);
}

RowFilterPtr CaptureFilter::makeFilter() const
{
    RecordFacts known{.captureStartNs = m_startNs, .tags = m_annotations->tags()};
    if (asksForWamp()) {
        known.wamp = m_wamp->entries();
    }
    return makeExpressionFilter(m_filter, std::move(known), m_range);
}

quint64 CaptureFilter::judgeableEnd() const
{
    return asksForWamp() ? m_wamp->position() : std::numeric_limits<quint64>::max();
}

} // namespace Gantry::Inspector
