// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowset.h"

#include <algorithm>

namespace Gantry::Inspector {

void RowSet::append(std::span<const quint64> sequences)
{
    Q_ASSERT(sequences.empty() || size() == 0 || sequences.front() > m_sequences.back());
    m_sequences.insert(m_sequences.end(), sequences.begin(), sequences.end());
}

void RowSet::clear()
{
    m_sequences.clear();
    m_head = 0;
}

int RowSet::lowerBound(quint64 sequence) const noexcept
{
    const auto begin = m_sequences.begin() + std::ptrdiff_t(m_head);
    return int(std::lower_bound(begin, m_sequences.end(), sequence) - begin);
}

int RowSet::rowOf(quint64 sequence) const noexcept
{
    const int row = lowerBound(sequence);
    return row < size() && at(row) == sequence ? row : -1;
}

void RowSet::dropFirst(int rows)
{
    Q_ASSERT(rows >= 0 && rows <= size());
    m_head += std::size_t(rows);
    // Moving the rest costs as much as was dropped, so dropping stays O(1) a row.
    if (m_head > m_sequences.size() / 2) {
        m_sequences.erase(m_sequences.begin(), m_sequences.begin() + std::ptrdiff_t(m_head));
        m_head = 0;
    }
}

} // namespace Gantry::Inspector
