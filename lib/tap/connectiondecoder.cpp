// SPDX-License-Identifier: MIT
#include "tap/connectiondecoder.h"

#include "core/closecode.h"
#include "tap/framedecoder.h"
#include "tap/handshakedecoder.h"

#include <array>
#include <utility>

namespace Gantry::Tap {

using Core::CloseCode;
using Core::ClosedBy;

namespace {

constexpr std::array Directions{Direction::Sent, Direction::Received};

} // namespace

class ConnectionDecoder::Private
{
public:
    Private(quint64 connection, DecoderOptions options, Output output);

    void feed(Direction direction, QByteArrayView octets, qint64 timeNs);
    void feedEof(Direction direction, qint64 timeNs);
    void finish(qint64 timeNs);

private:
    //! One direction behind the handshake.
    struct Lane
    {
        std::optional<FrameDecoder> frames; //!< empty: there are none to be had
        bool hasEnded = false;
    };

    Lane &lane(Direction direction) { return m_lanes[size_t(direction)]; }
    void open(qint64 timeNs);
    void startLane(Direction direction);
    void feedLane(Direction direction, QByteArrayView octets, qint64 timeNs);
    CloseRecord closeRecord(qint64 timeNs) const;
    void emitOctets(Direction direction, QByteArray octets, QByteArray note, qint64 timeNs);

    const quint64 m_connection;
    const DecoderOptions m_options;
    const Output m_output;
    std::optional<HandshakeDecoder> m_handshake; //!< until it is over
    QByteArray m_octetsNote; //!< why a lane has no frames
    std::array<Lane, 2> m_lanes;
    std::optional<Direction> m_firstClose;
    bool m_closed = false;
};

ConnectionDecoder::Private::Private(quint64 connection, DecoderOptions options, Output output)
    : m_connection(connection)
    , m_options(std::move(options))
    , m_output(std::move(output))
    , m_handshake(std::in_place, m_options.maxKeptPayload)
{ }

void ConnectionDecoder::Private::feed(Direction direction, QByteArrayView octets, qint64 timeNs)
{
    if (m_closed)
        return;
    if (!m_handshake) {
        feedLane(direction, octets, timeNs);
        return;
    }
    m_handshake->feed(direction, octets);
    if (m_handshake->isOver())
        open(timeNs);
}

void ConnectionDecoder::Private::feedEof(Direction direction, qint64 timeNs)
{
    if (m_closed || std::exchange(lane(direction).hasEnded, true))
        return;
    if (lane(direction).frames)
        lane(direction).frames->feedEof(timeNs);
    if (lane(Direction::Sent).hasEnded && lane(Direction::Received).hasEnded)
        finish(timeNs);
}

void ConnectionDecoder::Private::finish(qint64 timeNs)
{
    if (m_closed)
        return;
    if (m_handshake) {
        m_handshake->giveUp();
        open(timeNs);
    }
    for (const Direction direction : Directions) {
        if (lane(direction).frames && !std::exchange(lane(direction).hasEnded, true))
            lane(direction).frames->feedEof(timeNs);
    }
    m_closed = true;
    m_output(closeRecord(timeNs));
}

//! Ends the handshake: says what was wrong with it, what it was, and what came
//! behind it.
void ConnectionDecoder::Private::open(qint64 timeNs)
{
    for (HandshakeDecoder::Remark &remark : m_handshake->remarks())
        emitOctets(remark.direction, std::move(remark.octets), std::move(remark.note), timeNs);
    OpenRecord record = m_handshake->openRecord(m_options.secure);
    record.head = {.connection = m_connection, .timeNs = timeNs};
    record.peer = m_options.peer;
    m_octetsNote = record.statusLine.isEmpty()
        ? QByteArrayLiteral("not framed: the handshake was not completed")
        : "not framed: the answer was " + record.statusLine;
    m_output(std::move(record));

    for (const Direction direction : Directions)
        startLane(direction);
    std::array<QByteArray, 2> waiting;
    for (const Direction direction : Directions)
        waiting[size_t(direction)] = m_handshake->takeWaiting(direction);
    m_handshake.reset();
    for (const Direction direction : Directions) {
        feedLane(direction, waiting[size_t(direction)], timeNs);
        if (lane(direction).hasEnded && lane(direction).frames)
            lane(direction).frames->feedEof(timeNs);
    }
}

void ConnectionDecoder::Private::startLane(Direction direction)
{
    if (!m_handshake->leadsToFrames(direction))
        return;
    FrameDecoder &frames = lane(direction).frames.emplace(m_connection, direction, m_options, m_output);
    if (const auto deflate = m_handshake->deflate())
        frames.enableInflate(*deflate);
}

void ConnectionDecoder::Private::feedLane(Direction direction, QByteArrayView octets, qint64 timeNs)
{
    if (octets.isEmpty())
        return;
    std::optional<FrameDecoder> &frames = lane(direction).frames;
    if (!frames) {
        emitOctets(direction, octets.toByteArray(), m_octetsNote, timeNs);
        return;
    }
    frames->feed(octets, timeNs);
    if (frames->seenClose() && !m_firstClose)
        m_firstClose = direction;
}

//! RFC 6455 section 7.1.4: the connection is closed cleanly if both close frames
//! travelled before the transport ended.
CloseRecord ConnectionDecoder::Private::closeRecord(qint64 timeNs) const
{
    CloseRecord record{
        .head = {.connection = m_connection, .timeNs = timeNs},
        .wasClean = false,
        .code = quint16(CloseCode::Abnormal),
        .reason = {},
        .by = ClosedBy::Transport,
    };
    if (!m_firstClose)
        return record;
    const Lane &first = m_lanes[size_t(*m_firstClose)];
    const Lane &other = m_lanes[1 - size_t(*m_firstClose)];
    record.wasClean = other.frames && other.frames->seenClose();
    record.code = first.frames->seenClose()->code;
    record.reason = first.frames->seenClose()->reason;
    record.by = *m_firstClose == Direction::Sent ? ClosedBy::Local : ClosedBy::Remote;
    return record;
}

void ConnectionDecoder::Private::emitOctets(Direction direction, QByteArray octets, QByteArray note,
                                            qint64 timeNs)
{
    m_output(OctetsRecord{
        .head = {.connection = m_connection, .timeNs = timeNs},
        .direction = direction,
        .octets = std::move(octets),
        .note = std::move(note),
    });
}

ConnectionDecoder::ConnectionDecoder(quint64 connection, DecoderOptions options, Output output)
    : d(std::make_unique<Private>(connection, std::move(options), std::move(output)))
{ }

ConnectionDecoder::~ConnectionDecoder() = default;

void ConnectionDecoder::feed(Direction direction, QByteArrayView octets, qint64 timeNs)
{
    d->feed(direction, octets, timeNs);
}

void ConnectionDecoder::feedEof(Direction direction, qint64 timeNs)
{
    d->feedEof(direction, timeNs);
}

void ConnectionDecoder::finish(qint64 timeNs)
{
    d->finish(timeNs);
}

} // namespace Gantry::Tap
