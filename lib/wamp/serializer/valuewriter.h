// SPDX-License-Identifier: MIT
// Octets of each encoding, written.
#pragma once

#include "wamp/serializer/serializer.h"
#include "wamp/serializer/valuesink.h"

#include <array>

namespace Gantry::Wamp::Wire {

//! Appends what it is told to a byte array.
class ValueWriter : public ValueSink
{
public:
    //! A value that is there in this encoding already.
    virtual void raw(QByteArrayView octets) = 0;

    QByteArray &out() noexcept { return m_out; }

protected:
    explicit ValueWriter(QByteArray &out) noexcept
        : m_out(out)
    { }
    ~ValueWriter() = default;

    void append(QByteArrayView octets) { m_out.append(octets); }
    void append(char octet) { m_out.append(octet); }

private:
    QByteArray &m_out;
};

//! Without any whitespace.
class JsonWriter final : public ValueWriter
{
public:
    explicit JsonWriter(QByteArray &out) noexcept
        : ValueWriter(out)
    { }

    void raw(QByteArrayView octets) override;
    void beginList() override;
    void endList() override;
    void beginMap() override;
    void key(QByteArrayView utf8) override;
    void endMap() override;
    void null() override;
    void boolean(bool value) override;
    void integer(qint64 value) override;
    void unsignedInteger(quint64 value) override;
    void real(double value) override;
    void text(QByteArrayView utf8) override;
    void bytes(QByteArrayView octets) override;

private:
    void separate();
    void quote(QByteArrayView utf8);
    template<typename T>
    void number(T value);

    bool m_isBehindValue = false;
};

//! What MessagePack and CBOR have in common: the head of a container says how much is in
//! it. Nobody says that before, so its head grows when it ends with more than a head of
//! one octet can say, which options never do.
class BinaryWriter : public ValueWriter
{
public:
    void raw(QByteArrayView octets) final;
    void beginList() final { open(); }
    void endList() final { close(false); }
    void beginMap() final { open(); }
    void key(QByteArrayView utf8) final;
    void endMap() final { close(true); }

protected:
    explicit BinaryWriter(QByteArray &out) noexcept
        : ValueWriter(out)
    { }
    ~BinaryWriter() = default;

    //! The head of a container of \a count items, or of keys and values; how long it is.
    virtual int containerHead(bool isMap, quint32 count, char *head) const = 0;
    virtual void writeText(QByteArrayView utf8) = 0;
    //! One more in the open container.
    void count() noexcept
    {
        if (m_depth > 0)
            ++m_open[size_t(m_depth - 1)].count;
    }

private:
    struct Open
    {
        qsizetype head;
        quint32 count;
    };

    void open();
    void close(bool isMap);

    std::array<Open, maxNestingDepth + 1> m_open; // as far as m_depth
    int m_depth = 0;
};

class MsgPackWriter final : public BinaryWriter
{
public:
    explicit MsgPackWriter(QByteArray &out) noexcept
        : BinaryWriter(out)
    { }

    void null() override;
    void boolean(bool value) override;
    void integer(qint64 value) override;
    void unsignedInteger(quint64 value) override;
    void real(double value) override;
    void text(QByteArrayView utf8) override;
    void bytes(QByteArrayView octets) override;

protected:
    int containerHead(bool isMap, quint32 count, char *head) const override;
    void writeText(QByteArrayView utf8) override;
};

class CborWriter final : public BinaryWriter
{
public:
    explicit CborWriter(QByteArray &out) noexcept
        : BinaryWriter(out)
    { }

    void null() override;
    void boolean(bool value) override;
    void integer(qint64 value) override;
    void unsignedInteger(quint64 value) override;
    void real(double value) override;
    void text(QByteArrayView utf8) override;
    void bytes(QByteArrayView octets) override;

protected:
    int containerHead(bool isMap, quint32 count, char *head) const override;
    void writeText(QByteArrayView utf8) override;

private:
    void head(quint8 majorType, quint64 value);
};

//! Calls \a use with a writer to \a out.
template<typename Use>
auto withWriter(Encoding encoding, QByteArray &out, Use &&use)
{
    switch (encoding) {
    case Encoding::Json: {
        JsonWriter writer(out);
        return use(static_cast<ValueWriter &>(writer));
    }
    case Encoding::MsgPack: {
        MsgPackWriter writer(out);
        return use(static_cast<ValueWriter &>(writer));
    }
    case Encoding::Cbor:
        break;
    }
    CborWriter writer(out);
    return use(static_cast<ValueWriter &>(writer));
}

} // namespace Gantry::Wamp::Wire
