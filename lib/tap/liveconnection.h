// SPDX-License-Identifier: MIT
// The connections of a process that an observer who comes later is to be told of: a list
// through the connections themselves, so that being in it costs each of them two pointers.
// Whoever has the list holds a lock around every call.
#pragma once

#include "core/export.h"
#include "tap/record.h"

namespace Gantry::Tap {

//! A place in the list.
struct LiveNode
{
    LiveNode *previous = this;
    LiveNode *next = this;

    void insertBefore(LiveNode &other) noexcept;
    void remove() noexcept;
    bool isAlone() const noexcept { return next == this; }
};

//! An open connection, which says what there is to say of it when it is asked.
class LiveConnection : private LiveNode
{
public:
    //! How it was opened. May be asked in any thread between Hub::connectionOpened() and
    //! connectionGone(), each of which waits for an answer that is under way: it must
    //! not change in between, and must not call the hub.
    virtual OpenRecord openRecord() const = 0;

protected:
    LiveConnection() = default;
    ~LiveConnection() { Q_ASSERT(isAlone()); }
    Q_DISABLE_COPY_MOVE(LiveConnection)

private:
    friend class LiveList;
};

class LiveList
{
public:
    void add(LiveConnection &connection) noexcept
    {
        static_cast<LiveNode &>(connection).insertBefore(m_ends);
    }
    static void remove(LiveConnection &connection) noexcept { static_cast<LiveNode &>(connection).remove(); }

    //! Walks over those that are in the list when it begins, in the order in which they
    //! came. Others may come and go between two steps, and only one walk goes on at a time.
    void beginWalk() noexcept;
    //! nullptr: that was the last one, and the walk is over.
    LiveConnection *walkOn() noexcept;

private:
    LiveNode m_ends; //!< before the first and behind the last
    LiveNode m_walked; //!< stands where the walk goes on
    LiveNode m_walkEnd;
};

} // namespace Gantry::Tap
