// SPDX-License-Identifier: MIT
#include "core/bufferpool.h"

#include <algorithm>
#include <bit>

namespace Gantry::Core {

size_t BufferPool::sizeOf(qsizetype capacity) noexcept
{
    // The number of doublings beyond the first size, two to a step.
    const auto doublings = std::bit_width(size_t(std::max(capacity, FirstSize) - 1) / FirstSize);
    return std::min<size_t>((size_t(doublings) + 1) / 2, SizeCount - 1);
}

QByteArray BufferPool::take(qsizetype capacity)
{
    m_wasUsed = true;
    std::vector<QByteArray> &kept = m_kept[sizeOf(capacity)];
    // The latest one that is large enough; nearly always that is the latest at all.
    for (auto at = kept.rbegin(); at != kept.rend(); ++at) {
        if (at->capacity() < capacity)
            continue;
        QByteArray buffer = std::exchange(*at, std::move(kept.back()));
        kept.pop_back();
        m_bytes -= buffer.capacity();
        return buffer;
    }
    QByteArray buffer;
    buffer.reserve(capacity);
    return buffer;
}

bool BufferPool::keeps(qsizetype capacity) const noexcept
{
    const auto &kept = m_kept[sizeOf(capacity)];
    return std::any_of(kept.rbegin(), kept.rend(),
                       [capacity](const QByteArray &buffer) { return buffer.capacity() >= capacity; });
}

void BufferPool::give(QByteArray &&buffer)
{
    QByteArray given = std::move(buffer);
    const qsizetype capacity = given.capacity(); // 0: of memory that is not its own
    if (capacity == 0 || capacity > MostOfOne || !given.isDetached())
        return;
    m_wasUsed = true;
    std::vector<QByteArray> &kept = m_kept[sizeOf(capacity)];
    if (kept.size() >= MostOfASize) [[unlikely]] {
        m_bytes -= kept.front().capacity();
        kept.erase(kept.begin());
    }
    if (m_bytes + capacity > MostBytes) [[unlikely]]
        makeRoom(capacity);
    m_bytes += capacity;
    given.resize(0);
    kept.push_back(std::move(given));
    if (!std::exchange(m_isFilled, true)) [[unlikely]]
        filled();
}

//! What was given last is what is asked for next: the size that holds the most makes way.
void BufferPool::makeRoom(qsizetype bytes)
{
    const auto held = [](const std::vector<QByteArray> &kept) {
        return kept.empty() ? 0 : qsizetype(kept.size()) * kept.front().capacity();
    };
    while (m_bytes + bytes > MostBytes) {
        auto &most = *std::max_element(m_kept.begin(), m_kept.end(), [&](const auto &one, const auto &other) {
            return held(one) < held(other);
        });
        m_bytes -= most.front().capacity();
        most.erase(most.begin());
    }
}

void BufferPool::trim()
{
    for (auto &kept : m_kept)
        kept.clear();
    m_bytes = 0;
    m_isFilled = false;
}

} // namespace Gantry::Core
