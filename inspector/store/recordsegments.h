// SPDX-License-Identifier: GPL-3.0-only
// A queue of records with random access by sequence number: grows at the end, is
// eaten at the front, and never moves a record. Blocks of some thousand records, as
// std::deque's own nodes would hold two.
#pragma once

#include "tap/record.h"

#include <deque>
#include <vector>

namespace Gantry::Inspector {

class RecordSegments
{
public:
    static constexpr std::size_t SegmentSize = 4096;

    //! Sequence number of the oldest record, and one past the newest.
    quint64 first() const noexcept { return m_first; }
    quint64 end() const noexcept { return m_end; }

    const Tap::Record &at(quint64 sequence) const
    {
        Q_ASSERT(sequence >= m_first && sequence < m_end);
        const quint64 index = sequence - m_base;
        return m_segments[index / SegmentSize][index % SegmentSize];
    }

    void append(Tap::Record record);
    //! Frees the oldest record, of which there must be one.
    void dropFirst();
    //! Frees all; sequence numbers go on.
    void clear();

private:
    std::deque<std::vector<Tap::Record>> m_segments;
    quint64 m_base = 1; //!< sequence of the first place in the first segment
    quint64 m_first = 1;
    quint64 m_end = 1;
};

} // namespace Gantry::Inspector
