// SPDX-License-Identifier: MIT
// What can be known of a connection besides its events: how much went over it, and how
// long the peer took to answer.
#include "core/connection_p.h"

namespace Gantry::Core {

TrafficStats Connection::trafficStats() const
{
    d->countOutput();
    d->countWork();
    TrafficStats stats = d->m_stats ? *d->m_stats : TrafficStats();
    stats.preopenIncomingOctetsWireLevel = d->m_preopenIncoming;
    stats.preopenOutgoingOctetsWireLevel = d->m_preopenOutgoing;
    return stats;
}

void Connection::resetTrafficStats()
{
    d->countOutput(); // what waits was sent before, and does not count any more
    d->countWork();
    d->m_stats.reset();
    d->m_preopenIncoming = 0;
    d->m_preopenOutgoing = 0;
}

QList<std::chrono::nanoseconds> Connection::roundTrips() const
{
    return d->m_keepalive.roundTrips();
}

void Connection::outputTaken(TimePoint now) noexcept
{
    d->m_keepalive.outputTaken(now);
}

TimePoint Connection::messageBegan() const noexcept
{
    return d->m_work ? d->m_work->messageBegan : TimePoint();
}

//! Counts the output that has come up since this was called last, which is before it is
//! taken and before the connection becomes open.
void Connection::Private::countOutput()
{
    const qsizetype size = m_work ? m_work->sender.output().size() : 0;
    if (!m_work || size == m_work->countedOutput)
        return;
    const auto octets = quint64(size - std::exchange(m_work->countedOutput, size));
    if (m_wasOpen)
        stats().outgoingOctetsWireLevel += octets;
    else
        m_preopenOutgoing += quint32(octets);
}

TrafficStats &Connection::Private::stats()
{
    if (!m_stats)
        m_stats = std::make_unique<TrafficStats>();
    return *m_stats;
}

//! Of a message that is handed out in parts.
void Connection::Private::countPart(FrameIntake::Event event)
{
    TrafficCounts &counts = intake().counts();
    if (event == FrameIntake::Event::FrameData || event == FrameIntake::Event::Frame)
        counts.appOctets += quint64(intake().message().size());
    else if (event == FrameIntake::Event::MessageEnded)
        ++counts.messages;
}

void Connection::Private::sendAutoPing()
{
    sender().sendControl(Opcode::Ping, m_keepalive.nextPing(*m_random), m_observer);
}

//! Whether the sink is still there.
bool Connection::Private::handlePong(const QByteArray &payload, TimePoint now)
{
    const auto roundTrip = m_keepalive.pongReceived(payload, now);
    const quint64 sequence = m_keepalive.pingsSent(); // only the latest ping's pong is one
    if (!report([&](ConnectionSink &sink) { return sink.pongReceived(payload); }) || !roundTrip)
        return m_sink != nullptr;
    return report([&](ConnectionSink &sink) { return sink.autoPongReceived(sequence, *roundTrip); });
}

} // namespace Gantry::Core
