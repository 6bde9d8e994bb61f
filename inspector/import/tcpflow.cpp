// SPDX-License-Identifier: GPL-3.0-only
#include "import/tcpflow.h"

#include "export/ippacket.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! A request head larger than this is looked at no further.
constexpr qsizetype MaxHeadBytes = 32 * 1024;
//! What may wait for a lost segment of a WebSocket; of other connections less.
constexpr qsizetype MaxHeldBytes = 4 * 1024 * 1024;

bool isUpgrade(const QByteArray &head)
{
    const QByteArray lower = head.toLower();
    const qsizetype at = lower.indexOf("\nupgrade:");
    return at >= 0 && lower.sliced(at, lower.indexOf('\n', at + 1) - at).contains("websocket");
}

} // namespace

TcpFlow::TcpFlow(std::function<quint64()> nextNumber, Output output)
    : m_nextNumber(std::move(nextNumber))
    , m_output(std::move(output))
{
    for (size_t i = 0; i < m_sides.size(); ++i) {
        m_sides[i].stream = std::make_unique<TcpStream>(
            [this, i](QByteArrayView octets, quint64 lost) { onOctets(i, octets, lost); });
    }
}

bool TcpFlow::isRestartedBy(const TcpPacket &packet, size_t side) const
{
    const bool isRequest = (packet.flags & (TcpFlag::Syn | TcpFlag::Ack)) == TcpFlag::Syn;
    const auto &initial = m_sides[side].initial;
    return isRequest && m_sides[side].stream->hasStarted() && (!initial || *initial != packet.sequence);
}

void TcpFlow::hint(QByteArrayView comment)
{
    const QByteArray text = comment.toByteArray();
    const qsizetype at = text.indexOf("Gantry: ");
    if (at < 0)
        return;
    QByteArrayList words = text.sliced(at).split('\n').first().split(' ');
    m_isSecure = words.value(1).startsWith("wss:");
    const qsizetype peer = words.indexOf("peer");
    m_hintedPeer = peer > 0 ? words.value(peer + 1) : QByteArray();
    m_isSeenByServer = words.contains("(server)");
}

void TcpFlow::add(const TcpPacket &packet, size_t side, const QByteArray &peer, qint64 timeNs)
{
    if (m_isOver)
        return;
    m_timeNs = std::max(m_timeNs, timeNs);
    Side &sender = m_sides[side];
    if (sender.peer.isEmpty())
        sender.peer = peer;
    quint32 sequence = packet.sequence;
    if (packet.flags & TcpFlag::Syn) {
        sender.initial = sequence;
        ++sequence; // the SYN has a number of its own
        if (!sender.stream->hasStarted())
            sender.stream->start(sequence);
    }
    sender.stream->add(sequence, packet.payload, packet.missing);
    if (packet.flags & TcpFlag::Fin)
        sender.stream->end(sequence + quint32(packet.payload.size()) + packet.missing);
    if (packet.flags & TcpFlag::Rst)
        finish();
    else
        noteEnds();
}

void TcpFlow::onOctets(size_t side, QByteArrayView octets, quint64 lost)
{
    Side &sender = m_sides[side];
    if (!m_decoder) {
        if (lost > 0)
            sender.head.clear();
        search(side, octets);
        return;
    }
    if (lost == 0 && !sender.hasLost) {
        m_decoder->feed(directionOf(side), octets, m_timeNs);
        return;
    }
    // Nobody can say where the next frame begins.
    QByteArray note = "not framed: octets before these are missing from the capture";
    if (!std::exchange(sender.hasLost, true))
        note =
            "not framed: " + QByteArray::number(lost) + " octets before these are missing from the capture";
    give(Tap::OctetsRecord{.head = {.connection = m_number, .timeNs = m_timeNs},
                           .direction = directionOf(side),
                           .octets = octets.toByteArray(),
                           .note = note});
}

//! A request begins with a segment, unless the client does not wait for answers.
void TcpFlow::search(size_t side, QByteArrayView octets)
{
    QByteArray &head = m_sides[side].head;
    m_isTls = m_isTls || (head.isEmpty() && octets.startsWith("\x16\x03"));
    head.append(octets);
    constexpr QByteArrayView Start = "GET ";
    const qsizetype size = std::min(head.size(), Start.size());
    if (QByteArrayView(head).first(size) != Start.first(size) || head.size() > MaxHeadBytes) {
        head.clear();
        return;
    }
    const qsizetype end = head.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    if (isUpgrade(head.first(end + 2)))
        startDecoding(side);
    else
        head.clear();
}

void TcpFlow::startDecoding(size_t side)
{
    m_clientSide = side;
    m_number = m_nextNumber();
    for (Side &one : m_sides)
        one.stream->setMaxHeldBytes(MaxHeldBytes);
    Tap::DecoderOptions options;
    options.secure = m_isSecure;
    options.peer = m_hintedPeer.isEmpty() ? m_sides[side].peer : m_hintedPeer;
    m_decoder = std::make_unique<Tap::ConnectionDecoder>(
        m_number, options, [this](Tap::Record &&record) { give(std::move(record)); });
    const QByteArray head = std::exchange(m_sides[side].head, {});
    m_sides[1 - side].head.clear();
    m_decoder->feed(Tap::Direction::Sent, head, m_timeNs);
}

void TcpFlow::noteEnds()
{
    for (size_t i = 0; i < m_sides.size(); ++i) {
        Side &side = m_sides[i];
        if (!side.stream->isComplete() || std::exchange(side.hasEnded, true))
            continue;
        if (m_decoder)
            m_decoder->feedEof(directionOf(i), m_timeNs);
    }
    if (m_sides[0].hasEnded && m_sides[1].hasEnded)
        finish();
}

void TcpFlow::finish()
{
    if (m_isOver)
        return;
    for (Side &side : m_sides)
        side.stream->giveUpWaiting();
    if (m_decoder)
        m_decoder->finish(m_timeNs);
    m_isOver = true;
}

void TcpFlow::endOfCapture()
{
    m_isCut = !m_sides[0].hasEnded && !m_sides[1].hasEnded;
    finish();
}

//! The decoder sees everything from the client's side.
void TcpFlow::give(Tap::Record &&record)
{
    if (m_isCut && std::holds_alternative<Tap::CloseRecord>(record))
        return;
    if (m_isSeenByServer) {
        const auto turn = [](Tap::Direction &direction) {
            direction = direction == Tap::Direction::Sent ? Tap::Direction::Received : Tap::Direction::Sent;
        };
        if (auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
            turn(frame->direction);
        } else if (auto *octets = std::get_if<Tap::OctetsRecord>(&record)) {
            turn(octets->direction);
        } else if (auto *open = std::get_if<Tap::OpenRecord>(&record)) {
            open->role = Core::Role::Server;
        } else if (auto *close = std::get_if<Tap::CloseRecord>(&record)) {
            if (close->by == Core::ClosedBy::Local)
                close->by = Core::ClosedBy::Remote;
            else if (close->by == Core::ClosedBy::Remote)
                close->by = Core::ClosedBy::Local;
        }
    }
    m_output(std::move(record));
}

} // namespace Gantry::Inspector
