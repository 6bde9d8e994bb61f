// SPDX-License-Identifier: MIT
// Three codecs for recordlayout.h: one counts, one writes, one reads.
#include "tap/recordcodec.h"

#include "tap/recordlayout.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace Gantry::Tap {

namespace {

constexpr int LengthSize = sizeof(quint32);
//! The reader gives its buffer's read part back when it is at least this large.
constexpr qsizetype CompactBytes = 256 * 1024;

//! What codecs that write have in common; Derived has number() and bytes().
template<typename Derived>
class Writer
{
public:
    void flag(bool value) noexcept { self().number(quint8(value)); }
    template<typename Enum>
    void enumerator(Enum value, Enum) noexcept
    {
        self().number(quint8(value));
    }
    void payload(QByteArrayView payload) noexcept
    {
        self().bytes(payload.first(std::min(payload.size(), MaxEncodedPayloadBytes)));
    }
    void fields(const Core::HeaderFields &fields) noexcept
    {
        self().number(quint32(fields.size()));
        for (const Core::HeaderField &field : fields.all()) {
            self().bytes(field.name);
            self().bytes(field.value);
        }
    }
    void bits(const Core::FrameHeader &header) noexcept
    {
        self().number(quint8(int(header.fin) | (header.rsv & 7) << 1 | int(header.masked) << 4
                             | int(header.minimalLength) << 5));
    }

private:
    Derived &self() noexcept { return static_cast<Derived &>(*this); }
};

class Counter : public Writer<Counter>
{
public:
    template<typename T>
    void number(T) noexcept
    {
        m_size += qsizetype(sizeof(T));
    }
    void bytes(QByteArrayView bytes) noexcept { m_size += LengthSize + bytes.size(); }
    qsizetype size() const noexcept { return m_size; }

private:
    qsizetype m_size = 0;
};

class Encoder : public Writer<Encoder>
{
public:
    explicit Encoder(char *out) noexcept
        : m_out(out)
    { }
    template<typename T>
    void number(T value) noexcept
    {
        qToLittleEndian(value, m_out);
        m_out += sizeof(T);
    }
    void bytes(QByteArrayView bytes) noexcept
    {
        number(quint32(bytes.size()));
        if (!bytes.isEmpty())
            std::memcpy(m_out, bytes.data(), size_t(bytes.size()));
        m_out += bytes.size();
    }

    //! Where the next octet goes.
    const char *end() const noexcept { return m_out; }

private:
    char *m_out;
};

//! Whatever is missing reads as nothing and clears isGood(). Byte arrays are copies, or
//! with Views point into what is read.
template<bool Views>
class Decoder
{
public:
    explicit Decoder(QByteArrayView bytes) noexcept
        : m_bytes(bytes)
    { }
    bool isGood() const noexcept { return m_good; }

    template<typename T>
    void number(T &value) noexcept
    {
        if (const QByteArrayView bytes = take(sizeof(T)); m_good)
            value = qFromLittleEndian<T>(bytes.data());
    }
    void flag(bool &value) noexcept
    {
        quint8 byte = 0;
        number(byte);
        value = byte != 0;
    }
    template<typename Enum>
    void enumerator(Enum &value, Enum last) noexcept
    {
        quint8 byte = 0;
        number(byte);
        m_good = m_good && byte <= quint8(last);
        value = Enum(byte);
    }
    void bytes(QByteArray &bytes)
    {
        quint32 size = 0;
        number(size);
        const QByteArrayView taken = take(size);
        if constexpr (Views)
            bytes = taken.isEmpty() ? QByteArray() : QByteArray::fromRawData(taken.data(), taken.size());
        else
            bytes = taken.toByteArray();
    }
    void payload(QByteArray &payload) { bytes(payload); }
    void fields(Core::HeaderFields &fields)
    {
        quint32 count = 0;
        number(count);
        for (quint32 i = 0; i < count && m_good; ++i) {
            Core::HeaderField field;
            bytes(field.name);
            bytes(field.value);
            fields.append(std::move(field.name), std::move(field.value));
        }
    }
    void bits(Core::FrameHeader &header) noexcept
    {
        quint8 byte = 0;
        number(byte);
        header.fin = byte & 1;
        header.rsv = byte >> 1 & 7;
        header.masked = byte >> 4 & 1;
        header.minimalLength = byte >> 5 & 1;
    }

private:
    QByteArrayView take(size_t size) noexcept
    {
        m_good = m_good && size <= size_t(m_bytes.size());
        if (!m_good)
            return {};
        const QByteArrayView taken = m_bytes.first(qsizetype(size));
        m_bytes = m_bytes.sliced(qsizetype(size));
        return taken;
    }

