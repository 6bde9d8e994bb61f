// SPDX-License-Identifier: GPL-3.0-only
#include "export/tcpconversation.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr TcpConversation::Side other(TcpConversation::Side side)
{
    return side == TcpConversation::Side::Client ? TcpConversation::Side::Server
                                                 : TcpConversation::Side::Client;
}

} // namespace

TcpConversation::TcpConversation(PacketEndpoint client, PacketEndpoint server, Output output)
    : m_output(std::move(output))
    , m_ends{End{.endpoint = std::move(client), .sequence = 1'000},
             {.endpoint = std::move(server), .sequence = 5'000}}
{ }

void TcpConversation::open(qint64 timeNs, QByteArrayView comment)
{
    emitSegment(Side::Client, TcpFlag::Syn, {}, timeNs, comment);
    emitSegment(Side::Server, TcpFlag::Syn | TcpFlag::Ack, {}, timeNs, {});
    acknowledge(Side::Client, timeNs);
}

void TcpConversation::send(Side from, QByteArrayView octets, qint64 timeNs, QByteArrayView comment)
{
    while (!octets.isEmpty()) {
        const QByteArrayView piece = octets.first(std::min(octets.size(), MaxSegmentPayload));
        octets = octets.sliced(piece.size());
        emitSegment(from, octets.isEmpty() ? TcpFlag::Push | TcpFlag::Ack : TcpFlag::Ack, piece, timeNs,
                    comment);
        comment = {};
        if (end(from).sequence - end(other(from)).acknowledged >= MaxUnacknowledged)
            acknowledge(other(from), timeNs);
    }
}

void TcpConversation::close(Side first, qint64 timeNs, QByteArrayView comment)
{
    emitSegment(first, TcpFlag::Fin | TcpFlag::Ack, {}, timeNs, comment);
    emitSegment(other(first), TcpFlag::Fin | TcpFlag::Ack, {}, timeNs, {});
    acknowledge(first, timeNs);
}

void TcpConversation::emitSegment(Side from, quint8 flags, QByteArrayView payload, qint64 timeNs,
                                  QByteArrayView comment)
{
    End &sender = end(from);
    if (flags & TcpFlag::Ack)
        sender.acknowledged = end(other(from)).sequence;
    const TcpSegment segment{
        .sequence = sender.sequence, .acknowledged = sender.acknowledged, .flags = flags, .payload = payload};
    m_packet.resize(0);
    appendIpPacket(sender.endpoint, end(other(from)).endpoint, segment, ++m_identification, m_packet);
    // SYN and FIN take a number each (RFC 9293 section 3.4).
    sender.sequence += quint32(payload.size()) + (flags & (TcpFlag::Syn | TcpFlag::Fin) ? 1 : 0);
    m_output(timeNs, m_packet, comment);
}

void TcpConversation::acknowledge(Side from, qint64 timeNs)
{
    emitSegment(from, TcpFlag::Ack, {}, timeNs, {});
}

} // namespace Gantry::Inspector
