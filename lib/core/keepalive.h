// SPDX-License-Identifier: MIT
// Decides when a silent peer is pinged and when it is given up, says what those pings
// carry, and knows their answers again. Knows neither the clock nor a frame.
#pragma once

#include "core/connectionoptions.h"
#include "core/export.h"
#include "core/randomsource.h"
#include "core/time.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <memory>
#include <optional>

namespace Gantry::Core {

class GANTRY_WEBSOCKET_EXPORT Keepalive
{
public:
    enum class Action : quint8 { None, SendPing, GiveUp };

    //! Round trips that are remembered: at the default interval those of eight minutes,
    //! for an eighth of a kilobyte.
    static constexpr qsizetype MaxRoundTrips = 16;

    //! \a options are borrowed.
    explicit Keepalive(const KeepaliveOptions &options) noexcept
        : m_options(options)
    { }
    explicit Keepalive(KeepaliveOptions &&) = delete;

    //! The connection is open: the first interval begins.
    void start(TimePoint now) noexcept;
    //! Octets came. Costs a branch and a store; the deadline is looked at again only
    //! when it comes.
    void heard(TimePoint now) noexcept
    {
        if (!m_options.restartOnAnyTraffic)
            return;
        m_lastHeard = now;
        if (m_waiting) [[unlikely]]
            answered(now);
    }
    //! Output that had to wait was taken. A ping may be among what still waits, so its
    //! answer has the whole timeout from here on.
    void outputTaken(TimePoint now) noexcept;
    //! When handleTimeout() is due; nullopt: switched off.
    std::optional<TimePoint> deadline() const noexcept
    {
        return m_deadline == Never ? std::nullopt : std::optional(m_deadline);
    }
    Action handleTimeout(TimePoint now) noexcept;
    //! SendPing could not be done: no answer is expected.
    void postpone(TimePoint now) noexcept;
    //! Now it could be; handleTimeout() is due at once.
    void askAgain(TimePoint now) noexcept;

    //! The payload of the ping that SendPing asks for: its number in 8 octets, then
    //! octets from \a random that nobody can guess who did not see the ping.
    QByteArray nextPing(RandomSource &random);
    //! A pong came: the round trip if it answers the latest ping. Any other, be it late,
    //! sent twice or unasked for, is nullopt and changes nothing (RFC 6455 section 5.5.3).
    std::optional<std::chrono::nanoseconds> pongReceived(QByteArrayView payload, TimePoint now);

    quint64 pingsSent() const noexcept { return m_pings ? m_pings->sent : 0; }
    //! The latest, oldest first; at most MaxRoundTrips.
    QList<std::chrono::nanoseconds> roundTrips() const
    {
        return m_pings ? m_pings->roundTrips : QList<std::chrono::nanoseconds>();
    }

private:
    void answered(TimePoint now) noexcept;

    static constexpr TimePoint Never = TimePoint::min();
    //! What there is to know of pings once there was one.
    struct Pings
    {
        quint64 sent = 0;
        QByteArray latest = {}; //!< its payload, until it is answered
        QList<std::chrono::nanoseconds> roundTrips = {};
    };

    const KeepaliveOptions &m_options;
    TimePoint m_lastHeard; //!< while restartOnAnyTraffic
    TimePoint m_pingSent; //!< the latest, or the start
    TimePoint m_deadline = Never;
    std::unique_ptr<Pings> m_pings;
    bool m_isOverdue = false; //!< a ping was due and could not be sent
    bool m_waiting = false; //!< a ping is out and no sign of life has come since
};

} // namespace Gantry::Core