    QByteArrayView m_bytes;
    bool m_good = true;
};

qsizetype bodySize(const Record &record)
{
    Counter counter;
    std::visit([&counter](const auto &r) { describe(counter, r); }, record);
    return counter.size();
}

template<size_t Index, bool Views>
std::optional<Record> decodeBody(QByteArrayView body)
{
    Decoder<Views> decoder(body);
    std::variant_alternative_t<Index, Record> record;
    describe(decoder, record);
    if (!decoder.isGood())
        return std::nullopt;
    return record;
}

template<bool Views>
constexpr auto BodyDecoders = []<size_t... Index>(std::index_sequence<Index...>)
{
    return std::array{&decodeBody<Index, Views>...};
}
(std::make_index_sequence<std::variant_size_v<Record>>{});

//! The alternative of Record that \a kind is the bit of, or nullopt.
std::optional<size_t> alternativeOf(quint8 kind)
{
    const auto index = size_t(std::countr_zero(kind));
    if (!std::has_single_bit(kind) || index >= std::variant_size_v<Record>)
        return std::nullopt;
    return index;
}

} // namespace

qsizetype encodedSize(const Record &record)
{
    return LengthSize + qsizetype(sizeof(quint8)) + bodySize(record);
}

void encodeRecord(const Record &record, char *out)
{
    Encoder encoder(out + LengthSize);
    encoder.number(quint8(kindOf(record)));
    std::visit([&encoder](const auto &r) { describe(encoder, r); }, record);
    qToLittleEndian(quint32(encoder.end() - out - LengthSize), out);
}

void encodeRecord(const Record &record, QByteArray &out)
{
    const qsizetype begin = out.size();
    out.resize(begin + encodedSize(record));
    encodeRecord(record, out.data() + begin);
}

EncodedHead readEncodedHead(const char *bytes) noexcept
{
    Decoder<false> decoder(QByteArrayView(bytes, EncodedHeadBytes).sliced(LengthSize));
    EncodedHead encoded;
    decoder.number(encoded.kind);
    describeHead(decoder, encoded.head);
    return encoded;
}

void setEncodedConnection(char *bytes, quint64 connection) noexcept
{
    qToLittleEndian(connection, bytes + LengthSize + sizeof(quint8));
}

RecordView viewRecord(QByteArrayView bytes)
{
    if (bytes.size() < LengthSize)
        return {};
    const auto length = qsizetype(qFromLittleEndian<quint32>(bytes.data()));
    if (length == 0 || length > qsizetype(MaxEncodedRecordBytes) || length > bytes.size() - LengthSize)
        return {};
    const std::optional<size_t> alternative = alternativeOf(quint8(bytes[LengthSize]));
    if (!alternative)
        return {.size = LengthSize + length, .record = std::nullopt};
    std::optional<Record> record = BodyDecoders<true>[*alternative](bytes.sliced(LengthSize + 1, length - 1));
    const bool isGood = record.has_value();
    return {.size = isGood ? LengthSize + length : 0, .record = std::move(record)};
}

void RecordReader::feed(QByteArrayView bytes)
{
    if (m_error)
        return;
    if (m_offset >= CompactBytes && m_offset >= m_buffer.size() / 2) {
        m_buffer.remove(0, m_offset);
        m_offset = 0;
    }
    m_buffer.append(bytes);
}

std::optional<Record> RecordReader::next()
{
    while (!m_error) {
        const QByteArrayView rest = QByteArrayView(m_buffer).sliced(m_offset);
        if (rest.size() < LengthSize)
            break;
        const auto length = qFromLittleEndian<quint32>(rest.data());
        if (length == 0 || length > MaxEncodedRecordBytes) {
            m_error = true;
            break;
        }
        if (rest.size() - LengthSize < qsizetype(length))
            break;
        m_offset += LengthSize + qsizetype(length);
        const std::optional<size_t> alternative = alternativeOf(quint8(rest[LengthSize]));
        if (!alternative)
            continue; // of a newer program
        std::optional<Record> record =
            BodyDecoders<false>[*alternative](rest.sliced(LengthSize + 1, qsizetype(length) - 1));
        m_error = !record;
        return record;
    }
    return std::nullopt;
}

} // namespace Gantry::Tap
