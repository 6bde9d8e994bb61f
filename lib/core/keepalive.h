// SPDX-License-Identifier: MIT
// Decides when a silent peer is pinged and when it is given up. Knows neither the
// clock nor what a ping looks like.
#pragma once

#include "core/connectionoptions.h"
#include "core/export.h"
#include "core/time.h"

namespace Gantry::Core {

class GANTRY_WEBSOCKET_EXPORT Keepalive
{
public:
    enum class Action : quint8 { None, SendPing, GiveUp };

    explicit Keepalive(const KeepaliveOptions &options)
        : m_options(options)
    { }

    //! The connection is open: the first interval begins.
    void start(TimePoint now) noexcept;
    //! Any octet is a sign of life. Costs one store; the deadline is looked at again
    //! only when it comes.
    void heard(TimePoint now) noexcept { m_lastHeard = now; }
    //! When handleTimeout() is due; nullopt: switched off.
    std::optional<TimePoint> deadline() const noexcept { return m_deadline; }
    Action handleTimeout(TimePoint now) noexcept;
    //! SendPing could not be done: no answer is expected.
    void postpone(TimePoint now) noexcept;
    //! Now it could be; handleTimeout() is due at once.
    void askAgain(TimePoint now) noexcept;

private:
    KeepaliveOptions m_options;
    TimePoint m_lastHeard;
    TimePoint m_pingSent;
    std::optional<TimePoint> m_deadline;
    bool m_waiting = false; //!< a ping is out and nothing has come since
};

} // namespace Gantry::Core
