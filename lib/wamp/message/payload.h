// SPDX-License-Identifier: MIT
// What an application put into a message: Args and Kwargs, as octets that nobody has
// looked at or as values. Knows no encoding; wamp/serializer turns one form into another.
#pragma once

#include "wampexport.h"

#include <QtCore/QByteArray>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QVariant>

namespace Gantry::Wamp {

//! How the octets of a payload are to be read.
enum class Encoding : quint8 { Json, MsgPack, Cbor };

class PayloadValues;

/*!
    Args and Kwargs of a message. It is empty; or raw: two parts of a received message, well-
    formed in their encoding, which are passed on without being read; or values, as an
    application gave them; or opaque: one byte string in the place of both that only the two
    applications understand (transparent payload, the option enc_algo).

    Copies share. A raw payload keeps the message in memory that it is a part of.
*/
class GANTRY_WAMP_EXPORT Payload
{
public:
    enum class Kind : quint8 { Empty, Raw, Values, Opaque };

    Payload() noexcept;
    Payload(const Payload &other) noexcept;
    Payload(Payload &&other) noexcept;
    Payload &operator=(const Payload &other) noexcept;
    Payload &operator=(Payload &&other) noexcept;
    ~Payload();

    //! Values; empty when both are.
    static Payload fromValues(const QVariantList &args, const QVariantMap &kwargs = {});
    static Payload fromOpaque(const QByteArray &octets);

    //! Where the parts of a raw payload are within their message. A size of 0: absent.
    //! Kwargs never come without Args.
    struct Parts
    {
        quint32 argsBegin = 0;
        quint32 argsSize = 0;
        quint32 kwargsBegin = 0;
        quint32 kwargsSize = 0;
        bool operator==(const Parts &) const = default;
    };
    static Payload fromRaw(Encoding encoding, QByteArray message, Parts parts);

    Kind kind() const noexcept { return m_kind; }
    bool isEmpty() const noexcept { return m_kind == Kind::Empty; }

    // Raw.
    Encoding encoding() const noexcept { return m_encoding; }
    QByteArrayView rawArgs() const noexcept { return part(m_parts.argsBegin, m_parts.argsSize); }
    QByteArrayView rawKwargs() const noexcept { return part(m_parts.kwargsBegin, m_parts.kwargsSize); }
    //! With a copy of its parts alone, if it holds a much longer message.
    Payload compact() const;

    // Values; empty for the other kinds.
    QVariantList valueArgs() const;
    QVariantMap valueKwargs() const;

    //! Opaque; empty for the other kinds.
    QByteArray opaque() const;

    //! Of the same kind with the same content: raw ones by octets.
    friend GANTRY_WAMP_EXPORT bool operator==(const Payload &a, const Payload &b);

private:
    QByteArrayView part(quint32 begin, quint32 size) const noexcept
    {
        return QByteArrayView(m_octets).sliced(begin, size);
    }

    Kind m_kind = Kind::Empty;
    Encoding m_encoding = Encoding::Json;
    Parts m_parts;
    QByteArray m_octets; //!< the message of a raw one, or the opaque octets
    QSharedDataPointer<PayloadValues> m_values;
};

} // namespace Gantry::Wamp
