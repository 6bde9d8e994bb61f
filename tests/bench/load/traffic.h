// SPDX-License-Identifier: MIT
// What is sent when, once connections are there.
#pragma once

#include "loadconnection.h"

namespace Gantry::Bench {

using LoadConnections = std::vector<std::unique_ptr<LoadConnection>>;

struct TrafficCounts
{
    quint64 messages = 0; //!< replies; of a broadcast, deliveries
    quint64 connections = 0; //!< opened, used and closed again
    quint64 skipped = 0; //!< were due while too many were under way
};

class Traffic
{
public:
    virtual ~Traffic() = default;

    //! The connections that take part are open; \a now is where the clock starts.
    virtual void begin(qint64 now) = 0;
    virtual void replied(LoadConnection &connection, int messages) = 0;
    //! What the clock brings; returns when it is to be asked again.
    virtual qint64 tick(qint64 now);
    //! Nothing more is to be sent.
    void end() { m_hasEnded = true; }

    const TrafficCounts &counts() const { return m_counts; }
    //! A connection was closed in good order.
    void countConnection() { ++m_counts.connections; }

protected:
    bool hasEnded() const { return m_hasEnded; }
    TrafficCounts m_counts;

private:
    bool m_hasEnded = false;
};

//! \a connections: those that take part, without the idle ones.
std::unique_ptr<Traffic> makeTraffic(const LoadSettings &settings,
                                     std::span<const std::unique_ptr<LoadConnection>> connections);

} // namespace Gantry::Bench
