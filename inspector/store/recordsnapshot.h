// SPDX-License-Identifier: GPL-3.0-only
// The records that a store had at one moment, for reading in any thread. Whoever holds
// it can read them, though the store has let them go: their segments stay as long.
#pragma once

#include "store/segment.h"

#include <algorithm>
#include <vector>

namespace Gantry::Inspector {

using SegmentList = std::vector<std::shared_ptr<const Segment>>;

class RecordSnapshot
{
public:
    //! Records of one segment that stand next to each other.
    struct Run
    {
        const Segment *segment = nullptr;
        quint64 first = 0;
        quint64 end = 0;
    };

    RecordSnapshot() = default;
    //! \a segments are in order and hold all of [\a first, \a end).
    RecordSnapshot(std::shared_ptr<const SegmentList> segments, quint64 first, quint64 end)
        : m_segments(std::move(segments))
        , m_first(first)
        , m_end(end)
    { }

    quint64 first() const noexcept { return m_first; }
    quint64 end() const noexcept { return m_end; }
    bool contains(quint64 sequence) const noexcept { return sequence >= m_first && sequence < m_end; }
    //! Those before \a end.
    RecordSnapshot until(quint64 end) const { return {m_segments, m_first, std::clamp(end, m_first, m_end)}; }

    // For what is contained.

    const RecordIndex &indexAt(quint64 sequence) const { return segmentOf(sequence).indexAt(sequence); }
    QByteArrayView payloadAt(quint64 sequence) const;
    //! Decoded, with byte arrays that point into the segment: valid while the snapshot,
    //! or a copy, is held. Tap::keepable() makes it independent.
    Tap::Record peek(quint64 sequence) const;
    //! The segment of \a sequence, and which records it has here.
    Run runAt(quint64 sequence) const;

private:
    std::size_t placeOf(quint64 sequence) const;
    const Segment &segmentOf(quint64 sequence) const { return *(*m_segments)[placeOf(sequence)]; }

    std::shared_ptr<const SegmentList> m_segments;
    quint64 m_first = 1;
    quint64 m_end = 1;
};

} // namespace Gantry::Inspector
