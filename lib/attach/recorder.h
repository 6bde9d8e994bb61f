// SPDX-License-Identifier: MIT
// The producing side of attach: encodes what the hub tells into the ring of the
// thread that tells it. No lock, no allocation and no system call happens on that
// path (but for single records of megabytes, see RecordSlot); what finds no room is
// counted, and the count is written as a DropRecord once there is room.
#pragma once

#include "attach/recordslot.h"
#include "tap/hub.h"

#include <memory>

namespace Gantry::Attach {

class Recorder final : public Tap::HubObserver
{
public:
    explicit Recorder(qsizetype ringBytes);
    ~Recorder();
    Q_DISABLE_COPY_MOVE(Recorder)

    void observe(const Tap::Record &record) override;

    //! Rings for the first threads are made; until start() nothing is recorded.
    void start();
    //! Gives all memory back. Nobody may be in observe() and nobody may read.
    void stop();

    //! Reader: the slots, of which those that threads use have a ring.
    RecordSlots &recordSlots() noexcept { return *m_slots; }
    //! Reader, now and then: a ring for each thread that has none yet, and a few in
    //! reserve, so that the next thread finds one.
    void provideRings();

private:
    const qsizetype m_ringBytes;
    //! Shared with each thread that took a slot: threads end when they like, also
    //! after this object, and give their slot back then.
    const std::shared_ptr<RecordSlots> m_slots;
    std::atomic<bool> m_isRecording{false};
};

} // namespace Gantry::Attach
