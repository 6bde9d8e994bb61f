// SPDX-License-Identifier: MIT
#include "wamp/serializer/cborwalk.h"

#include "wamp/serializer/serializer.h"
#include "wamp/serializer/utf8text.h"
#include "wamp/serializer/wirereader.h"

#include <QtCore/qendian.h>
#include <QtCore/qfloat16.h>

#include <bit>
#include <limits>

namespace Gantry::Wamp::Wire {

namespace {

constexpr Problem malformed = "not well-formed CBOR";
constexpr quint64 noTag = ~quint64(0);
constexpr quint64 positiveBignum = 2;
constexpr quint64 negativeBignum = 3;

double bignum(QByteArrayView octets, quint64 tag) noexcept
{
    double value = 0;
    for (const char octet : octets)
        value = value * 256 + quint8(octet);
    return tag == negativeBignum ? -1 - value : value;
}

void tellNegative(quint64 value, ValueSink &sink)
{
    if (value > quint64(std::numeric_limits<qint64>::max()))
        sink.real(-1 - double(value));
    else
        sink.integer(-1 - qint64(value));
}

} // namespace

Problem CborWalk::head(Head &head) noexcept
{
    if (m_at == m_end)
        return Problems::truncated;
    const quint8 first = quint8(*m_at++);
    head.major = Major(first >> 5);
    head.info = first & 0x1f;
    head.value = head.info;
    if (head.info < 24)
        return nullptr;
    if (head.info > 27)
        return head.isIndefinite() ? nullptr : malformed;
    const qsizetype size = qsizetype(1) << (head.info - 24);
    if (m_end - m_at < size)
        return Problems::truncated;
    switch (size) {
    case 1:
        head.value = quint8(*m_at);
        break;
    case 2:
        head.value = qFromBigEndian<quint16>(m_at);
        break;
    case 4:
        head.value = qFromBigEndian<quint32>(m_at);
        break;
    default:
        head.value = qFromBigEndian<quint64>(m_at);
        break;
    }
    m_at += size;
    return nullptr;
}

bool CborWalk::takeBreak() noexcept
{
    if (m_at == m_end || quint8(*m_at) != 0xff)
        return false;
    ++m_at;
    return true;
}

Problem CborWalk::value(ValueSink *sink, int level)
{
    Head head;
    quint64 tag = noTag;
    while (true) { // tags may be as many as there are octets
        if (const Problem problem = this->head(head))
            return problem;
        if (head.isIndefinite() && (head.major < Bytes || head.major > Map))
            return malformed;
        if (head.major != Tag)
            break;
        tag = head.value;
    }
    Problem problem = nullptr;
    switch (head.major) {
    case Unsigned:
        if (sink)
            sink->number(head.value);
        break;
    case Negative:
        if (sink)
            tellNegative(head.value, *sink);
        break;
    case Bytes:
    case Text:
        problem = string(head, sink, false, tag);
        break;
    case List:
        problem = level > maxNestingDepth ? Problems::tooDeep : list(head, sink, level);
        break;
    case Map:
        problem = level > maxNestingDepth ? Problems::tooDeep : map(head, sink, level);
        break;
    case Tag:
    case Simple:
        problem = simple(head, sink);
        break;
    }
    return problem || !sink ? problem : sink->problem();
}

Problem CborWalk::list(const Head &head, ValueSink *sink, int level)
{
    if (sink)
        sink->beginList();
    for (quint64 i = 0; head.isIndefinite() ? !takeBreak() : i < head.value; ++i) {
        if (const Problem problem = value(sink, level + 1))
            return problem;
    }
    if (sink)
        sink->endList();
    return nullptr;
}

Problem CborWalk::map(const Head &head, ValueSink *sink, int level)
{
    if (sink)
        sink->beginMap();
    for (quint64 i = 0; head.isIndefinite() ? !takeBreak() : i < head.value; ++i) {
        if (const Problem problem = key(sink))
            return problem;
        if (const Problem problem = value(sink, level + 1))
            return problem;
    }
    if (sink)
        sink->endMap();
    return nullptr;
}

Problem CborWalk::key(ValueSink *sink)
{
    Head head;
    if (const Problem problem = this->head(head))
        return problem;
    return head.major == Text ? string(head, sink, true, noTag) : Problems::notAKey;
}

Problem CborWalk::string(const Head &head, ValueSink *sink, bool isKey, quint64 tag)
{
    QByteArrayView octets;
    QByteArray whole; // of chunks
    if (!head.isIndefinite()) {
        if (const Problem problem = part(head, octets))
            return problem;
    } else if (const Problem problem = chunks(head.major, sink ? &whole : nullptr)) {
        return problem;
    } else {
        octets = whole;
    }
    if (!sink)
        return nullptr;
    if (isKey)
        sink->key(octets);
    else if (head.major == Text)
        sink->text(octets);
    else if (tag == positiveBignum || tag == negativeBignum)
        sink->real(bignum(octets, tag));
    else
        sink->bytes(octets);
    return nullptr;
}

Problem CborWalk::chunks(Major major, QByteArray *whole)
{
    while (!takeBreak()) {
        Head head;
        if (const Problem problem = this->head(head))
            return problem;
        if (head.major != major || head.isIndefinite())
            return malformed;
        QByteArrayView octets;
        if (const Problem problem = part(head, octets))
            return problem;
        if (whole)
            whole->append(octets);
    }
    return nullptr;
}

Problem CborWalk::part(const Head &head, QByteArrayView &octets) noexcept
{
    if (head.value > quint64(m_end - m_at))
        return Problems::truncated;
    octets = QByteArrayView(m_at, qsizetype(head.value));
    m_at += head.value;
    return head.major == Text && !isUtf8(octets) ? Problems::notUtf8 : nullptr;
}

Problem CborWalk::simple(const Head &head, ValueSink *sink)
{
    if (head.info == 24 && head.value < 32) // RFC 8949 section 3.3
        return malformed;
    if (!sink)
        return nullptr;
    switch (head.info) {
    case 20:
    case 21:
        sink->boolean(head.info == 21);
        return nullptr;
    case 22:
    case 23:
        sink->null();
        return nullptr;
    case 25:
        sink->real(double(float(std::bit_cast<qfloat16>(quint16(head.value)))));
        return nullptr;
    case 26:
        sink->real(double(std::bit_cast<float>(quint32(head.value))));
        return nullptr;
    case 27:
        sink->real(std::bit_cast<double>(head.value));
        return nullptr;
    default:
        return "a simple value";
    }
}

} // namespace Gantry::Wamp::Wire
