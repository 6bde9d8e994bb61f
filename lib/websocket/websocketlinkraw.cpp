// SPDX-License-Identifier: MIT
// What may come before a client's opening handshake: a word of the application with a
// proxy of its own, and TLS on what began as a plain stream.
#include "websocket/websocketlink.h"

#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketlinkscope.h"

namespace Gantry {

void WebSocketLink::beginHandshake()
{
    m_hold = Hold::None;
    if (m_passing)
        m_passing->holdDeadline.reset();
    m_isHandshakeBegun = true;
    WebSocketAdapterProtocolPrivate::of(m_protocol).track(QStringLiteral("onConnecting"));
    m_protocol->handleConnecting(WebSocketAdapterProtocolPrivate::of(m_protocol).m_details.unpacked());
    if (m_protocol && !m_isAborted)
        m_protocol->startHandshake();
}

bool WebSocketLink::holdHandshake()
{
    if (!mayBeRaw() || m_hold == Hold::Tls)
        return false;
    m_hold = Hold::Application;
    waitBeforeHandshake();
    return true;
}

bool WebSocketLink::continueHandshake()
{
    if (!mayBeRaw() || m_hold != Hold::Application)
        return false;
    m_hold = Hold::None;
    const Scope scope(*this);
    if (m_engine) // else open() is what called us, and goes on
        beginHandshake();
    return true;
}

bool WebSocketLink::startTls(const QSslConfiguration &configuration, const QString &host)
{
    if (!mayBeRaw() || m_hold == Hold::Tls || !m_transport->startTls(configuration, host))
        return false;
    m_hold = Hold::Tls;
    waitBeforeHandshake();
    return true;
}

//! Not told to the tap: it is no WebSocket.
bool WebSocketLink::writeRaw(const QByteArray &octets)
{
    if (!mayBeRaw() || m_hold == Hold::Tls)
        return false;
    m_waiting += octets.size();
    m_transport->write(octets);
    return true;
}

//! All of it together may take as long as the opening handshake itself.
void WebSocketLink::waitBeforeHandshake()
{
    const auto patience = m_protocol->linkSettings()->engine.openHandshakeTimeout;
    if (passing().holdDeadline || patience.count() <= 0)
        return;
    passing().holdDeadline = Core::later(std::chrono::steady_clock::now(), patience);
    DeadlineQueue::schedule(this, *passing().holdDeadline);
}

void WebSocketLink::tlsStarted()
{
    if (!mayBeRaw() || m_hold != Hold::Tls)
        return;
    const Scope scope(*this);
    WebSocketAdapterProtocolPrivate::of(m_protocol).setDetails(m_transport->details());
    beginHandshake();
}

} // namespace Gantry
