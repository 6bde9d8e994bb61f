// SPDX-License-Identifier: MIT
// What a protocol object knows about its connection: figures, times, deadlines,
// and who waits for its beginning and its end.
#include "websocket/websocketadapterprotocol.h"

#include "websocket/protocolguard_p.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketadapterprotocol_p.h"

namespace Gantry {

TrafficStats WebSocketAdapterProtocol::trafficStats() const
{
    assertOwnThread(this, Q_FUNC_INFO);
    return d->m_link ? d->m_link->trafficStats() : TrafficStats();
}

void WebSocketAdapterProtocol::resetTrafficStats()
{
    if (d->m_link)
        d->m_link->resetTrafficStats();
}

QFuture<OpenResult> WebSocketAdapterProtocol::whenOpen()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isFinished && !d->m_wasOpened)
        return QtFuture::makeReadyFuture(OpenResult{.error = d->closeInfo()});
    if (d->m_wasOpened)
        return QtFuture::makeReadyFuture(OpenResult{.protocol = this});
    return d->extras().promises.addOpen();
}

QFuture<CloseInfo> WebSocketAdapterProtocol::whenClosed()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isFinished)
        return QtFuture::makeReadyFuture(d->closeInfo());
    return d->extras().promises.addClosed();
}

bool WebSocketAdapterProtocol::trackTimings() const
{
    return d->m_extras && d->m_extras->timings;
}

void WebSocketAdapterProtocol::setTrackTimings(bool enable)
{
    if (enable == trackTimings())
        return;
    d->extras().timings = enable ? std::make_unique<Timings>() : nullptr;
}

Timings WebSocketAdapterProtocol::trackedTimings() const
{
    return trackTimings() ? *d->m_extras->timings : Timings();
}

void WebSocketAdapterProtocol::doTrack(const QString &key)
{
    d->track(key);
}

std::optional<std::chrono::nanoseconds> WebSocketAdapterProtocol::lastRoundTripTime() const
{
    const auto times = roundTripTimes();
    return times.isEmpty() ? std::nullopt : std::optional(times.constLast());
}

QList<std::chrono::nanoseconds> WebSocketAdapterProtocol::roundTripTimes() const
{
    return d->m_link ? d->m_link->roundTrips() : QList<std::chrono::nanoseconds>();
}

void WebSocketAdapterProtocol::handleAutoPong(quint64 sequence, std::chrono::nanoseconds roundTrip)
{
    Q_EMIT onAutoPong(sequence, roundTrip);
}

void WebSocketAdapterProtocol::handleCloseFrame(quint16 code, const QString &reason)
{
    Q_EMIT onCloseFrame(code, reason);
}

void WebSocketAdapterProtocol::handleAutoPingTimeout()
{
    Q_EMIT onAutoPingTimeout();
}

void WebSocketAdapterProtocol::handleOpenHandshakeTimeout()
{
    Q_EMIT onOpenHandshakeTimeout();
}

void WebSocketAdapterProtocol::handleCloseHandshakeTimeout()
{
    Q_EMIT onCloseHandshakeTimeout();
}

void WebSocketAdapterProtocol::handleServerConnectionDropTimeout()
{
    Q_EMIT onServerConnectionDropTimeout();
}

void WebSocketAdapterProtocolPrivate::trackAt(const QString &key, Core::TimePoint time)
{
    if (m_madeAt != Core::TimePoint()) // else there is no connection yet to count from
        extras().timings->track(key, time - m_madeAt);
}

void WebSocketAdapterProtocolPrivate::announceOpen()
{
    m_wasOpened = true;
    track(QStringLiteral("onOpen"));
    const ProtocolGuard guard(*this);
    q->handleOpen();
    if (guard && m_extras)
        m_extras->promises.finishOpen({.protocol = q});
    if (!guard || !m_extras)
        return;
    if (const auto onOpened = std::exchange(m_extras->onOpened, nullptr))
        onOpened();
}

void WebSocketAdapterProtocolPrivate::releaseWaiters(const CloseInfo &info)
{
    if (!m_extras)
        return;
    const QPointer<WebSocketAdapterProtocol> guard(q);
    const CloseInfo kept = info;
    if (m_extras->mailbox)
        m_extras->mailbox->close();
    if (guard)
        m_extras->promises.finishOpen({.error = kept});
    if (guard)
        m_extras->promises.finishClosed(kept);
}

} // namespace Gantry
