// SPDX-License-Identifier: MIT
// When a client that lost its connection, or never got one, tries again. Pure: the
// time and chance are arguments, and what waits is somebody else.
#pragma once

#include "closeinfo.h"
#include "export.h"
#include "time.h"

#include <QtCore/qglobal.h>

#include <optional>

namespace Gantry::Core {

//! How often and how long apart. The figures are those of autobahn's component where it
//! has one; unlike there the first delay is initialDelay itself, not already grown.
struct ReconnectPolicy
{
    //! false: one attempt, as often as the application asks for one.
    bool enabled = false;
    //! Before the first retry. autobahn: 1.5 s.
    std::chrono::milliseconds initialDelay{1'500};
    //! The longest delay, jitter included. autobahn: 300 s.
    std::chrono::milliseconds maxDelay{300'000};
    //! Each delay is that many times the one before; below 1 counts as 1. autobahn: 1.5.
    double growth = 1.5;
    //! Each delay is this part longer or shorter, evenly distributed, so that the
    //! clients of a server that came back do not all come at the same moment; 0 to 1.
    //! autobahn: 0.1.
    double jitter = 0.1;
    //! Retries in a row without a connection that lasted; -1: for ever, as autobahn.
    int maxRetries = -1;
    //! How long a connection must have been open for delays and retries to start anew. A
    //! server that accepts and drops at once is thus not called every initialDelay for
    //! ever. 0: any that opened. autobahn: 0.
    std::chrono::milliseconds resetAfter{60'000};
    //! Octets of messages that the connector keeps while there is no connection, 64 more
    //! a message counted; see WebSocketConnector::send(). 0: none are kept. The default,
    //! since not every message makes sense later.
    qint64 queueBytes = 0;
    bool operator==(const ReconnectPolicy &) const = default;
};

//! Whether what ended a connection may be gone the next time. Not, when the peer or this
//! side said that it would happen again: a broken rule (1002, 1003, 1007, 1009, 1010), a
//! policy (1008), no or the wrong credentials (3000, 3003, HTTP 401, 403, 407 ...), an
//! address that is none (404, 410), an answer that is not WebSocket, a certificate that
//! was refused (1015). A close by the server with 1000 is no reason to stay away: whoever
//! wants to be connected has not closed, and many servers say 1000 when they restart.
GANTRY_WEBSOCKET_EXPORT bool isWorthRetrying(const CloseInfo &info) noexcept;

//! Counts retries and computes delays.
class GANTRY_WEBSOCKET_EXPORT ReconnectBackoff
{
public:
    explicit ReconnectBackoff(const ReconnectPolicy &policy = {})
        : m_policy(policy)
    { }

    const ReconnectPolicy &policy() const noexcept { return m_policy; }
    //! What was counted so far still counts.
    void setPolicy(const ReconnectPolicy &policy) noexcept { m_policy = policy; }

    //! The opening handshake is done.
    void opened(TimePoint now) noexcept { m_openSince = now; }
    //! The connection is over, or the attempt failed. How long to wait, or nullopt: no
    //! retry is left. \a chance is 0 to below 1. \a atLeast is what the server asked for
    //! (RFC 9110 section 10.2.3, Retry-After); maxDelay bounds it too.
    std::optional<std::chrono::milliseconds> ended(TimePoint now, double chance,
                                                   std::chrono::milliseconds atLeast = {}) noexcept;
    //! As if nothing had happened yet.
    void reset() noexcept;
    //! Retries since the last connection that lasted, the one that waits included.
    int retries() const noexcept { return m_retries; }

private:
    ReconnectPolicy m_policy;
    std::optional<TimePoint> m_openSince;
    double m_delay = 0; //!< ms, before jitter; 0: none yet
    int m_retries = 0;
};

} // namespace Gantry::Core
