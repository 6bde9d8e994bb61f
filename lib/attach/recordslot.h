// SPDX-License-Identifier: MIT
// A producing thread's place: its ring, and what had no room in it.
#pragma once

#include "attach/recordring.h"
#include "tap/record.h"

#include <array>
#include <atomic>
#include <memory>

namespace Gantry::Attach {

//! Records that were lost, counted by one thread and collected by whichever comes
//! first: that thread, when its ring has room again, or the reader.
class DropCount
{
public:
    void add(const Tap::Record &record) noexcept;
    bool isEmpty() const noexcept { return m_count.load(std::memory_order_relaxed) == 0; }
    Tap::DropRecord take(qint64 timeNs) noexcept;

private:
    std::atomic<quint64> m_count{0};
    std::atomic<quint64> m_octets{0};
};

class RecordSlot
{
public:
    enum class Owner : quint8 {
        Nobody,
        Thread,
        Reader, //!< the thread has ended; what it left is still to be read
    };

    RecordSlot() = default;
    ~RecordSlot() { delete m_ring.load(std::memory_order_acquire); }
    Q_DISABLE_COPY_MOVE(RecordSlot)

    //! The owning thread. A record that would take more than a quarter of the ring
    //! goes beside it, as long as all of those together stay within a bound.
    void write(const Tap::Record &record) noexcept;

    std::atomic<Owner> &owner() noexcept { return m_owner; }
    //! nullptr: the thread came before the reader could make one.
    RecordRing *ring() const noexcept { return m_ring.load(std::memory_order_acquire); }
    void setRing(std::unique_ptr<RecordRing> ring) noexcept;
    DropCount &drops() noexcept { return m_drops; }
    //! Reader: an entry beside the ring was read.
    void releaseBeside(qsizetype octets) noexcept { m_besideOctets.fetch_sub(octets); }

private:
    bool tryWrite(RecordRing &ring, const Tap::Record &record) noexcept;
    bool writeBeside(RecordRing &ring, const Tap::Record &record, qsizetype size) noexcept;
    bool sayDrops(RecordRing &ring, qint64 timeNs, qsizetype nextSize) noexcept;

    std::atomic<Owner> m_owner{Owner::Nobody};
    std::atomic<RecordRing *> m_ring{nullptr};
    std::atomic<qsizetype> m_besideOctets{0};
    DropCount m_drops;
};

//! As many threads can be told apart; what further ones tell is counted as lost.
struct RecordSlots
{
    std::array<RecordSlot, 64> slots;
    DropCount drops;
};

} // namespace Gantry::Attach
