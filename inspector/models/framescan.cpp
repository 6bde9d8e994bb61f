// SPDX-License-Identifier: GPL-3.0-only
#include "models/framescan.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! What a record costs besides its payload, in octets searched.
constexpr qsizetype CostOfRecord = 128;

} // namespace

FrameScan::FrameScan(RecordSnapshot snapshot, RowFilterPtr filter, quint64 from)
    : m_snapshot(std::move(snapshot))
    , m_filter(std::move(filter))
    , m_position(std::max(from, m_snapshot.first()))
{ }

void FrameScan::run(QDeadlineTimer deadline, std::vector<quint64> &found, const std::atomic<bool> *cancelled)
{
    qsizetype untilCheck = OctetsPerCheck;
    while (!isDone()) {
        const RecordSnapshot::Run run = m_snapshot.runAt(m_position);
        for (; m_position < run.end; ++m_position) {
            if (untilCheck <= 0) {
                untilCheck = OctetsPerCheck;
                if ((cancelled && cancelled->load(std::memory_order_relaxed)) || deadline.hasExpired()) {
                    return;
                }
            }
            const RecordIndex &index = run.segment->indexAt(m_position);
            if (passes(*run.segment, index)) {
                found.push_back(m_position);
            }
            untilCheck -= CostOfRecord + qsizetype(index.payloadLength);
        }
    }
}

bool FrameScan::passes(const Segment &segment, const RecordIndex &index) const
{
    const auto verdict = m_filter->glance(index, segment.payloadAt(index), m_position);
    return verdict ? *verdict : m_filter->matches(segment.peek(index), m_position);
}

} // namespace Gantry::Inspector
