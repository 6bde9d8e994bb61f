// SPDX-License-Identifier: MIT
#include "core/keepalive.h"

#include "core/frame/frameheader.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <cstring>

namespace Gantry::Core {

namespace {

// A deadline noticed this late means that our own loop stood still. The peer's
// answer may lie unread in the socket, so it gets one more full timeout.
constexpr std::chrono::milliseconds StallTolerance{500};

constexpr int SequenceBytes = 8;

} // namespace

void Keepalive::start(TimePoint now) noexcept
{
    m_lastHeard = now;
    m_pingSent = now;
    m_waiting = false;
    if (m_options.interval.count() > 0)
        m_deadline = later(now, m_options.interval);
}

Keepalive::Action Keepalive::handleTimeout(TimePoint now) noexcept
{
    if (m_deadline == Never || now < m_deadline)
        return Action::None;
    const bool stalled = now - m_deadline > StallTolerance;
    const bool endsInTime = m_options.timeout.count() > 0;

    if (m_waiting && endsInTime) {
        if (!stalled) {
            m_deadline = Never;
            return Action::GiveUp;
        }
        m_deadline = later(now, m_options.timeout);
        return Action::None;
    }
    if (!m_waiting && !(m_isOverdue && !m_options.restartOnAnyTraffic)) {
        const TimePoint since = m_options.restartOnAnyTraffic ? m_lastHeard : m_pingSent;
        if (const TimePoint due = later(since, m_options.interval); now < due) {
            m_deadline = due;
            return Action::None;
        }
    }
    // Without a timeout a ping that was lost is followed by the next one all the same.
    m_waiting = true;
    m_isOverdue = false;
    m_pingSent = now;
    m_deadline = later(now, endsInTime ? m_options.timeout : m_options.interval);
    return Action::SendPing;
}

void Keepalive::postpone(TimePoint now) noexcept
{
    m_waiting = false;
    m_deadline = later(now, m_options.interval);
}

void Keepalive::askAgain(TimePoint now) noexcept
{
    if (m_deadline == Never || m_waiting)
        return;
    m_isOverdue = true;
    m_deadline = now;
}

void Keepalive::outputTaken(TimePoint now) noexcept
{
    if (m_waiting && m_options.timeout.count() > 0)
        m_deadline = later(now, m_options.timeout);
}

QByteArray Keepalive::nextPing(RandomSource &random)
{
    if (!m_pings)
        m_pings = std::make_unique<Pings>();
    QByteArray &ping = m_pings->latest;
    ping = QByteArray(std::clamp<int>(m_options.payloadBytes, 12, MaxControlPayload), '\0');
    qToBigEndian(++m_pings->sent, ping.data());
    for (qsizetype at = SequenceBytes; at < ping.size(); at += qsizetype(sizeof(quint32))) {
        const quint32 word = random.nextMaskKey();
        std::memcpy(ping.data() + at, &word, std::min(sizeof word, size_t(ping.size() - at)));
    }
    return ping;
}

std::optional<std::chrono::nanoseconds> Keepalive::pongReceived(QByteArrayView payload, TimePoint now)
{
    // RFC 6455 section 5.5.3: "A Pong frame sent in response to a Ping frame must have
    // identical "Application data"".
    if (!m_pings || m_pings->latest.isEmpty() || payload != QByteArrayView(m_pings->latest))
        return std::nullopt;
    m_pings->latest.clear();
    const std::chrono::nanoseconds roundTrip = now - m_pingSent;
    auto &roundTrips = m_pings->roundTrips;
    if (roundTrips.size() >= MaxRoundTrips)
        roundTrips.removeFirst();
    roundTrips.append(roundTrip);
    if (m_waiting)
        answered(now);
    return roundTrip;
}

//! The peer lives: what was waited for until the timeout is due after the interval.
void Keepalive::answered(TimePoint now) noexcept
{
    m_waiting = false;
    m_deadline = later(m_options.restartOnAnyTraffic ? now : m_pingSent, m_options.interval);
}

} // namespace Gantry::Core
