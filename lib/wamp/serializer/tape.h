// SPDX-License-Identifier: MIT
// A message that was read, as a flat list of tokens, before anybody knows what they mean.
// Texts are places in the message's octets, so that nothing is copied that stays as it is.
#pragma once

#include "wamp/serializer/serializer.h"
#include "wamp/serializer/valuesink.h"

#include <array>
#include <string>
#include <vector>

namespace Gantry::Wamp::Wire {

enum class TokenKind : quint8 {
    Null,
    Boolean,
    Integer,
    Unsigned,
    Real,
    Text,
    Bytes,
    List,
    Map,
    RawList,
    RawMap
};

struct Token
{
    TokenKind kind = TokenKind::Null;
    bool isOwn = false; //!< a text or bytes in the tape: they stand otherwise in the message
    quint32 next = 0; //!< the token behind this one and all that is in it
    quint32 begin = 0; //!< texts, bytes and raw containers
    quint32 size = 0;
    union
    {
        qint64 integer = 0;
        quint64 unsignedInteger;
        double real;
        bool boolean;
    };
};

/*!
    The tokens of one message's elements, one after the other; a container is followed by
    what is in it, in a map by keys and values in turn.

    Args and Kwargs are one raw token each. Whose they are is found out with the first
    element, the code.
*/
class Tape final : public ValueSink
{
public:
    //! Begins a message whose octets are (or are copied to) \a octets.
    void begin(QByteArrayView octets);
    //! Gives back what a giant message has made big.
    void trim();

    //! To be called before each element: what is wrong if there is one more.
    Problem beginElement();
    //! To be called behind the last: what is wrong with the whole.
    Problem endMessage() const;
    //! Whether a container that comes now is payload, to be checked and passed to raw().
    bool isAtPayload() const noexcept { return m_elements > m_payloadAt; }
    void raw(TokenKind kind, quint32 begin, quint32 size);

    int elements() const noexcept { return m_elements; }
    bool isEmpty() const noexcept { return m_tokens.empty(); }
    quint32 end() const noexcept { return quint32(m_tokens.size()); }
    const Token &operator[](quint32 index) const { return m_tokens[index]; }
    QByteArrayView textOf(const Token &token) const noexcept;

    //! Tells \a sink the value at \a index.
    void replay(quint32 index, ValueSink &sink) const;

    void beginList() override { open(TokenKind::List); }
    void endList() override { close(); }
    void beginMap() override { open(TokenKind::Map); }
    void key(QByteArrayView utf8) override { place(TokenKind::Text, utf8); }
    void endMap() override { close(); }
    void null() override { add(TokenKind::Null); }
    void boolean(bool value) override { add(TokenKind::Boolean).boolean = value; }
    void integer(qint64 value) override { add(TokenKind::Integer).integer = value; }
    void unsignedInteger(quint64 value) override { add(TokenKind::Unsigned).unsignedInteger = value; }
    void real(double value) override { add(TokenKind::Real).real = value; }
    void text(QByteArrayView utf8) override { place(TokenKind::Text, utf8); }
    void bytes(QByteArrayView octets) override { place(TokenKind::Bytes, octets); }

private:
    const MessageRule *rule() const noexcept;
    Token &add(TokenKind kind);
    void open(TokenKind kind);
    void close();
    void place(TokenKind kind, QByteArrayView octets);

    std::vector<Token> m_tokens;
    std::string m_own;
    QByteArrayView m_octets;
    std::array<quint32, maxNestingDepth + 1> m_open{};
    int m_depth = 0;
    int m_elements = 0;
    int m_payloadAt = 0;
    int m_most = 0; //!< elements that this type of message may have
};

} // namespace Gantry::Wamp::Wire
