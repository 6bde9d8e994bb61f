// SPDX-License-Identifier: MIT
#include "wamp/transport/rawsockettransport.h"

#include "core/channelbinding.h"
#include "wamp/transport/rawsocketscope.h"
#include "wamp/transport/sharedmessage.h"
#include "websocket/threadbuffers.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;
using RawSocket::FrameType;

namespace {

// Output gathers up to here before it is written, and messages beyond it are not copied.
constexpr qsizetype CorkBytes = 64 * 1024;
constexpr qsizetype FirstOutput = 512;

} // namespace

SendStatus RawSocketTransport::send(const Message &message)
{
    if (m_state != State::Open)
        return SendStatus::Closed;
    startOutput();
    const qsizetype begin = m_output.size();
    m_output.resize(begin + RawSocket::HeaderSize);
    if (m_serializer->encode(message, m_output)) {
        m_output.truncate(begin);
        return SendStatus::NotSerializable;
    }
    const qsizetype size = m_output.size() - begin - RawSocket::HeaderSize;
    if (size > m_maxLength) {
        m_output.truncate(begin);
        return SendStatus::TooBig;
    }
    RawSocket::writeHeader(m_output.data() + begin, FrameType::Message, size);
    m_accepted += RawSocket::HeaderSize + size;
    return sent();
}

SendStatus RawSocketTransport::send(SharedMessage &message)
{
    if (m_state != State::Open)
        return SendStatus::Closed;
    const QByteArray &octets = message.encoded(*m_serializer);
    if (octets.isEmpty())
        return SendStatus::NotSerializable;
    if (octets.size() > m_maxLength)
        return SendStatus::TooBig;
    sendFrame(FrameType::Message, octets);
    return sent();
}

//! Something is about to be added to the output.
void RawSocketTransport::startOutput()
{
    if (m_output.capacity() == 0)
        m_output = takeThreadBuffer(FirstOutput);
    LoopTasks::add(this);
}

void RawSocketTransport::sendFrame(FrameType type, const QByteArray &payload)
{
    startOutput();
    const qsizetype begin = m_output.size();
    m_output.resize(begin + RawSocket::HeaderSize);
    RawSocket::writeHeader(m_output.data() + begin, type, payload.size());
    m_accepted += RawSocket::HeaderSize + payload.size();
    if (payload.size() <= CorkBytes) {
        m_output.append(payload);
        return;
    }
    flush();
    m_transport->write(payload);
}

SendStatus RawSocketTransport::sent()
{
    if (m_output.size() > CorkBytes)
        flush();
    if (m_highWatermark <= 0 || bytesToWrite() <= m_highWatermark)
        return SendStatus::Sent;
    flush();
    if (bytesToWrite() <= m_highWatermark)
        return SendStatus::Sent;
    m_isFull = true;
    return SendStatus::Full;
}

void RawSocketTransport::flush()
{
    LoopTasks::cancel(this);
    if (!m_output.isEmpty())
        m_transport->write(std::exchange(m_output, QByteArray()));
}

void RawSocketTransport::turnEnds()
{
    flush(); // also in an event loop that the peer spins
    const Scope scope(*this);
}

void RawSocketTransport::close()
{
    if (m_state != State::Open)
        return;
    if (!m_isRefused)
        m_end = {.wasClean = true};
    endGracefully();
    watchDeadlines();
}

void RawSocketTransport::endGracefully()
{
    flush();
    m_state = State::Ending;
    throttleReading(); // or the peer's end would never be seen
    m_transport->closeGracefully();
    expectEndInTime();
}

void RawSocketTransport::expectEndInTime()
{
    m_deadline = m_options.closeTimeout.count() > 0
        ? Core::later(std::chrono::steady_clock::now(), m_options.closeTimeout)
        : Core::TimePoint::max();
}

void RawSocketTransport::fail(const QString &reason)
{
    m_end = {.reason = reason};
    endGracefully();
}

void RawSocketTransport::abortFor(const QString &reason)
{
    if (m_state >= State::Ended)
        return;
    m_end = {.reason = reason};
    m_state = State::Ending;
    m_output.clear();
    m_unread.clear();
    m_transport->abort();
}

void RawSocketTransport::setHighWatermark(qint64 octets)
{
    m_highWatermark = octets;
    LoopTasks::add(this); // where the peer may be told
}

