// SPDX-License-Identifier: GPL-3.0-only
// Which records a table shows: their sequence numbers, ascending. Grows at the end
// and is eaten at the front, both without moving the rest.
#pragma once

#include <QtCore/qglobal.h>

#include <span>
#include <vector>

namespace Gantry::Inspector {

class RowSet
{
public:
    int size() const noexcept { return int(m_sequences.size() - m_head); }
    quint64 at(int row) const { return m_sequences[m_head + std::size_t(row)]; }

    //! \a sequences are ascending and larger than all here.
    void append(std::span<const quint64> sequences);
    void clear();

    //! The first row that shows \a sequence or a later one; size() if there is none.
    int lowerBound(quint64 sequence) const noexcept;
    //! The row of \a sequence, or -1.
    int rowOf(quint64 sequence) const noexcept;
    //! Takes the first \a rows away.
    void dropFirst(int rows);

private:
    std::vector<quint64> m_sequences;
    std::size_t m_head = 0; //!< what is before it was dropped
};

} // namespace Gantry::Inspector
