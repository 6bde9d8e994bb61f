// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordsegments.h"

namespace Gantry::Inspector {

void RecordSegments::append(Tap::Record record)
{
    if (m_segments.empty() || m_segments.back().size() == SegmentSize) {
        m_segments.emplace_back().reserve(SegmentSize);
    }
    m_segments.back().push_back(std::move(record));
    ++m_end;
}

void RecordSegments::dropFirst()
{
    Q_ASSERT(m_first < m_end);
    // The place stays until its whole segment is eaten; what it held goes at once.
    m_segments.front()[m_first - m_base] = Tap::Record(std::in_place_type<Tap::DropRecord>);
    ++m_first;
    if (m_first - m_base == SegmentSize) {
        m_segments.pop_front();
        m_base += SegmentSize;
    }
}

void RecordSegments::clear()
{
    m_segments.clear();
    m_base = m_first = m_end;
}

} // namespace Gantry::Inspector
