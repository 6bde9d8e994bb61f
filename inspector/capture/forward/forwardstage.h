// SPDX-License-Identifier: GPL-3.0-only
// What a client's connection to a forward proxy is doing: one stage follows another,
// each owns the links while it lasts, and the last one ends the connection.
#pragma once

#include "capture/forward/forwardcontext.h"
#include "capture/link.h"

#include <chrono>
#include <memory>

namespace Gantry::Inspector {

class ForwardStage : public QObject
{
    Q_OBJECT

public:
    //! As Relay has it: output waiting before its source is paused, and where it may go
    //! on; how long what is left of a connection may go without progress.
    static constexpr qint64 HighWatermark = 1024 * 1024;
    static constexpr qint64 LowWatermark = 256 * 1024;
    static constexpr std::chrono::seconds LingerTime{5};

    explicit ForwardStage(const ForwardContext &context)
        : m_context(context)
    { }

    //! followedBy() or finished() comes sooner or later, possibly before this returns.
    virtual void start() = 0;
    //! While held, nothing more is read.
    virtual void setHeld(bool held) = 0;

Q_SIGNALS:
    //! The receiver owns \a next now and starts it; nothing more comes from this.
    void followedBy(Gantry::Inspector::ForwardStage *next);
    //! The connection is over.
    void finished();

protected:
    const ForwardContext &context() const noexcept { return m_context; }
    void handOver(std::unique_ptr<ForwardStage> next)
    {
        m_isOver = true;
        Q_EMIT followedBy(next.release());
    }
    void end()
    {
        if (!std::exchange(m_isOver, true))
            Q_EMIT finished();
    }
    bool isOver() const noexcept { return m_isOver; }
    //! Takes a link away from this stage: none of its signals come any more.
    static std::unique_ptr<Link> take(std::unique_ptr<Link> &link, QObject *stage);
    //! Drops a link; it may be the sender of the signal that is handled.
    static void dismiss(std::unique_ptr<Link> &link);
    static bool isTooFull(qint64 pending, bool wasPaused)
    {
        return pending > (wasPaused ? LowWatermark : HighWatermark);
    }

private:
    const ForwardContext &m_context;
    bool m_isOver = false;
};

} // namespace Gantry::Inspector
