// SPDX-License-Identifier: MIT
#include "attach/recordslot.h"

#include "tap/recordcodec.h"

#include <new>

namespace Gantry::Attach {

namespace {

//! Of one thread. Room for the largest record there is and something on top.
constexpr qsizetype MaxBesideOctets = qsizetype(Tap::MaxEncodedRecordBytes) + 16 * 1024 * 1024;

} // namespace

void DropCount::add(const Tap::Record &record) noexcept
{
    // A drop that is lost itself counts as what it stood for.
    const auto *drop = std::get_if<Tap::DropRecord>(&record);
    m_octets.fetch_add(drop ? drop->octets : quint64(Tap::weightOf(record)), std::memory_order_relaxed);
    m_count.fetch_add(drop ? drop->count : 1, std::memory_order_relaxed);
}

Tap::DropRecord DropCount::take(qint64 timeNs) noexcept
{
    return {
        .head = {.connection = 0, .timeNs = timeNs},
        .count = m_count.exchange(0, std::memory_order_relaxed),
        .octets = m_octets.exchange(0, std::memory_order_relaxed),
    };
}

void RecordSlot::setRing(std::unique_ptr<RecordRing> ring) noexcept
{
    delete m_ring.exchange(ring.release(), std::memory_order_acq_rel);
}

void RecordSlot::write(const Tap::Record &record) noexcept
{
    RecordRing *ring = m_ring.load(std::memory_order_acquire);
    if (!ring || !tryWrite(*ring, record))
        m_drops.add(record);
}

bool RecordSlot::tryWrite(RecordRing &ring, const Tap::Record &record) noexcept
{
    const qsizetype size = Tap::encodedSize(record);
    if (size > ring.capacity() / 4)
        return writeBeside(ring, record, size);
    if (!sayDrops(ring, Tap::headOf(record).timeNs, size))
        return false;
    char *entry = ring.reserve(size);
    if (!entry)
        return false;
    Tap::encodeRecord(record, entry);
    ring.commit();
    return true;
}

bool RecordSlot::writeBeside(RecordRing &ring, const Tap::Record &record, qsizetype size) noexcept
{
    if (m_besideOctets.fetch_add(size) + size <= MaxBesideOctets
        && sayDrops(ring, Tap::headOf(record).timeNs, sizeof(void *))) {
        std::unique_ptr<QByteArray> octets(new (std::nothrow) QByteArray);
        if (octets) {
            octets->resize(size);
            Tap::encodeRecord(record, octets->data());
            if (ring.commitBeside(std::move(octets)))
                return true;
        }
    }
    m_besideOctets.fetch_sub(size);
    return false;
}

//! Writes down what was lost before the record that comes now, of \a nextSize
//! octets. false when there is no room for both: a gap is said once, at its end.
bool RecordSlot::sayDrops(RecordRing &ring, qint64 timeNs, qsizetype nextSize) noexcept
{
    if (m_drops.isEmpty())
        return true;
    // Every drop record has the same size: room is made sure of before the count is
    // taken. Twice the size is for what the ring adds to an entry.
    const qsizetype dropSize = Tap::encodedSize(Tap::DropRecord{});
    if (!ring.reserve(2 * dropSize + nextSize))
        return false;
    const Tap::DropRecord drop = m_drops.take(timeNs);
    if (drop.count != 0) { // the reader was faster otherwise
        Tap::encodeRecord(drop, ring.reserve(dropSize));
        ring.commit();
    }
    return true;
}

} // namespace Gantry::Attach
