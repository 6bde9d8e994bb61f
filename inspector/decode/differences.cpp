// SPDX-License-Identifier: GPL-3.0-only
#include "decode/differences.h"

#include <algorithm>
#include <optional>

namespace Gantry::Inspector {

namespace {

using Same = std::function<bool(qsizetype, qsizetype)>;

//! The part of the two sequences between what they begin and end with.
struct Middle
{
    qsizetype begin = 0;
    qsizetype before = 0; //!< items
    qsizetype after = 0;
};

Middle middleOf(qsizetype before, qsizetype after, const Same &same)
{
    const qsizetype shorter = std::min(before, after);
    qsizetype begin = 0;
    while (begin < shorter && same(begin, begin)) {
        ++begin;
    }
    qsizetype end = 0;
    while (end < shorter - begin && same(before - 1 - end, after - 1 - end)) {
        ++end;
    }
    return {begin, before - begin - end, after - begin - end};
}

//! For each distance the farthest place reached on each diagonal, -distance to distance.
using Trace = std::vector<std::vector<qint32>>;

class Search
{
public:
    Search(const Middle &middle, const Same &same)
        : m_middle(middle)
        , m_same(same)
    { }

    //! Nothing: they are farther apart.
    std::optional<std::vector<Hunk>> run(qsizetype maxDistance, const std::function<bool()> &stop)
    {
        for (qsizetype distance = 0; distance <= maxDistance; ++distance) {
            if (stop && stop()) {
                return std::nullopt;
            }
            m_trace.emplace_back(std::size_t(2 * distance + 1), 0);
            for (qsizetype diagonal = -distance; diagonal <= distance; diagonal += 2) {
                if (advance(distance, diagonal)) {
                    return walkBack(distance, diagonal);
                }
            }
        }
        return std::nullopt;
    }

private:
    qint32 &reached(qsizetype distance, qsizetype diagonal)
    {
        return m_trace[std::size_t(distance)][std::size_t(diagonal + distance)];
    }

    //! Whether the diagonal is reached by an insertion from the one above it rather than by a
    //! removal from the one below.
    bool isByInsertion(qsizetype distance, qsizetype diagonal)
    {
        return diagonal == -distance
            || (diagonal != distance
                && reached(distance - 1, diagonal - 1) < reached(distance - 1, diagonal + 1));
    }

    qsizetype startOf(qsizetype distance, qsizetype diagonal)
    {
        if (distance == 0) {
            return 0;
        }
        return isByInsertion(distance, diagonal) ? reached(distance - 1, diagonal + 1)
                                                 : reached(distance - 1, diagonal - 1) + 1;
    }

    //! True: the end of both is reached.
    bool advance(qsizetype distance, qsizetype diagonal)
    {
        qsizetype x = startOf(distance, diagonal);
        while (x < m_middle.before && x - diagonal < m_middle.after && x - diagonal >= 0
               && m_same(m_middle.begin + x, m_middle.begin + x - diagonal)) {
            ++x;
        }
        reached(distance, diagonal) = qint32(x);
        return x >= m_middle.before && x - diagonal >= m_middle.after;
    }

    std::vector<Hunk> walkBack(qsizetype distance, qsizetype diagonal)
    {
        std::vector<Hunk> hunks; // last first
        for (; distance > 0; --distance) {
            const bool isInsertion = isByInsertion(distance, diagonal);
            const qsizetype x = startOf(distance, diagonal);
            const qsizetype previous = isInsertion ? diagonal + 1 : diagonal - 1;
            const qsizetype fromX = isInsertion ? x : x - 1;
            add(hunks,
                {.before = m_middle.begin + fromX,
                 .removed = isInsertion ? 0 : 1,
                 .after = m_middle.begin + fromX - previous,
                 .inserted = isInsertion ? 1 : 0});
            diagonal = previous;
        }
        std::reverse(hunks.begin(), hunks.end());
        return hunks;
    }

    //! \a edit comes right before the last one of \a hunks, or with items between.
    static void add(std::vector<Hunk> &hunks, const Hunk &edit)
    {
        if (!hunks.empty()) {
            Hunk &next = hunks.back();
            if (edit.before + edit.removed == next.before && edit.after + edit.inserted == next.after) {
                next = {.before = edit.before,
                        .removed = edit.removed + next.removed,
                        .after = edit.after,
                        .inserted = edit.inserted + next.inserted};
                return;
            }
        }
        hunks.push_back(edit);
    }

    const Middle m_middle;
    const Same &m_same;
    Trace m_trace;
};

} // namespace

std::vector<Hunk> differences(qsizetype before, qsizetype after, const Same &same, qsizetype maxDistance,
                              const std::function<bool()> &stop)
{
    const Middle middle = middleOf(before, after, same);
    if (middle.before == 0 && middle.after == 0) {
        return {};
    }
    const Hunk whole{middle.begin, middle.before, middle.begin, middle.after};
    if (middle.before == 0 || middle.after == 0) {
        return {whole};
    }
    const auto hunks = Search(middle, same).run(maxDistance, stop);
    return hunks ? *hunks : std::vector<Hunk>{whole};
}

} // namespace Gantry::Inspector
