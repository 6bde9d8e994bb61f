// SPDX-License-Identifier: MIT
// Byte arrays that are used again: memory that was written to lately is in the caches
// and has its pages, and a fresh array of a mebibyte costs more in page faults than
// everything else that is done to a message of that size.
#pragma once

#include <QtCore/QByteArray>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>
#include <vector>

namespace Gantry::Core {

//! Makes \a size octets of \a bytes, which is nobody else's and has the room. resize() finds
//! that out each time, which for small messages is a tenth of everything.
inline void setSize(QByteArray &bytes, qsizetype size) noexcept
{
    Q_ASSERT(bytes.isDetached() && size <= bytes.capacity() - bytes.data_ptr().freeSpaceAtBegin());
    bytes.data_ptr().size = size;
    bytes.data_ptr().data()[size] = '\0';
}

/*!
    Keeps what it is given back, the latest on top, sorted by size so that whoever keeps a
    message of a few octets does not keep a large buffer with it. Not locked: one a
    thread. The buffers are byte arrays like any other and may outlive the pool.
*/
class BufferPool
{
public:
    //! In all of one pool, and a single buffer beyond MostOfOne never.
    static constexpr qsizetype MostBytes = 16 * 1024 * 1024;
    static constexpr qsizetype MostOfOne = MostBytes / 2;
    //! Of each size; for large ones MostBytes says less.
    static constexpr size_t MostOfASize = 64;

    BufferPool() = default;
    virtual ~BufferPool() = default;
    Q_DISABLE_COPY_MOVE(BufferPool)

    //! An empty byte array with room for \a capacity octets.
    QByteArray take(qsizetype capacity)
    {
        m_wasUsed = true;
        std::vector<QByteArray> &kept = m_kept[sizeOf(capacity)];
        if (kept.empty() || kept.back().capacity() < capacity) [[unlikely]]
            return takeOther(kept, capacity);
        QByteArray buffer = std::move(kept.back());
        kept.pop_back();
        m_bytes -= buffer.capacity();
        return buffer;
    }
    //! Whether such a one is here and needs no fresh memory.
    bool keeps(qsizetype capacity) const noexcept;
    //! \a buffer is wanted no more: kept, unless somebody else has a copy of it. The caller
    //! is left with an empty one.
    void give(QByteArray &&buffer);

    //! Memory for objects that are needed for a moment, all of one \a size; operator delete
    //! takes it as well.
    void *takeBlock(size_t size);
    void giveBlock(void *block, size_t size);
    //! The same for lists of buffers, which are empty.
    std::vector<QByteArray> takeList() noexcept;
    void giveList(std::vector<QByteArray> &&list);

    //! Whether anything was taken or given since this was asked last.
    bool takeUsed() noexcept { return std::exchange(m_wasUsed, false); }
    //! Gives everything back to the system.
    void trim();
    qsizetype keptBytes() const noexcept { return m_bytes; }

protected:
    //! The pool keeps something for the first time, or the first time since trim(): the
    //! owner, who has a clock, may see to it that it is not kept for ever.
    virtual void filled() { }
    //! Something is kept that trim() gives back.
    void noteKept()
    {
        m_wasUsed = true;
        if (!std::exchange(m_isFilled, true)) [[unlikely]]
            filled();
    }

private:
    // 256 octets and less, then up to four times as much each.
    static constexpr qsizetype FirstSize = 256;
    static constexpr size_t SizeCount = 9;
    static size_t sizeOf(qsizetype capacity) noexcept
    {
        // The number of doublings beyond the first size, two to a step.
        const auto doublings = std::bit_width(size_t(std::max(capacity, FirstSize) - 1) / FirstSize);
        return std::min<size_t>((size_t(doublings) + 1) / 2, SizeCount - 1);
    }
    QByteArray takeOther(std::vector<QByteArray> &kept, qsizetype capacity);
    void makeRoom(qsizetype bytes);

    struct BlockDeleter
    {
        void operator()(void *block) const noexcept { ::operator delete(block); }
    };

    std::array<std::vector<QByteArray>, SizeCount> m_kept;
    std::vector<std::unique_ptr<void, BlockDeleter>> m_blocks;
    size_t m_blockSize = 0;
    std::vector<std::vector<QByteArray>> m_lists;
    qsizetype m_bytes = 0;
    bool m_wasUsed = false;
    bool m_isFilled = false;
};

//! What code does that may have no pool.
inline QByteArray takeBuffer(BufferPool *pool, qsizetype capacity)
{
    if (pool) [[likely]]
        return pool->take(capacity);
    QByteArray buffer;
    buffer.reserve(capacity);
    return buffer;
}

//! Leaves \a buffer empty in any case.
inline void giveBuffer(BufferPool *pool, QByteArray &&buffer)
{
    if (pool) [[likely]]
        pool->give(std::move(buffer));
    else
        buffer = QByteArray();
}

} // namespace Gantry::Core
