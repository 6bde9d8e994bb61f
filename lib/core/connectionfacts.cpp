// SPDX-License-Identifier: MIT
// What can be known of a connection besides its events: how much went over it, and how
// long the peer took to answer.
#include "core/connection_p.h"

namespace Gantry::Core {

TrafficStats Connection::trafficStats() const noexcept
{
    d->countOutput();
    TrafficStats stats = d->m_stats;
    const TrafficCounts &in = d->m_intake.counts();
    stats.incomingOctetsWebSocketLevel = in.payloadOctets;
    stats.incomingOctetsAppLevel = in.appOctets;
    stats.incomingWebSocketFrames = in.dataFrames;
    stats.incomingControlFrames = in.controlFrames;
    stats.incomingWebSocketMessages = in.messages;
    const TrafficCounts &out = d->m_sender.counts();
    stats.outgoingOctetsWebSocketLevel = out.payloadOctets;
    stats.outgoingOctetsAppLevel = out.appOctets;
    stats.outgoingWebSocketFrames = out.dataFrames;
    stats.outgoingControlFrames = out.controlFrames;
    stats.outgoingWebSocketMessages = out.messages;
    return stats;
}

void Connection::resetTrafficStats() noexcept
{
    d->countOutput(); // what waits was sent before, and does not count any more
    d->m_stats = {};
    d->m_intake.counts() = {};
    d->m_sender.counts() = {};
}

const QList<std::chrono::nanoseconds> &Connection::roundTrips() const noexcept
{
    return d->m_keepalive.roundTrips();
}

void Connection::outputTaken(TimePoint now) noexcept
{
    d->m_keepalive.outputTaken(now);
}

TimePoint Connection::messageBegan() const noexcept
{
    return d->m_messageBegan;
}

//! Counts the output that has come up since this was called last, which is before it is
//! taken and before the connection becomes open.
void Connection::Private::countOutput() noexcept
{
    const qsizetype size = m_sender.output().size();
    quint64 &total = m_wasOpen ? m_stats.outgoingOctetsWireLevel : m_stats.preopenOutgoingOctetsWireLevel;
    total += quint64(size - m_countedOutput);
    m_countedOutput = size;
}

//! Of a message that is handed out in parts.
void Connection::Private::countPart(FrameIntake::Event event) noexcept
{
    TrafficCounts &counts = m_intake.counts();
    if (event == FrameIntake::Event::FrameData || event == FrameIntake::Event::Frame)
        counts.appOctets += quint64(m_intake.message().size());
    else if (event == FrameIntake::Event::MessageEnded)
        ++counts.messages;
}

void Connection::Private::sendAutoPing()
{
    m_sender.sendControl(Opcode::Ping, m_keepalive.nextPing(*m_random), m_observer);
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
