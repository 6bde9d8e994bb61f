// SPDX-License-Identifier: GPL-3.0-only
// Shows all records of a store to somebody, in slices of the event loop. All followers of a
// thread share one budget a turn, so that the window stays responsive however many there are.
#pragma once

#include "store/recordstore.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace Gantry::Inspector {

class FollowerTurns;

class StoreFollower : public QObject
{
    Q_OBJECT

public:
    //! What all followers of a thread together may take of one turn of the event loop.
    static constexpr std::chrono::milliseconds TurnBudget{4};
    //! Between turns, while nobody is behind.
    static constexpr std::chrono::milliseconds Interval{20};

    struct Listener
    {
        //! Byte arrays are valid until this returns, those of open and close records longer.
        std::function<void(quint64 sequence, const Tap::Record &record)> look = {};
        //! Records of [first, end) were shown.
        std::function<void(quint64 first, quint64 end)> sliceEnded = {};
        //! The store was cleared.
        std::function<void()> cleared = {};
    };

    //! \a store is borrowed and must outlive this.
    StoreFollower(const RecordStore *store, Listener listener, QObject *parent = nullptr);
    ~StoreFollower() override;

    //! Every record before this has been shown.
    quint64 position() const noexcept { return m_position; }
    bool isBehind() const noexcept { return m_position < m_store->endSequence(); }
    //! Shows all that is in the store now, however long it takes.
    void finish();

private:
    friend class FollowerTurns;

    void runSlice(QDeadlineTimer deadline);
    void restart();

    const RecordStore *m_store;
    const Listener m_listener;
    // Shared: it goes with the last follower of the thread.
    const std::shared_ptr<FollowerTurns> m_turns;
    quint64 m_position = 1;
};

} // namespace Gantry::Inspector
