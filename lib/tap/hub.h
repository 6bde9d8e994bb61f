// SPDX-License-Identifier: MIT
// The one place of a process where its connections tell what happens and
// observers listen. Costs one relaxed load a call when nobody does.
#pragma once

#include "core/export.h"
#include "tap/record.h"

#include <atomic>
#include <memory>

namespace Gantry::Tap {

class LiveConnection;

class HubObserver
{
public:
    //! Called in the connection's thread, possibly in several threads at once. Must
    //! not block and must not call the hub. Byte arrays in \a record may borrow
    //! memory that ends with the call: keep keepable(record), never a copy.
    virtual void observe(const Record &record) = 0;

protected:
    ~HubObserver() = default;
};

class GANTRY_WEBSOCKET_EXPORT Hub
{
public:
    static Hub &instance();

    //! Whether anybody observes records of \a kind. One relaxed load.
    static bool isObserved(RecordKind kind) noexcept
    {
        return (s_observed.load(std::memory_order_relaxed) & quint8(kind)) != 0;
    }
    static bool isObserved() noexcept { return s_observed.load(std::memory_order_relaxed) != 0; }

    //! \a observer is borrowed. An OpenRecord of each live connection is replayed
    //! to it before this returns.
    void addObserver(HubObserver *observer, RecordKinds kinds = DefaultKinds);
    //! Changes what \a observer gets.
    void setKinds(HubObserver *observer, RecordKinds kinds);
    //! No call to \a observer is under way or will come once this returned.
    void removeObserver(HubObserver *observer);

    //! A number that no other connection of the process has. Looks at GANTRY_INSPECT
    //! once if the start of the application did not.
    quint64 newConnectionNumber();
    //! Publishes what \a connection says of itself, and asks it again for replays until
    //! connectionGone(). It is borrowed until then.
    void connectionOpened(LiveConnection &connection);
    //! Publishes \a record and forgets the connection, if it was opened at all.
    void connectionGone(LiveConnection &connection, const CloseRecord &record);
    void publish(const Record &record);

    //! Nanoseconds since the Unix epoch; what records carry.
    static qint64 now() noexcept;

private:
    Hub();
    ~Hub();
    Q_DISABLE_COPY_MOVE(Hub)

    static std::atomic<quint8> s_observed;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Tap
