// SPDX-License-Identifier: GPL-3.0-only
#include "models/framescan.h"

#include "decode/frametext.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! What a record costs besides its payload, in octets searched.
constexpr qsizetype CostOfRecord = 128;

bool headersMatch(const Core::HeaderFields &fields, const ByteMatcher &matcher)
{
    return std::any_of(fields.all().cbegin(), fields.all().cend(), [&](const Core::HeaderField &field) {
        return matcher.isIn(field.name) || matcher.isIn(field.value);
    });
}

bool openMatches(const Tap::OpenRecord &open, const ByteMatcher &matcher)
{
    return matcher.isIn(open.url) || matcher.isIn(open.peer) || matcher.isIn(open.requestLine)
        || matcher.isIn(open.statusLine) || matcher.isIn(open.subprotocol) || matcher.isIn(open.extensions)
        || headersMatch(open.request, matcher) || headersMatch(open.response, matcher);
}

} // namespace

bool metadataMatches(const Tap::Record &record, const ByteMatcher &matcher)
{
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        return openMatches(*open, matcher);
    }
    if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        return matcher.isIn(close->reason) || matcher.isIn(QByteArray::number(close->code));
    }
    return matcher.isIn(noteOf(record));
}

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
