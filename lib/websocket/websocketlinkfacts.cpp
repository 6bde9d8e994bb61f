// SPDX-License-Identifier: MIT
// What the engine knows and tells besides messages: figures, round trips, deadlines, the
// peer's close frame.
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlink.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

Core::TrafficStats WebSocketLink::trafficStats() const
{
    return m_engine ? m_engine->trafficStats() : Core::TrafficStats();
}

void WebSocketLink::resetTrafficStats()
{
    if (m_engine)
        m_engine->resetTrafficStats();
}

QList<std::chrono::nanoseconds> WebSocketLink::roundTrips() const
{
    return m_engine ? m_engine->roundTrips() : QList<std::chrono::nanoseconds>();
}

bool WebSocketLink::autoPongReceived(quint64 sequence, std::chrono::nanoseconds roundTrip)
{
    m_protocol->handleAutoPong(sequence, roundTrip);
    return m_protocol != nullptr;
}

bool WebSocketLink::closeFrameReceived(quint16 code, const QByteArray &reason)
{
    WebSocketAdapterProtocolPrivate::of(m_protocol).track(u"onCloseFrame"_s);
    m_protocol->handleCloseFrame(code, QString::fromUtf8(reason));
    if (m_protocol && m_engine->state() == Core::ConnectionState::Open)
        sendHeld(true); // the answer to the close frame is the last that can be sent
    return m_protocol != nullptr;
}

bool WebSocketLink::timedOut(Core::CloseTimeout timeout)
{
    switch (timeout) {
    case Core::CloseTimeout::None:
    case Core::CloseTimeout::Connect: // the connector's affair
        break;
    case Core::CloseTimeout::OpeningHandshake:
        m_protocol->handleOpenHandshakeTimeout();
        break;
    case Core::CloseTimeout::ClosingHandshake:
        m_protocol->handleCloseHandshakeTimeout();
        break;
    case Core::CloseTimeout::ServerConnectionDrop:
        m_protocol->handleServerConnectionDropTimeout();
        break;
    case Core::CloseTimeout::AutoPing:
        m_protocol->handleAutoPingTimeout();
        break;
    }
    return m_protocol != nullptr;
}

//! A message came whole.
void WebSocketLink::trackMessage()
{
    auto &protocol = WebSocketAdapterProtocolPrivate::of(m_protocol);
    if (!m_protocol->trackTimings()) [[likely]]
        return;
    protocol.trackAt(u"onMessageBegin"_s, m_engine->messageBegan());
    protocol.track(u"onMessage"_s);
}

} // namespace Gantry
