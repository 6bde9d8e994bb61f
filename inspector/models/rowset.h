// SPDX-License-Identifier: GPL-3.0-only
// Which records a table shows: their sequence numbers, ascending. Grows at the end
// and is eaten at the front, both without moving the rest. While they follow each other
// without a gap, as they do unfiltered, they take no memory.
#pragma once

#include <QtCore/qglobal.h>

#include <span>
#include <vector>

namespace Gantry::Inspector {

class RowSet
{
public:
    int size() const noexcept { return m_isRange ? int(m_end - m_begin) : int(m_sequences.size() - m_head); }
    quint64 at(int row) const
    {
        return m_isRange ? m_begin + quint64(row) : m_sequences[m_head + std::size_t(row)];
    }

    //! \a sequences are ascending and larger than all here.
    void append(std::span<const quint64> sequences);
    //! All of [\a begin, \a end), which are larger than all here.
    void appendRange(quint64 begin, quint64 end);
    void clear();

    //! The first row that shows \a sequence or a later one; size() if there is none.
    int lowerBound(quint64 sequence) const noexcept;
    //! The row of \a sequence, or -1.
    int rowOf(quint64 sequence) const noexcept;
    //! Takes the first \a rows away.
    void dropFirst(int rows);

private:
    void listRange();

    // A range [m_begin, m_end), or a list.
    bool m_isRange = true;
    quint64 m_begin = 0;
    quint64 m_end = 0;
    std::vector<quint64> m_sequences;
    std::size_t m_head = 0; //!< what is before it was dropped
};

} // namespace Gantry::Inspector
