// SPDX-License-Identifier: MIT
// A message as octets and back, for each of WAMP's serializers. Pure: octets in, values
// out, whatever the octets are.
#pragma once

#include "../message/message.h"

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

#include <functional>
#include <memory>

namespace Gantry::Wamp {

//! What was wrong with a message that came. It ends the session with ABORT
//! wamp.error.protocol_violation.
struct DecodeError
{
    //! English, for the peer: "PUBLISH.Options.exclude_me: not a bool". Empty: no error.
    QString text = {};
    explicit operator bool() const { return !text.isEmpty(); }
};

//! What is beyond our limits or cannot be put in the encoding. English; empty: no error.
struct EncodeError
{
    QString text = {};
    explicit operator bool() const { return !text.isEmpty(); }
};

/*!
    One of the six: json, msgpack and cbor, each plain and batched. They have no state and
    live as long as the process; any thread may use them.
*/
class GANTRY_WAMP_EXPORT Serializer
{
public:
    Serializer(const Serializer &) = delete;
    Serializer &operator=(const Serializer &) = delete;

    //! "json", "msgpack", "cbor", "json.batched" ...; nullptr: unknown.
    static const Serializer *byName(QStringView name);
    //! "wamp.2.json" ...
    static const Serializer *bySubprotocol(QStringView subprotocol);
    //! The number of RawSocket's handshake: 1 json, 2 msgpack, 3 cbor.
    static const Serializer *byRawSocketId(int id);
    //! In our order of preference: cbor, msgpack, json, each batched one behind the plain.
    static QList<const Serializer *> all();

    virtual ~Serializer() = default;

    Encoding encoding() const noexcept { return m_encoding; }
    bool isBatched() const noexcept { return m_isBatched; }
    QString name() const;
    QString subprotocol() const;
    int rawSocketId() const noexcept { return int(m_encoding) + 1; }
    //! Whether its messages are binary ones on WebSocket.
    bool isBinary() const noexcept { return m_encoding != Encoding::Json; }

    //! Appends \a message to \a out, framed if this one is batched. Payload of the same
    //! encoding is copied as it is, any other is translated. After an error \a out is as it
    //! was.
    EncodeError encode(const Message &message, QByteArray &out) const;

    //! Calls \a each for every message in \a octets, which is one, or a batch of them;
    //! stops when it returns false. Payloads keep parts of \a octets. What comes before the
    //! error was delivered.
    using Receiver = std::function<bool(Message &)>;
    DecodeError decode(const QByteArray &octets, const Receiver &each) const
    {
        qsizetype at = 0;
        return decode(octets, each, at);
    }
    //! The same from \a at on, which is moved behind each message before it is delivered: the
    //! rest of a batch may be read later.
    DecodeError decode(const QByteArray &octets, const Receiver &each, qsizetype &at) const;

protected:
    Serializer(Encoding encoding, bool isBatched) noexcept
        : m_encoding(encoding)
        , m_isBatched(isBatched)
    { }

private:
    Encoding m_encoding;
    bool m_isBatched;
};

//! Deepest nesting of lists and dictionaries in a message that is received or sent; the
//! message itself is the first level. Python's json, which many peers use, ends near 1000.
inline constexpr int maxNestingDepth = 128;

// A payload's content as values, whatever its kind; nullopt: it is raw and does not stand
// for values that Qt has, or nested too deeply. Opaque: one QByteArray.
//
// Integers are qlonglong, or qulonglong above its range; numbers with a fraction or an
// exponent double; text QString; binary QByteArray; null an invalid QVariant.
struct PayloadContent
{
    QVariantList args = {};
    QVariantMap kwargs = {};
    bool operator==(const PayloadContent &) const = default;
};
GANTRY_WAMP_EXPORT std::optional<PayloadContent> contentOf(const Payload &payload);

} // namespace Gantry::Wamp
