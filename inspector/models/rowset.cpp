// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowset.h"

#include <algorithm>
#include <numeric>

namespace Gantry::Inspector {

void RowSet::append(std::span<const quint64> sequences)
{
    Q_ASSERT(sequences.empty() || size() == 0 || sequences.front() > at(size() - 1));
    if (sequences.empty()) {
        return;
    }
    listRange();
    m_sequences.insert(m_sequences.end(), sequences.begin(), sequences.end());
}

void RowSet::appendRange(quint64 begin, quint64 end)
{
    Q_ASSERT(begin <= end && (size() == 0 || begin > at(size() - 1)));
    if (begin == end) {
        return;
    }
    if (size() == 0) {
        clear();
        m_begin = begin;
        m_end = end;
    } else if (m_isRange && m_end == begin) {
        m_end = end;
    } else {
        listRange();
        m_sequences.resize(m_sequences.size() + std::size_t(end - begin));
        std::iota(m_sequences.end() - std::ptrdiff_t(end - begin), m_sequences.end(), begin);
    }
}

void RowSet::listRange()
{
    if (m_isRange) {
        m_head = 0;
        m_sequences.resize(std::size_t(m_end - m_begin));
        std::iota(m_sequences.begin(), m_sequences.end(), m_begin);
        m_isRange = false;
    }
}

void RowSet::clear()
{
    m_isRange = true;
    m_begin = m_end = 0;
    m_sequences.clear();
    m_head = 0;
}

int RowSet::lowerBound(quint64 sequence) const noexcept
{
    if (m_isRange) {
        return int(std::clamp(sequence, m_begin, m_end) - m_begin);
    }
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
    if (m_isRange) {
        m_begin += quint64(rows);
        return;
    }
    m_head += std::size_t(rows);
    // Moving the rest costs as much as was dropped, so dropping stays O(1) a row.
    if (m_head > m_sequences.size() / 2) {
        m_sequences.erase(m_sequences.begin(), m_sequences.begin() + std::ptrdiff_t(m_head));
        m_head = 0;
    }
}

} // namespace Gantry::Inspector
