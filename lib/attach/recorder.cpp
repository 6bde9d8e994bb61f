// SPDX-License-Identifier: MIT
#include "attach/recorder.h"

#include <algorithm>
#include <utility>

namespace Gantry::Attach {

namespace {

//! Rings that wait for threads to come. Memory that was never written to is not
//! there, so a ring in reserve costs address space alone.
constexpr int SpareRings = 4;

//! A thread's hold on its slot, which ends with the thread.
class SlotHold
{
public:
    SlotHold() = default;
    ~SlotHold() { release(); }
    Q_DISABLE_COPY_MOVE(SlotHold)

    RecordSlot *slotIn(const std::shared_ptr<RecordSlots> &slotTable) noexcept
    {
        if (m_slots != slotTable) [[unlikely]] {
            release();
            take(slotTable);
        }
        return m_slot;
    }

private:
    void take(const std::shared_ptr<RecordSlots> &slotTable) noexcept
    {
        m_slot = claim(*slotTable, true);
        if (!m_slot)
            m_slot = claim(*slotTable, false);
        // When all are taken it is tried again with the next record.
        if (m_slot)
            m_slots = slotTable;
    }

    static RecordSlot *claim(RecordSlots &slotTable, bool withRing) noexcept
    {
        for (RecordSlot &slot : slotTable.slots) {
            auto nobody = RecordSlot::Owner::Nobody;
            if ((!withRing || slot.ring())
                && slot.owner().compare_exchange_strong(nobody, RecordSlot::Owner::Thread))
                return &slot;
        }
        return nullptr;
    }

    void release() noexcept
    {
        if (m_slot)
            m_slot->owner().store(RecordSlot::Owner::Reader, std::memory_order_release);
        m_slot = nullptr;
        m_slots.reset();
    }

    std::shared_ptr<RecordSlots> m_slots;
    RecordSlot *m_slot = nullptr;
};

} // namespace

Recorder::Recorder(qsizetype ringBytes)
    : m_ringBytes(ringBytes)
    , m_slots(std::make_shared<RecordSlots>())
{ }

Recorder::~Recorder()
{
    stop();
}

void Recorder::observe(const Tap::Record &record)
{
    if (!m_isRecording.load(std::memory_order_acquire))
        return;
    thread_local SlotHold hold;
    if (RecordSlot *slot = hold.slotIn(m_slots))
        slot->write(record);
    else
        m_slots->drops.add(record);
}

void Recorder::start()
{
    provideRings();
    m_isRecording.store(true, std::memory_order_release);
}

void Recorder::stop()
{
    m_isRecording.store(false, std::memory_order_release);
    for (RecordSlot &slot : m_slots->slots) {
        slot.setRing(nullptr);
        slot.drops().take(0);
        auto reader = RecordSlot::Owner::Reader;
        slot.owner().compare_exchange_strong(reader, RecordSlot::Owner::Nobody);
    }
    m_slots->drops.take(0);
}

void Recorder::provideRings()
{
    int spare = 0;
    for (RecordSlot &slot : m_slots->slots) {
        const bool isOwned = slot.owner().load(std::memory_order_acquire) != RecordSlot::Owner::Nobody;
        if (!slot.ring() && (isOwned || spare < SpareRings))
            slot.setRing(std::make_unique<RecordRing>(m_ringBytes));
        if (!isOwned && slot.ring())
            ++spare;
    }
}

} // namespace Gantry::Attach