void RawSocketTransport::setReadingPaused(bool paused)
{
    m_isReadingUnwanted = paused;
    if (paused)
        throttleReading();
    else
        LoopTasks::add(this); // where what waits is delivered
}

qint64 RawSocketTransport::bytesWritten() const
{
    // TLS counts what it made of our octets, which may be more than we gave it.
    return std::max<qint64>(m_accepted - bytesToWrite(), 0);
}

WampTransportDetails RawSocketTransport::transportDetails() const
{
    const Gantry::TransportDetails details = m_transport->details();
    return {.channelType = details.kind,
            .channelFraming = u"rawsocket"_s,
            .serializer = m_serializer ? m_serializer->name() : QString(),
            .own = details.local,
            .peer = details.peer,
            .isSecure = details.isSecure,
            .isServer = m_isServer,
            .peerCertificate = details.peerCertificate,
            .isPeerCertificateVerified = details.isPeerCertificateVerified,
            .peerPid = details.peerPid,
            .peerUid = details.peerUid};
}

std::optional<QByteArray> RawSocketTransport::channelId(ChannelIdType type) const
{
    if (type != ChannelIdType::TlsServerEndPoint)
        return std::nullopt;
    const QByteArray id = Core::tlsServerEndPoint(m_transport->serverCertificate());
    return id.isEmpty() ? std::nullopt : std::optional(id);
}

// What comes.

void RawSocketTransport::bytesReceived(QByteArrayView bytes)
{
    const Scope scope(*this);
    m_keepalive.heard(std::chrono::steady_clock::now());
    if (m_state == State::Handshake)
        receiveHandshake(bytes);
    if (m_unread.isEmpty() && mayDeliver())
        receiveFrames(bytes);
    else if (m_state == State::Open && !m_isRefused)
        m_unread.append(bytes);
}

//! What was sent before the end arrives, whether or not it is wanted now.
bool RawSocketTransport::mayDeliver() const
{
    return m_state == State::Open && !m_isRefused
        && (!m_isReadingUnwanted || m_hasPeerEnded || m_isTransportGone);
}

void RawSocketTransport::receiveFrames(QByteArrayView bytes)
{
    using Result = RawSocket::FrameReader::Result;
    while (mayDeliver()) {
        const Result result = m_reader.read(bytes);
        if (result == Result::NeedsMore)
            return;
        if (result == Result::Failed)
            return fail(m_reader.error());
        receiveFrame();
        m_reader.giveBack();
    }
    if (m_state == State::Open && !m_isRefused)
        m_unread = bytes.toByteArray();
}

void RawSocketTransport::receiveFrame()
{
    switch (m_reader.type()) {
    case FrameType::Message:
        receiveMessage(m_reader.payload());
        break;
    case FrameType::Ping:
        if (m_reader.payload().size() <= m_maxLength)
            sendFrame(FrameType::Pong, m_reader.payload());
        break;
    case FrameType::Pong:
        break; // which was a sign of life, as any octet is
    }
}

void RawSocketTransport::receiveMessage(const QByteArray &octets)
{
    const DecodeError error = m_serializer->decode(
        octets, [this](Message &message) { return m_peer.deliver(message) && m_state == State::Open; });
    if (!error || m_state != State::Open)
        return;
    m_isRefused = true;
    m_end = {.reason = error.text};
    expectEndInTime();
    m_peer.refuse(error);
}

void RawSocketTransport::bytesWritten()
{
    const Scope scope(*this);
    const Core::TimePoint now = std::chrono::steady_clock::now();
    if (m_isTransportPaused || m_transport->bytesToWrite() > 0)
        m_keepalive.outputTaken(now);
    if (m_state == State::Ending)
        expectEndInTime();
}

void RawSocketTransport::peerEnded()
{
    const Scope scope(*this);
    m_hasPeerEnded = true;
}

void RawSocketTransport::transportClosed(Core::TransportEnd end, const QString &text)
{
    const Scope scope(*this);
    m_isTransportGone = true;
    if (end != Core::TransportEnd::Clean && (m_end.wasClean || m_end.reason.isEmpty()))
        m_end = {.reason = text.isEmpty() ? u"the connection was lost"_s : text};
}

} // namespace Gantry::Wamp
