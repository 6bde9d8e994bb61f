// SPDX-License-Identifier: MIT
#include "tap/framedecoder.h"

#include "core/closecode.h"
#include "core/frame/masking.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <utility>

namespace Gantry::Tap {

using Core::FrameHeader;
using Core::Opcode;

namespace {

constexpr quint64 LengthTopBit = quint64(1) << 63;

bool isMessageOpcode(quint8 opcode)
{
    return opcode == quint8(Opcode::Text) || opcode == quint8(Opcode::Binary);
}

} // namespace

FrameDecoder::FrameDecoder(quint64 connection, Direction direction, const DecoderOptions &options,
                           const ConnectionDecoder::Output &output)
    : m_connection(connection)
    , m_direction(direction)
    , m_options(options)
    , m_output(output)
    , m_content(options.maxInflatedBytes)
{ }

void FrameDecoder::enableInflate(const Core::DeflateParameters &parameters)
{
    // RFC 7692 section 7.1: each direction has a window and a takeover of its own.
    if (m_direction == Direction::Sent)
        m_content.enableInflate(parameters.clientMaxWindowBits, parameters.clientNoContextTakeover);
    else
        m_content.enableInflate(parameters.serverMaxWindowBits, parameters.serverNoContextTakeover);
}

void FrameDecoder::feed(QByteArrayView octets, qint64 timeNs)
{
    while (!octets.isEmpty() && !m_unframeable) {
        octets = m_frame ? takePayload(octets) : takeHeader(octets);
        if (m_frame && m_frame->position == m_frame->header.payloadLength) {
            finishFrame();
            emitFrame(timeNs);
        } else if (m_frame && (m_frame->header.payloadLength & LengthTopBit)) {
            m_unframeable = true; // nobody can say where the next frame begins
            emitFrame(timeNs);
        }
    }
    if (!octets.isEmpty())
        emitOctets(octets, QByteArrayLiteral("not framed: these follow a frame without a usable length"),
                   timeNs);
}

//! Returns what is behind the header; sets m_frame once the header is complete.
QByteArrayView FrameDecoder::takeHeader(QByteArrayView octets)
{
    const qsizetype before = m_headerSize;
    const qsizetype more = std::min(octets.size(), Core::MaxFrameHeaderSize - before);
    std::copy_n(octets.data(), more, m_header.begin() + before);
    m_headerSize += more;
    const Core::ParsedFrameHeader parsed =
        Core::parseFrameHeader(QByteArrayView(m_header.data(), m_headerSize));
    if (parsed.size == 0)
        return {};
    m_headerSize = 0;
    beginFrame(parsed.header);
    return octets.sliced(parsed.size - before);
}

void FrameDecoder::beginFrame(const FrameHeader &header)
{
    Frame &frame = m_frame.emplace();
    frame.header = header;
    frame.messageOpcode = header.opcode;
    frame.notes.addHeader(
        header,
        {
            .receiver = m_direction == Direction::Sent ? Core::Role::Server : Core::Role::Client,
            .insideMessage = m_insideMessage,
            .deflate = m_content.canInflate(),
        });
    // RFC 6455 section 5.5.1: "The application MUST NOT send any more data frames
    // after sending a Close frame."
    if (m_close && !header.isControl())
        frame.notes.add("data frame after the close frame (RFC 6455 5.5.1)");
    beginData();
}

//! Finds the message that the frame belongs to. Reserved opcodes belong to none.
void FrameDecoder::beginData()
{
    Frame &frame = *m_frame;
    const quint8 opcode = frame.header.opcode;
    if (isMessageOpcode(opcode)) {
        m_messageOpcode = opcode;
        m_content.begin(opcode == quint8(Opcode::Text), frame.header.rsv & Core::Rsv1);
    } else if (opcode != quint8(Opcode::Continuation) || !m_insideMessage) {
        return;
    }
    m_insideMessage = !frame.header.fin;
    frame.isData = true;
    frame.isInflated = m_content.isInflating();
    if (m_content.hasGivenUp())
        frame.notes.add("not inflated: an earlier frame of the message could not be");
    frame.messageOpcode = m_messageOpcode;
}

//! Returns what is behind the frame.
QByteArrayView FrameDecoder::takePayload(QByteArrayView octets)
{
    const quint64 missing = m_frame->header.payloadLength - m_frame->position;
    const auto size = qsizetype(std::min(missing, quint64(octets.size())));
    addPayload(octets.first(size));
    return octets.sliced(size);
}

void FrameDecoder::addPayload(QByteArrayView wire)
{
    Frame &frame = *m_frame;
    // Past the bound octets are still unmasked and read, but only the piece that was
    // just read is there for it.
    const qsizetype kept = frame.octets.size();
    frame.octets.append(wire);
    const std::span<char> piece(frame.octets.data() + kept, size_t(wire.size()));
    if (frame.header.masked)
        Core::applyMask(piece, frame.header.maskKey, frame.position);
    frame.position += quint64(wire.size());
    if (frame.isData)
        m_content.add(QByteArrayView(piece.data(), wire.size()), frame.content, frame.notes);
    if (frame.octets.size() > m_options.maxKeptPayload)
        frame.octets.truncate(m_options.maxKeptPayload);
}

void FrameDecoder::finishFrame()
{
    if (m_frame->isData && m_frame->header.fin)
        m_content.end(m_frame->content, m_frame->notes);
    if (m_frame->header.opcode == quint8(Opcode::Close))
        noteClose();
}

void FrameDecoder::noteClose()
{
    const QByteArrayView payload = m_frame->octets;
    m_frame->notes.addClosePayload(payload);
    if (m_close)
        return;
    // RFC 6455 section 7.1.5: 1005 stands for a close frame without a code.
    m_close.emplace(SeenClose{.code = quint16(Core::CloseCode::NoStatus), .reason = {}});
    if (payload.size() >= 2) {
        m_close->code = qFromBigEndian<quint16>(payload.data());
        m_close->reason = payload.sliced(2).toByteArray();
    }
}

void FrameDecoder::feedEof(qint64 timeNs)
{
    if (m_headerSize > 0) {
        emitOctets(QByteArrayView(m_header.data(), std::exchange(m_headerSize, 0)),
                   QByteArrayLiteral("the connection ended inside a frame header"), timeNs);
    } else if (m_frame) {
        m_frame->notes.add("the connection ended after " + QByteArray::number(m_frame->position)
                           + " octets of this payload");
        emitFrame(timeNs);
    }
}

void FrameDecoder::emitFrame(qint64 timeNs)
{
    Frame &frame = *m_frame;
    QByteArray &payload = frame.isInflated && !m_content.hasGivenUp() ? frame.content : frame.octets;
    const bool isCut = payload.size() > m_options.maxKeptPayload
        || (&payload == &frame.octets && quint64(payload.size()) < frame.position);
    if (isCut) {
        payload.truncate(m_options.maxKeptPayload);
        frame.notes.add("payload shown up to octet " + QByteArray::number(m_options.maxKeptPayload));
    }
    m_output(FrameRecord{
        .head = {.connection = m_connection, .timeNs = timeNs},
        .direction = m_direction,
        .header = frame.header,
        .messageOpcode = frame.messageOpcode,
        .payload = std::move(payload),
        .note = frame.notes.text(),
    });
    m_frame.reset();
}

void FrameDecoder::emitOctets(QByteArrayView octets, QByteArray note, qint64 timeNs)
{
    m_output(OctetsRecord{
        .head = {.connection = m_connection, .timeNs = timeNs},
        .direction = m_direction,
        .octets = octets.toByteArray(),
        .note = std::move(note),
    });
}

} // namespace Gantry::Tap
