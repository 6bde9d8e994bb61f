// SPDX-License-Identifier: GPL-3.0-only
#include "models/framescan.h"

#include "decode/frametext.h"
#include "decode/recordsearch.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! What a record costs besides its payload, in octets searched.
constexpr qsizetype CostOfRecord = 128;

} // namespace

FrameScan::FrameScan(const RecordStore &store)
    : m_store(store)
    , m_position(store.firstSequence())
{ }

void FrameScan::restart(ByteMatcher matcher)
{
    m_matcher = std::move(matcher);
    goTo(m_store.firstSequence());
}

void FrameScan::goTo(quint64 sequence)
{
    m_position = sequence;
    m_offset = 0;
}

void FrameScan::run(quint64 end, QDeadlineTimer deadline, std::vector<quint64> &found)
{
    if (m_position < m_store.firstSequence()) {
        goTo(m_store.firstSequence());
    }
    while (m_position < end) {
        const Verdict verdict = look(m_store.at(m_position));
        if (verdict == Verdict::Matches) {
            found.push_back(m_position);
        }
        if (verdict != Verdict::Unfinished) {
            goTo(m_position + 1);
        }
        m_untilCheck -= CostOfRecord;
        if (m_untilCheck <= 0) {
            m_untilCheck = OctetsPerCheck;
            if (deadline.hasExpired()) {
                return;
            }
        }
    }
}

FrameScan::Verdict FrameScan::look(const Tap::Record &record)
{
    if (m_matcher.isEmpty()) {
        return Verdict::Matches;
    }
    if (m_offset == 0 && metadataMatches(record, m_matcher)) {
        return Verdict::Matches;
    }
    return searchPayload(payloadOf(record));
}

FrameScan::Verdict FrameScan::searchPayload(QByteArrayView payload)
{
    // Pieces overlap by all but one octet of the needle, so that none is missed
    // where two meet.
    const qsizetype overlap = m_matcher.size() - 1;
    const qsizetype end = std::min(payload.size(), m_offset + OctetsPerCheck + overlap);
    m_untilCheck -= end - m_offset;
    if (m_matcher.indexIn(payload.first(end), m_offset) >= 0) {
        return Verdict::Matches;
    }
    if (end == payload.size()) {
        return Verdict::Differs;
    }
    m_offset = end - overlap;
    return Verdict::Unfinished;
}

} // namespace Gantry::Inspector
