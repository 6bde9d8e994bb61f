// SPDX-License-Identifier: MIT
#include "wamp/transport/wampwebsocketadapter.h"

#include "wamp/transport/wampwebsocketadapter_p.h"
#include "websocket/websocketadapterprotocol.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

WampWebSocketAdapter::WampWebSocketAdapter(WebSocketAdapterProtocol *protocol)
    : d(std::make_unique<WampWebSocketAdapterPrivate>(this, protocol))
{ }

WampWebSocketAdapter::~WampWebSocketAdapter() = default;

Wamp::MessagePeer *WampWebSocketAdapter::messagePeer() const
{
    return d->m_isAnnounced ? d->m_peer.peer() : nullptr;
}

Wamp::SendStatus WampWebSocketAdapter::send(const Wamp::Message &message)
{
    return d->send(message);
}

Wamp::SendStatus WampWebSocketAdapter::send(Wamp::SharedMessage &message)
{
    return d->send(message);
}

bool WampWebSocketAdapter::isOpen() const
{
    return d->isOpen();
}

void WampWebSocketAdapter::close()
{
    d->close();
}

void WampWebSocketAdapter::abort()
{
    d->m_batch.clear();
    d->clearHeld();
    d->m_isClosing = true; // nothing is delivered any more
    d->m_protocol->abort();
}

const Wamp::Serializer *WampWebSocketAdapter::serializer() const
{
    return d->m_serializer;
}

Wamp::WampTransportDetails WampWebSocketAdapter::transportDetails() const
{
    const TransportDetails details = d->m_protocol->transportDetails();
    return {.channelType = details.kind,
            .channelFraming = u"websocket"_s,
            .serializer = d->m_serializer ? d->m_serializer->name() : QString(),
            .own = details.local,
            .peer = d->m_protocol->peer(),
            .isSecure = details.isSecure,
            .isServer = details.isServer,
            .peerCertificate = details.peerCertificate,
            .isPeerCertificateVerified = details.isPeerCertificateVerified,
            .peerPid = details.peerPid,
            .peerUid = details.peerUid,
            .subprotocol = d->m_protocol->subprotocol(),
            .extensions = d->m_protocol->extensions(),
            .requestHeaders = d->m_protocol->requestHeaders(),
            .responseHeaders = d->m_protocol->responseHeaders()};
}

std::optional<QByteArray> WampWebSocketAdapter::channelId(Wamp::ChannelIdType type) const
{
    return d->m_protocol->channelId(type);
}

qint64 WampWebSocketAdapter::bytesToWrite() const
{
    return d->m_batch.size() + d->m_protocol->bytesToWrite();
}

qint64 WampWebSocketAdapter::bytesWritten() const
{
    const TrafficStats stats = d->m_protocol->trafficStats();
    const auto framed = qint64(stats.preopenOutgoingOctetsWireLevel + stats.outgoingOctetsWireLevel);
    // TLS counts what it made of our octets, which may be more than we gave it.
    return std::max<qint64>(framed - d->m_protocol->bytesToWrite(), 0);
}

void WampWebSocketAdapter::setHighWatermark(qint64 octets)
{
    d->m_protocol->setOutputHighWatermark(octets);
}

void WampWebSocketAdapter::setReadingPaused(bool paused)
{
    d->setReadingPaused(paused);
}

bool WampWebSocketAdapter::preparePeer()
{
    return d->preparePeer();
}

void WampWebSocketAdapter::opened(const Limits &limits)
{
    d->opened(limits);
}

void WampWebSocketAdapter::received(const QByteArray &payload, bool isBinary)
{
    d->received(payload, isBinary);
}

void WampWebSocketAdapter::closed()
{
    d->closed();
}

void WampWebSocketAdapter::abandon()
{
    d->abandon();
}

} // namespace Gantry
