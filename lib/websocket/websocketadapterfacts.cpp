// SPDX-License-Identifier: MIT
// What a protocol object knows about its connection: figures, times, deadlines,
// and who waits for its beginning and its end.
#include "websocket/websocketadapterprotocol.h"

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
        return QtFuture::makeReadyFuture(OpenResult{.error = d->m_closeInfo});
    if (d->m_wasOpened)
        return QtFuture::makeReadyFuture(OpenResult{.protocol = this});
    return d->promises().addOpen();
}

QFuture<CloseInfo> WebSocketAdapterProtocol::whenClosed()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isFinished)
        return QtFuture::makeReadyFuture(d->m_closeInfo);
    return d->promises().addClosed();
}

bool WebSocketAdapterProtocol::trackTimings() const
{
    return d->m_timings != nullptr;
}

void WebSocketAdapterProtocol::setTrackTimings(bool enable)
{
    if (enable == trackTimings())
        return;
    d->m_timings = enable ? std::make_unique<Timings>() : nullptr;
}

Timings WebSocketAdapterProtocol::trackedTimings() const
{
    return d->m_timings ? *d->m_timings : Timings();
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
        m_timings->track(key, time - m_madeAt);
}

void WebSocketAdapterProtocolPrivate::announceOpen()
{
    m_wasOpened = true;
    track(QStringLiteral("onOpen"));
    const QPointer<WebSocketAdapterProtocol> guard(q);
    q->handleOpen();
    if (guard && m_promises)
        m_promises->finishOpen({.protocol = q});
    if (!guard)
        return;
    if (const auto onOpened = std::exchange(m_onOpened, nullptr))
        onOpened();
}

void WebSocketAdapterProtocolPrivate::releaseWaiters(const CloseInfo &info)
{
    const QPointer<WebSocketAdapterProtocol> guard(q);
    const CloseInfo kept = info;
    if (m_mailbox)
        m_mailbox->close();
    if (guard && m_promises)
        m_promises->finishOpen({.error = kept});
    if (guard && m_promises)
        m_promises->finishClosed(kept);
}

} // namespace Gantry
