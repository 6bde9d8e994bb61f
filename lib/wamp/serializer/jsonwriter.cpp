// SPDX-License-Identifier: MIT
#include "wamp/serializer/valuewriter.h"

#include <charconv>
#include <cmath>

namespace Gantry::Wamp::Wire {

namespace {

constexpr bool isPlain(char c) noexcept
{
    return quint8(c) >= 0x20 && c != '"' && c != '\\';
}

//! What stands behind the backslash; 0: there is no short form.
constexpr char shortEscape(char c) noexcept
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

} // namespace

void JsonWriter::separate()
{
    if (m_isBehindValue)
        append(',');
    m_isBehindValue = true;
}

void JsonWriter::raw(QByteArrayView octets)
{
    separate();
    append(octets);
}

void JsonWriter::beginList()
{
    separate();
    append('[');
    m_isBehindValue = false;
}

void JsonWriter::endList()
{
    append(']');
    m_isBehindValue = true;
}

void JsonWriter::beginMap()
{
    separate();
    append('{');
    m_isBehindValue = false;
}

void JsonWriter::key(QByteArrayView utf8)
{
    separate();
    quote(utf8);
    append(':');
    m_isBehindValue = false;
}

void JsonWriter::endMap()
{
    append('}');
    m_isBehindValue = true;
}

void JsonWriter::null()
{
    separate();
    append("null");
}

void JsonWriter::boolean(bool value)
{
    separate();
    append(value ? QByteArrayView("true") : QByteArrayView("false"));
}

template<typename T>
void JsonWriter::number(T value)
{
    separate();
    char digits[32];
    const char *end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    append(QByteArrayView(digits, end));
}

void JsonWriter::integer(qint64 value)
{
    number(value);
}

void JsonWriter::unsignedInteger(quint64 value)
{
    number(value);
}

void JsonWriter::real(double value)
{
    if (!std::isfinite(value))
        return refuse("JSON has neither NaN nor infinity");
    separate();
    char digits[32];
    const char *end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    const QByteArrayView number(digits, end);
    append(number);
    // Or whoever reads it takes it for an integer.
    if (!number.contains('.') && !number.contains('e'))
        append(".0");
}

void JsonWriter::text(QByteArrayView utf8)
{
    separate();
    quote(utf8);
}

void JsonWriter::bytes(QByteArrayView octets)
{
    separate();
    append("\"\\u0000");
    append(QByteArray::fromRawData(octets.data(), octets.size()).toBase64());
    append('"');
}

void JsonWriter::quote(QByteArrayView utf8)
{
    append('"');
    qsizetype begin = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        if (isPlain(c))
            continue;
        append(utf8.sliced(begin, i - begin));
        begin = i + 1;
        append('\\');
        if (const char escape = shortEscape(c)) {
            append(escape);
        } else {
            append(c < 0x10 ? QByteArrayView("u000") : QByteArrayView("u001"));
            append("0123456789abcdef"[quint8(c) & 0x0f]);
        }
    }
    append(utf8.sliced(begin));
    append('"');
}

} // namespace Gantry::Wamp::Wire
