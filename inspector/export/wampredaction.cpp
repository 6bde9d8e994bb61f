// SPDX-License-Identifier: GPL-3.0-only
#include "export/wampredaction.h"

#include "export/redactionpath.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

namespace {

constexpr quint64 Challenge = 4;
constexpr quint64 Authenticate = 5;
constexpr char RecordSeparator = 0x1e; // behind each message of a batch of JSON

void note(quint64 type, qsizetype octets, RedactionPlan &plan)
{
    plan.add(RedactionKind::WampLogin, type == Authenticate ? "AUTHENTICATE" : "CHALLENGE", octets);
}

//! Reads the heads of values of MessagePack or CBOR, which is all that is needed.
class BinaryCursor
{
public:
    BinaryCursor(QByteArrayView octets, bool isCbor)
        : m_octets(octets)
        , m_isCbor(isCbor)
    { }

    //! The number of elements; ~0: not said.
    std::optional<quint64> arraySize()
    {
        if (m_isCbor) {
            skipCborTags();
            return cborHead(4);
        }
        const quint8 first = peek();
        if (first >= 0x90 && first <= 0x9f)
            return take(1), quint64(first & 0x0f);
        return first == 0xdc ? number(2) : first == 0xdd ? number(4) : std::optional<quint64>();
    }
    std::optional<quint64> integer()
    {
        if (m_isCbor)
            return cborHead(0);
        const quint8 first = peek();
        if (first <= 0x7f && !m_octets.isEmpty())
            return take(1), quint64(first);
        return first >= 0xcc && first <= 0xcf ? number(1 << (first - 0xcc)) : std::optional<quint64>();
    }
    //! All octets of a string.
    std::optional<QByteArrayView> string()
    {
        const QByteArrayView begin = m_octets;
        std::optional<quint64> size;
        if (m_isCbor) {
            size = cborHead(3);
        } else {
            const quint8 first = peek();
            if (first >= 0xa0 && first <= 0xbf) {
                take(1);
                size = first & 0x1f;
            } else if (first >= 0xd9 && first <= 0xdb) {
                size = number(1 << (first - 0xd9));
            }
        }
        if (!size || *size > quint64(m_octets.size()))
            return std::nullopt;
        take(qsizetype(*size));
        return begin.first(begin.size() - m_octets.size());
    }

private:
    quint8 peek() const { return m_octets.isEmpty() ? 0 : quint8(m_octets.front()); }
    void take(qsizetype size) { m_octets = m_octets.sliced(size); }

    //! Behind one octet, a number of \a size octets.
    std::optional<quint64> number(qsizetype size)
    {
        if (m_octets.size() <= size)
            return std::nullopt;
        quint64 value = 0;
        for (qsizetype i = 1; i <= size; ++i)
            value = value << 8 | quint8(m_octets[i]);
        take(size + 1);
        return value;
    }
    //! RFC 8949 section 3: three bits of kind, five of size.
    std::optional<quint64> cborHead(int major)
    {
        if (m_octets.isEmpty() || peek() >> 5 != major)
            return std::nullopt;
        const int rest = peek() & 0x1f;
        if (rest < 24)
            return take(1), quint64(rest);
        if (rest == 31)
            return take(1), ~quint64(0);
        return rest < 28 ? number(1 << (rest - 24)) : std::optional<quint64>();
    }
    void skipCborTags()
    {
        while (cborHead(6)) { }
    }

