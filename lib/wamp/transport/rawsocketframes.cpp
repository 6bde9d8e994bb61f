// SPDX-License-Identifier: MIT
#include "wamp/transport/rawsocketframes.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace Gantry::Wamp::RawSocket {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char Magic = 0x7f;

// The first octet of a header: RRRR X TTT.
constexpr quint8 ReservedMask = 0xf0;
constexpr quint8 ExtraBit = 0x08; // a 25th bit of the length, for 2^24 exactly
constexpr quint8 TypeMask = 0x07;

constexpr qsizetype MaxLength = qsizetype(1) << MaxLengthExponent;

// What a frame that comes in parts begins with.
constexpr qsizetype FirstBuffer = 64 * 1024;

} // namespace

QString textOf(Refusal refusal)
{
    switch (refusal) {
    case Refusal::None:
        return u"the connection is refused without a reason"_s;
    case Refusal::SerializerUnsupported:
        return u"the serializer is not supported"_s;
    case Refusal::LengthUnacceptable:
        return u"the maximum message length is not acceptable"_s;
    case Refusal::ReservedBits:
        return u"reserved bits were used, for a feature that is not supported"_s;
    case Refusal::TooManyConnections:
        return u"there are too many connections"_s;
    }
    return u"the connection is refused with error %1"_s.arg(int(refusal));
}

QByteArray encode(const Handshake &handshake)
{
    QByteArray octets(HandshakeSize, '\0');
    octets[0] = Magic;
    const int high =
        handshake.serializerId == 0 ? int(handshake.refusal) : handshake.lengthExponent - MinLengthExponent;
    octets[1] = char(high << 4 | handshake.serializerId);
    return octets;
}

bool mayBeHandshake(QByteArrayView octets)
{
    return octets.isEmpty() || octets.front() == Magic;
}

std::optional<Handshake> decodeHandshake(QByteArrayView octets)
{
    if (octets.size() != HandshakeSize || octets.front() != Magic)
        return std::nullopt;
    const auto second = quint8(octets[1]);
    Handshake result{.lengthExponent = (second >> 4) + MinLengthExponent,
                     .serializerId = second & 0x0f,
                     .hasReservedBits = octets[2] != 0 || octets[3] != 0};
    if (result.serializerId == 0)
        result.refusal = Refusal(second >> 4);
    return result;
}

void writeHeader(char *header, FrameType type, qsizetype length)
{
    Q_ASSERT(length >= 0 && length <= MaxLength);
    header[0] = char(quint8(type) | (length == MaxLength ? ExtraBit : 0));
    header[1] = char(length >> 16);
    header[2] = char(length >> 8);
    header[3] = char(length);
}

FrameReader::Result FrameReader::read(QByteArrayView &octets)
{
    if (!m_error.isEmpty())
        return Result::Failed;
    giveBack();
    if (!takeHeader(octets))
        return m_error.isEmpty() ? Result::NeedsMore : Result::Failed;
    m_isDone = takePayload(octets);
    return m_isDone ? Result::HasFrame : Result::NeedsMore;
}

void FrameReader::giveBack()
{
    if (!std::exchange(m_isDone, false))
        return;
    m_headerSize = 0;
    if (m_buffers.give)
        m_buffers.give(std::move(m_payload));
    m_payload = QByteArray();
}

//! Whether there is one, and a good one.
bool FrameReader::takeHeader(QByteArrayView &octets)
{
    if (m_headerSize == HeaderSize)
        return true;
    const qsizetype size = std::min(HeaderSize - m_headerSize, octets.size());
    std::memcpy(m_header + m_headerSize, octets.data(), size_t(size));
    m_headerSize = quint8(m_headerSize + size);
    octets = octets.sliced(size);
    return m_headerSize == HeaderSize && readHeader();
}

bool FrameReader::readHeader()
{
    const auto first = quint8(m_header[0]);
    m_length = qsizetype(quint8(m_header[1])) << 16 | qsizetype(quint8(m_header[2])) << 8
        | qsizetype(quint8(m_header[3]));
    if (first & ExtraBit) {
        if (m_length != 0)
            m_error = u"a frame is longer than RawSocket has them"_s;
        m_length = MaxLength;
    }
    if (first & ReservedMask)
        m_error = u"reserved bits of a frame are set"_s;
    else if ((first & TypeMask) > quint8(FrameType::Pong))
        m_error = u"a frame is of a type that RawSocket does not have"_s;
    else if (m_error.isEmpty() && m_length > m_maxLength)
        m_error = u"a frame is longer than the %1 octets that were agreed on"_s.arg(m_maxLength);
    m_type = FrameType(first & TypeMask);
    return m_error.isEmpty();
}

void FrameReader::startPayload(qsizetype capacity)
{
    if (m_buffers.take)
        m_payload = m_buffers.take(capacity);
    else
        m_payload.reserve(capacity);
}

bool FrameReader::takePayload(QByteArrayView &octets)
{
    const qsizetype missing = m_length - m_payload.size();
    const qsizetype size = std::min(missing, octets.size());
    if (m_payload.capacity() == 0 && size > 0)
        startPayload(size == m_length ? size : std::min(m_length, FirstBuffer));
    m_payload.append(octets.first(size));
    octets = octets.sliced(size);
    return size == missing;
}

} // namespace Gantry::Wamp::RawSocket
