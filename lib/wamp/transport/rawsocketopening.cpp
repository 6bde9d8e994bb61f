// SPDX-License-Identifier: MIT
// From a transport to an open connection: RawSocket's handshake on both sides.
#include "wamp/transport/rawsockettransport.h"

#include "websocket/threadbuffers.h"

#include <QtCore/QAbstractEventDispatcher>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;
using RawSocket::Handshake;
using RawSocket::Refusal;

RawSocketTransport *RawSocketTransport::begin(RawSocketOwner *owner, const RawSocketOptions &options,
                                              std::unique_ptr<Gantry::Transport> transport,
                                              const Serializer *serializer)
{
    auto *connection = new RawSocketTransport(owner, options, std::move(transport), serializer);
    connection->m_transport->start(connection);
    if (serializer)
        connection->sendHandshake({.lengthExponent = connection->m_options.maxLengthExponent,
                                   .serializerId = serializer->rawSocketId()});
    connection->watchDeadlines();
    return connection;
}

// A thread that ends takes what was not told its end with it.
RawSocketTransport::RawSocketTransport(RawSocketOwner *owner, const RawSocketOptions &options,
                                       std::unique_ptr<Gantry::Transport> transport,
                                       const Serializer *serializer)
    : QObject(QAbstractEventDispatcher::instance())
    , m_owner(owner)
    , m_options(options)
    , m_keepaliveOptions{.interval = options.autoPingInterval, .timeout = options.autoPingTimeout}
    , m_transport(std::move(transport))
    , m_serializer(serializer)
    , m_highWatermark(options.outputHighWatermark)
    , m_isServer(!serializer)
{
    m_options.maxLengthExponent =
        std::clamp(options.maxLengthExponent, RawSocket::MinLengthExponent, RawSocket::MaxLengthExponent);
    m_reader = RawSocket::FrameReader(qsizetype(1) << m_options.maxLengthExponent,
                                      {.take = takeThreadBuffer, .give = giveThreadBuffer});
    if (options.handshakeTimeout.count() > 0)
        m_deadline = Core::later(std::chrono::steady_clock::now(), options.handshakeTimeout);
}

RawSocketTransport::~RawSocketTransport()
{
    m_transport->silence();
    m_transport->abort();
}

void RawSocketTransport::forgetOwner()
{
    m_owner = nullptr;
    abortFor(u"the factory was deleted"_s);
}

void RawSocketTransport::sendHandshake(const Handshake &handshake)
{
    startOutput();
    m_output.append(RawSocket::encode(handshake));
    m_accepted += RawSocket::HandshakeSize;
}

void RawSocketTransport::receiveHandshake(QByteArrayView &bytes)
{
    const qsizetype size = std::min(RawSocket::HandshakeSize - m_handshake.size(), bytes.size());
    m_handshake.append(bytes.first(size));
    bytes = bytes.sliced(size);
    if (!RawSocket::mayBeHandshake(m_handshake))
        return abortFor(u"the peer does not speak RawSocket"_s);
    if (m_handshake.size() < RawSocket::HandshakeSize)
        return;
    const auto handshake = RawSocket::decodeHandshake(m_handshake);
    m_handshake = QByteArray();
    const QString complaint = m_isServer ? answerClient(*handshake) : judgeServer(*handshake);
    if (!complaint.isEmpty())
        fail(complaint);
}

//! Empty: it is open.
QString RawSocketTransport::answerClient(const Handshake &handshake)
{
    if (handshake.hasReservedBits)
        return refuse(Refusal::ReservedBits);
    for (const Serializer *serializer : m_owner->serializers()) {
        if (!serializer->isBatched() && serializer->rawSocketId() == handshake.serializerId)
            m_serializer = serializer;
    }
    if (!m_serializer)
        return refuse(Refusal::SerializerUnsupported);
    if (!m_owner->hasRoom())
        return refuse(Refusal::TooManyConnections);
    MessagePeer *peer = m_owner->makePeer();
    if (!peer)
        return refuse(Refusal::TooManyConnections);
    sendHandshake({.lengthExponent = m_options.maxLengthExponent, .serializerId = handshake.serializerId});
    open(handshake, peer);
    return {};
}

QString RawSocketTransport::refuse(Refusal refusal)
{
    sendHandshake({.refusal = refusal});
    return RawSocket::textOf(refusal);
}

QString RawSocketTransport::judgeServer(const Handshake &handshake)
{
    if (handshake.hasReservedBits)
        return u"the server set reserved bits in the handshake"_s;
    if (handshake.serializerId == 0)
        return u"the server refused: %1"_s.arg(RawSocket::textOf(handshake.refusal));
    if (handshake.serializerId != m_serializer->rawSocketId())
        return u"the server chose another serializer than was asked for"_s;
    MessagePeer *peer = m_owner->makePeer();
    if (!peer)
        return u"there is no session for this connection"_s;
    open(handshake, peer);
    return {};
}

void RawSocketTransport::open(const Handshake &handshake, MessagePeer *peer)
{
    m_peer.attach(peer);
    // Whoever made the peer may have deleted the factory, which has aborted this.
    if (m_state == State::Handshake) {
        m_state = State::Open;
        m_deadline = Core::TimePoint::max();
        m_maxLength = qsizetype(1) << handshake.lengthExponent;
        m_keepalive.start(std::chrono::steady_clock::now());
        m_owner->opened(this);
    }
    m_peer.open();
}

} // namespace Gantry::Wamp