    QByteArrayView m_octets;
    const bool m_isCbor;
};

//! [4, method, {}] or [5, "[redacted]", {}] in the same serialization.
std::optional<QByteArray> withoutBinaryLogin(QByteArrayView message, bool isCbor, RedactionPlan &plan)
{
    BinaryCursor cursor(message, isCbor);
    const auto size = cursor.arraySize();
    const auto type = size ? cursor.integer() : std::nullopt;
    if (!type || (*type != Challenge && *type != Authenticate))
        return std::nullopt;
    const QByteArray redacted = QByteArray(1, isCbor ? 0x6a : char(0xaa)) + RedactedText.toByteArray();
    static_assert(RedactedText.size() == 0x0a);
    const auto method = *type == Challenge ? cursor.string() : std::nullopt;
    QByteArray out;
    out += isCbor ? char(0x83) : char(0x93);
    out += char(*type);
    out += method ? method->toByteArray() : redacted;
    out += isCbor ? char(0xa0) : char(0x80);
    if (out == message)
        return std::nullopt; // as it was, or redacted before
    note(*type, message.size(), plan);
    return out;
}

std::optional<QByteArray> withoutJsonLogin(QByteArrayView message, RedactionPlan &plan)
{
    // Whoever begins with another number is not taken apart.
    static const QList<RedactionPath> places{*RedactionPath::parse("$[0]"), *RedactionPath::parse("$[1]"),
                                             *RedactionPath::parse("$[2]")};
    qsizetype digit = 0;
    while (digit < message.size() && QByteArrayView(" \t\r\n[").contains(message[digit]))
        ++digit;
    if (digit == 0 || digit >= message.size() || (message[digit] != '4' && message[digit] != '5'))
        return std::nullopt;
    const QList<JsonSpan> values = jsonValuesAt(message, places);
    if (values.isEmpty() || values.first().size != 1)
        return std::nullopt;
    const quint64 type = quint64(message[values.first().begin] - '0');
    QByteArray out = message.toByteArray();
    for (auto value = values.crbegin(); value != values.crend(); ++value) {
        const bool isSecret = value->path == 2 || (value->path == 1 && type == Authenticate);
        const QByteArray empty = value->path == 2 ? "{}" : '"' + RedactedText.toByteArray() + '"';
        if (!isSecret || message.sliced(value->begin, value->size) == empty)
            continue;
        out.replace(value->begin, value->size, empty);
        note(type, value->size, plan);
    }
    if (out == message)
        return std::nullopt;
    return out;
}

std::optional<QByteArray> withoutOne(QByteArrayView message, WampWire wire, RedactionPlan &plan)
{
    switch (wire) {
    case WampWire::Json:
        return withoutJsonLogin(message, plan);
    case WampWire::MessagePack:
        return withoutBinaryLogin(message, false, plan);
    case WampWire::Cbor:
        return withoutBinaryLogin(message, true, plan);
    case WampWire::None:
        break;
    }
    return std::nullopt;
}

//! The first message of a batch, with what belongs to the batch around it.
struct BatchedPart
{
    QByteArrayView message;
    qsizetype size = 0; //!< all of it
};
BatchedPart nextPart(QByteArrayView batch, WampWire wire)
{
    if (wire == WampWire::Json) {
        const qsizetype end = batch.indexOf(RecordSeparator);
        return end < 0 ? BatchedPart{batch, batch.size()} : BatchedPart{batch.first(end), end + 1};
    }
    if (batch.size() < 4)
        return {{}, batch.size()};
    const quint64 size = qFromBigEndian<quint32>(batch.data());
    if (size > quint64(batch.size() - 4))
        return {{}, batch.size()};
    return {batch.sliced(4, qsizetype(size)), qsizetype(size) + 4};
}

void appendPart(QByteArrayView message, WampWire wire, QByteArray &out)
{
    if (wire == WampWire::Json) {
        out.append(message);
        out += RecordSeparator;
        return;
    }
    const quint32 size = qToBigEndian(quint32(message.size()));
    out.append(reinterpret_cast<const char *>(&size), sizeof size);
    out.append(message);
}

} // namespace

WampForm wampFormOf(QByteArrayView subprotocol)
{
    if (!subprotocol.startsWith("wamp."))
        return {};
    const WampWire wire = subprotocol.contains(".json") ? WampWire::Json
        : subprotocol.contains(".msgpack")              ? WampWire::MessagePack
        : subprotocol.contains(".cbor")                 ? WampWire::Cbor
                                                        : WampWire::None;
    return {.wire = wire, .isBatched = subprotocol.endsWith(".batched")};
}

std::optional<QByteArray> withoutWampLogin(QByteArrayView message, WampForm form, RedactionPlan &plan)
{
    if (!form.isBatched)
        return withoutOne(message, form.wire, plan);
    QByteArray out;
    bool isChanged = false;
    while (!message.isEmpty()) {
        const BatchedPart part = nextPart(message, form.wire);
        const std::optional<QByteArray> changed = withoutOne(part.message, form.wire, plan);
        if (changed)
            appendPart(*changed, form.wire, out);
        else
            out.append(message.first(part.size));
        isChanged = isChanged || changed;
        message = message.sliced(part.size);
    }
    if (!isChanged)
        return std::nullopt;
    return out;
}

} // namespace Gantry::Inspector
