// SPDX-License-Identifier: MIT
// The buffers that all connections of a thread use in turn. What has not been needed
// for some seconds goes back to the system; no timer runs while nothing is kept.
#pragma once

#include "core/bufferpool.h"
#include "core/export.h"
#include "websocket/deadlinequeue.h"

#include <QtCore/QString>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace Gantry {

class ThreadBuffers final : public Core::BufferPool, private DeadlineClient
{
public:
    //! nullptr when the thread is ending and its own is gone already.
    static ThreadBuffers *ofThisThread() noexcept;
    //! \a buffer was written out, whatever its size.
    static void give(QByteArray &&buffer) { Core::giveBuffer(ofThisThread(), std::move(buffer)); }

    //! An empty string with room for \a size units, used again like the others.
    QString takeText(qsizetype size);
    void giveText(QString &&text);

    //! After so long without use everything is given back, and after twice that at most.
    static constexpr std::chrono::milliseconds IdleTime{5'000};
    void setIdleTime(std::chrono::milliseconds time) noexcept { m_idleTime = time; }

private:
    ThreadBuffers() = default;
    ~ThreadBuffers() override = default;

    void filled() override;
    void deadlineReached(Core::TimePoint now) override;

    struct Holder;
    // One for each fourfold size: a text is done with before the next one comes, but in
    // nested event loops.
    static size_t placeOf(qsizetype size) noexcept
    {
        return std::min<size_t>(size_t(std::bit_width(size_t(size)) / 2), TextPlaces - 1);
    }
    static constexpr size_t TextPlaces = 12;
    std::array<QString, TextPlaces> m_texts;
    std::chrono::milliseconds m_idleTime = IdleTime;
};

// The same for other libraries, which see neither the pool nor its base.

//! An empty byte array with room for \a capacity octets.
GANTRY_WEBSOCKET_EXPORT QByteArray takeThreadBuffer(qsizetype capacity);
//! Leaves \a buffer empty; it is used again unless somebody else has a copy of it.
GANTRY_WEBSOCKET_EXPORT void giveThreadBuffer(QByteArray &&buffer);

} // namespace Gantry
