// SPDX-License-Identifier: MIT
#include "wamp/serializer/tape.h"

#include <limits>

namespace Gantry::Wamp::Wire {

namespace {

// Options and details of a peer that is not authenticated yet must not cost much more
// memory than they have octets. Far beyond any list of sessions that was ever excluded.
constexpr size_t mostTokens = 65'536;

constexpr Problem unknownMessage = "no such message";

constexpr size_t keptTokens = 4'096;
constexpr size_t keptText = 65'536;

} // namespace

void Tape::begin(QByteArrayView octets)
{
    m_tokens.clear();
    m_own.clear();
    m_octets = octets;
    m_depth = 0;
    m_elements = 0;
    m_payloadAt = std::numeric_limits<int>::max();
    m_most = 1;
    acceptAgain();
}

void Tape::trim()
{
    if (m_tokens.capacity() > keptTokens)
        m_tokens = {};
    if (m_own.capacity() > keptText)
        m_own = {};
}

//! Of the message whose code was read.
const MessageRule *Tape::rule() const noexcept
{
    const Token &code = m_tokens.front();
    return code.kind == TokenKind::Integer && code.integer > 0 ? messageRule(quint64(code.integer)) : nullptr;
}

Problem Tape::beginElement()
{
    if (m_elements == 1) {
        const MessageRule *known = rule();
        if (!known)
            return unknownMessage;
        m_most = known->maximumSize();
        if (known->hasPayload)
            m_payloadAt = known->minimumSize();
    }
    if (m_elements == m_most)
        return "too many elements";
    ++m_elements;
    return nullptr;
}

Problem Tape::endMessage() const
{
    return m_elements == 0 || !rule() ? unknownMessage : problem();
}

void Tape::raw(TokenKind kind, quint32 begin, quint32 size)
{
    Token &token = add(kind);
    token.begin = begin;
    token.size = size;
}

QByteArrayView Tape::textOf(const Token &token) const noexcept
{
    const QByteArrayView all = token.isOwn ? QByteArrayView(m_own.data(), qsizetype(m_own.size())) : m_octets;
    return all.sliced(token.begin, token.size);
}

Token &Tape::add(TokenKind kind)
{
    if (m_tokens.size() == mostTokens) {
        refuse("too many values in options");
        m_tokens.pop_back();
    }
    Token &token = m_tokens.emplace_back();
    token.kind = kind;
    token.next = quint32(m_tokens.size());
    return token;
}

void Tape::open(TokenKind kind)
{
    add(kind);
    m_open[size_t(m_depth++)] = quint32(m_tokens.size() - 1);
}

void Tape::close()
{
    m_tokens[m_open[size_t(--m_depth)]].next = quint32(m_tokens.size());
}

void Tape::place(TokenKind kind, QByteArrayView octets)
{
    Token &token = add(kind);
    token.size = quint32(octets.size());
    const bool isPart = std::less_equal<>()(m_octets.begin(), octets.begin())
        && std::less_equal<>()(octets.end(), m_octets.end());
    token.isOwn = !isPart;
    token.begin = quint32(isPart ? octets.begin() - m_octets.begin() : qsizetype(m_own.size()));
    if (!isPart)
        m_own.append(octets.data(), size_t(octets.size()));
}

void Tape::replay(quint32 index, ValueSink &sink) const
{
    const Token &token = m_tokens[index];
    switch (token.kind) {
    case TokenKind::Null:
        return sink.null();
    case TokenKind::Boolean:
        return sink.boolean(token.boolean);
    case TokenKind::Integer:
        return sink.integer(token.integer);
    case TokenKind::Unsigned:
        return sink.unsignedInteger(token.unsignedInteger);
    case TokenKind::Real:
        return sink.real(token.real);
    case TokenKind::Text:
        return sink.text(textOf(token));
    case TokenKind::Bytes:
        return sink.bytes(textOf(token));
    case TokenKind::List:
        sink.beginList();
        for (quint32 item = index + 1; item < token.next; item = m_tokens[item].next)
            replay(item, sink);
        return sink.endList();
    case TokenKind::Map:
        sink.beginMap();
        for (quint32 key = index + 1; key < token.next; key = m_tokens[key + 1].next) {
            sink.key(textOf(m_tokens[key]));
            replay(key + 1, sink);
        }
        return sink.endMap();
    case TokenKind::RawList:
    case TokenKind::RawMap:
        Q_UNREACHABLE(); // never within another
    }
}

} // namespace Gantry::Wamp::Wire
