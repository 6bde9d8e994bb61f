// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordsnapshot.h"

#include <algorithm>

namespace Gantry::Inspector {

std::size_t RecordSnapshot::placeOf(quint64 sequence) const
{
    Q_ASSERT(contains(sequence));
    const auto isBefore = [](quint64 wanted, const std::shared_ptr<const Segment> &segment) {
        return wanted < segment->firstSequence();
    };
    const auto after = std::upper_bound(m_segments->cbegin(), m_segments->cend(), sequence, isBefore);
    return std::size_t(after - m_segments->cbegin()) - 1;
}

QByteArrayView RecordSnapshot::payloadAt(quint64 sequence) const
{
    const Segment &segment = segmentOf(sequence);
    return segment.payloadAt(segment.indexAt(sequence));
}

Tap::Record RecordSnapshot::peek(quint64 sequence) const
{
    const Segment &segment = segmentOf(sequence);
    return segment.peek(segment.indexAt(sequence));
}

RecordSnapshot::Run RecordSnapshot::runAt(quint64 sequence) const
{
    const std::size_t place = placeOf(sequence);
    const Segment *segment = (*m_segments)[place].get();
    const bool isLast = place + 1 == m_segments->size();
    return {.segment = segment,
            .first = std::max(m_first, segment->firstSequence()),
            .end = isLast ? m_end : std::min(m_end, (*m_segments)[place + 1]->firstSequence())};
}

} // namespace Gantry::Inspector
