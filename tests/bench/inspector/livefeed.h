// SPDX-License-Identifier: MIT
// A source that delivers frames at a steady rate for some time, as a proxy in another
// thread does: half of them calls of WAMP and their results, half a feed of sensors.
#pragma once

#include "capture/recordqueue.h"
#include "capture/source.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace Gantry::Bench {

class LiveFeed final : public Inspector::Source
{
public:
    LiveFeed(int framesPerSecond, std::chrono::seconds duration);
    ~LiveFeed() override;

    QString title() const override { return QStringLiteral("feed"); }
    void start() override;
    void stop() override;

    quint64 delivered() const noexcept { return m_delivered; }
    bool isOver() const noexcept { return m_isOver; }
    //! How far behind its rate it was at the worst: a machine that is too busy.
    std::chrono::milliseconds worstLag() const noexcept { return std::chrono::milliseconds(m_worstLagMs); }

private:
    void feed();

    const int m_framesPerSecond;
    const std::chrono::seconds m_duration;
    Inspector::RecordQueue m_queue{Inspector::RecordQueue::WhenFull::Hold};
    std::thread m_thread;
    std::atomic<bool> m_isEnding = false;
    std::atomic<bool> m_isOver = false;
    std::atomic<quint64> m_delivered = 0;
    std::atomic<qint64> m_worstLagMs = 0;
};

} // namespace Gantry::Bench
