// SPDX-License-Identifier: MIT
#include "core/bufferpool.h"

#include <new>

namespace Gantry::Core {

QByteArray BufferPool::takeOther(std::vector<QByteArray> &kept, qsizetype capacity)
{
    // The latest one that is large enough.
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
    const qsizetype capacity = buffer.capacity(); // 0: of memory that is not its own
    if (capacity == 0 || capacity > MostOfOne || !buffer.isDetached()
        || buffer.data_ptr().freeSpaceAtBegin() > 0) {
        buffer = QByteArray();
        return;
    }
    std::vector<QByteArray> &kept = m_kept[sizeOf(capacity)];
    if (kept.size() >= MostOfASize) [[unlikely]] {
        m_bytes -= kept.front().capacity();
        kept.erase(kept.begin());
    }
    if (m_bytes + capacity > MostBytes) [[unlikely]]
        makeRoom(capacity);
    m_bytes += capacity;
    setSize(buffer, 0);
    kept.push_back(std::move(buffer));
    noteKept();
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

void *BufferPool::takeBlock(size_t size)
{
    if (m_blocks.empty() || m_blockSize != size) [[unlikely]]
        return ::operator new(size);
    void *block = m_blocks.back().release();
    m_blocks.pop_back();
    return block;
}

void BufferPool::giveBlock(void *block, size_t size)
{
    std::unique_ptr<void, BlockDeleter> owner(block);
    if (m_blockSize != size) [[unlikely]]
        m_blocks.clear();
    m_blockSize = size;
    if (m_blocks.size() < MostOfASize)
        m_blocks.push_back(std::move(owner));
    noteKept();
}

std::vector<QByteArray> BufferPool::takeList() noexcept
{
    if (m_lists.empty())
        return {};
    std::vector<QByteArray> list = std::move(m_lists.back());
    m_lists.pop_back();
    return list;
}

void BufferPool::giveList(std::vector<QByteArray> &&list)
{
    list.clear();
    if (list.capacity() > 0 && list.capacity() <= MostOfASize && m_lists.size() < MostOfASize)
        m_lists.push_back(std::move(list));
    noteKept();
}

void BufferPool::trim()
{
    m_blocks.clear();
    m_lists.clear();
    for (auto &kept : m_kept)
        kept.clear();
    m_bytes = 0;
    m_isFilled = false;
}

} // namespace Gantry::Core
