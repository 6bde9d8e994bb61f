// SPDX-License-Identifier: GPL-3.0-only
#include "import/jsonscanner.h"

#include <QtCore/QString>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int End = -1;

bool isBlank(int c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

void appendUtf8(char32_t code, QByteArray &out)
{
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        out += char(0xc0 | code >> 6);
        out += char(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += char(0xe0 | code >> 12);
        out += char(0x80 | (code >> 6 & 0x3f));
        out += char(0x80 | (code & 0x3f));
    } else {
        out += char(0xf0 | code >> 18);
        out += char(0x80 | (code >> 12 & 0x3f));
        out += char(0x80 | (code >> 6 & 0x3f));
        out += char(0x80 | (code & 0x3f));
    }
}

} // namespace

JsonScanner::JsonScanner(QIODevice *device, qint64 offset, qsizetype bufferBytes)
    : m_device(device)
    , m_bufferBytes(bufferBytes)
    , m_bufferOffset(offset)
{ }

bool JsonScanner::fill()
{
    if (m_error)
        return false;
    m_bufferOffset += m_end;
    m_at = m_end = 0;
    m_buffer.resize(m_bufferBytes);
    // Others may read the same file.
    const qint64 size = m_device->seek(m_bufferOffset) ? m_device->read(m_buffer.data(), m_bufferBytes) : -1;
    if (size < 0)
        m_error = u"it cannot be read: %1"_s.arg(m_device->errorString());
    m_end = qMax<qsizetype>(qsizetype(size), 0);
    return size > 0;
}

int JsonScanner::peek()
{
    if (m_at >= m_end && !fill())
        return End;
    return uchar(m_buffer[m_at]);
}

int JsonScanner::peekBlanks()
{
    int c = peek();
    while (isBlank(c)) {
        ++m_at;
        c = peek();
    }
    return c;
}

int JsonScanner::take()
{
    const int c = peek();
    if (c != End)
        ++m_at;
    return c;
}

bool JsonScanner::fail(const char *what)
{
    if (!m_error) {
        const bool isOver = peek() == End;
        m_error = isOver ? u"it ends at octet %1, where %2"_s.arg(offset()).arg(QLatin1StringView(what))
                         : u"octet %1: %2"_s.arg(offset()).arg(QLatin1StringView(what));
    }
    m_at = m_end; // nothing more is read
    return false;
}

bool JsonScanner::expect(char c, const char *what)
{
    if (peekBlanks() != uchar(c))
        return fail(what);
    ++m_at;
    return true;
}

QString JsonScanner::errorText() const
{
    return m_error.value_or(QString());
}

JsonScanner::Type JsonScanner::type(int c) noexcept
{
    switch (c) {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    case 't':
    case 'f':
        return Type::Flag;
    case 'n':
        return Type::Null;
    default:
        return c == '-' || (c >= '0' && c <= '9') ? Type::Number : Type::Nothing;
    }
}

JsonScanner::Type JsonScanner::next()
{
    return m_error ? Type::Nothing : type(peekBlanks());
}

bool JsonScanner::skipOther()
{
    skip();
    return false;
}

bool JsonScanner::enter(Type wanted, char open)
{
    if (next() != wanted)
        return skipOther();
    if (qsizetype(m_isFirst.size()) >= MaxDepth)
        return fail("it is nested too deeply");
    m_isFirst.push_back(true);
    return expect(open, "a bracket is missing");
}

bool JsonScanner::enterObject()
{
    return enter(Type::Object, '{');
}

bool JsonScanner::enterArray()
{
    return enter(Type::Array, '[');
}

//! Passes the comma, or the closing bracket.
bool JsonScanner::more(char close, bool &isOver)
{
    isOver = true;
    if (m_error || m_isFirst.empty())
        return false;
    const int c = peekBlanks();
    if (c == uchar(close)) {
        ++m_at;
        m_isFirst.pop_back();
        return false;
    }
    if (!m_isFirst.back() && !expect(',', "a comma or a closing bracket is missing"))
        return false;
    m_isFirst.back() = false;
    isOver = false;
    return true;
}

bool JsonScanner::nextMember(QByteArray &name)
{
    bool isOver = false;
    if (!more('}', isOver))
        return false;
    if (next() != Type::String)
        return fail("a name is missing");
    return readString(name) && expect(':', "a colon is missing");
}

bool JsonScanner::nextElement()
{
    bool isOver = false;
    return more(']', isOver);
}

bool JsonScanner::readString(QByteArray &out)
{
    out.clear();
    if (next() != Type::String)
        return skipOther();
    ++m_at;
    for (;;) {
        if (peek() == End)
            return fail("a string has no end");
        // As far as nothing stands for something else.
        qsizetype end = m_at;
        while (end < m_end && m_buffer[end] != '"' && m_buffer[end] != '\\')
            ++end;
        out.append(m_buffer.constData() + m_at, end - m_at);
        m_at = end;
        if (out.size() > MaxStringBytes)
            return fail("a string is too long");
        if (m_at == m_end)
            continue;
        if (m_buffer[m_at++] == '"')
            return true;
        if (!takeEscape(out))
            return false;
    }
}

bool JsonScanner::takeEscape(QByteArray &out)
{
    static constexpr QByteArrayView From = "\"\\/bfnrt";
    static constexpr QByteArrayView To = "\"\\/\b\f\n\r\t";
    const int c = take();
    if (c != 'u') {
        const qsizetype which = c == End ? -1 : From.indexOf(char(c));
        if (which < 0)
            return fail("this escape does not exist");
        out += To[which];
        return true;
    }
    const int first = takeHex4();
    if (first < 0)
        return false;
    char32_t code = char32_t(first);
    if (QChar::isHighSurrogate(code) && peek() == '\\') {
        ++m_at;
        if (peek() != 'u') {
            appendUtf8(QChar::ReplacementCharacter, out);
            return takeEscape(out);
        }
        ++m_at;
        const int second = takeHex4();
        if (second < 0)
            return false;
        if (QChar::isLowSurrogate(char32_t(second))) {
            code = QChar::surrogateToUcs4(char16_t(code), char16_t(second));
        } else {
            appendUtf8(QChar::ReplacementCharacter, out);
            code = char32_t(second);
        }
    }
    appendUtf8(QChar::isSurrogate(code) ? char32_t(QChar::ReplacementCharacter) : code, out);
    return true;
}

int JsonScanner::takeHex4()
{
    int code = 0;
    for (int i = 0; i < 4; ++i) {
        const int c = take();
        const int digit = c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'             ? c - 'a' + 10
            : c >= 'A' && c <= 'F'             ? c - 'A' + 10
                                               : -1;
        if (digit < 0) {
            fail("an escape wants four hexadecimal digits");
            return -1;
        }
        code = code << 4 | digit;
    }
    return code;
}

bool JsonScanner::readNumber(QByteArray &out)
{
    out.clear();
    if (next() != Type::Number)
        return skipOther();
    for (int c = peek(); c != End && (QByteArrayView("+-.eE").contains(char(c)) || (c >= '0' && c <= '9'));
         c = peek()) {
        out += char(c);
        ++m_at;
        if (out.size() > 400)
            return fail("a number is too long");
    }
    return true;
}

bool JsonScanner::readFlag(bool &out)
{
    if (next() != Type::Flag)
        return skipOther();
    const bool value = peek() == 't';
    for (const char c : QByteArrayView(value ? "true" : "false")) {
        if (take() != uchar(c))
            return fail("this is neither true nor false");
    }
    out = value;
    return true;
}

void JsonScanner::skip()
{
    qsizetype depth = 0;
    do {
        QByteArray number;
        bool flag = false;
        switch (next()) {
        case Type::Object:
        case Type::Array:
            ++depth;
            ++m_at;
            break;
        case Type::String:
            skipString();
            break;
        case Type::Number:
            readNumber(number);
            break;
        case Type::Flag:
            readFlag(flag);
            break;
        case Type::Null:
            for (const char c : QByteArrayView("null")) {
                if (take() != uchar(c))
                    fail("this is no value");
            }
            break;
        case Type::Nothing: {
            const int c = peekBlanks();
            if (depth > 0 && (c == '}' || c == ']'))
                --depth;
            else if (depth == 0 || (c != ',' && c != ':'))
                fail("a value is missing");
            if (!m_error)
                ++m_at;
            break;
        }
        }
    } while (depth > 0 && !m_error);
}

void JsonScanner::skipString()
{
    ++m_at;
    for (int c = take(); c != '"'; c = take()) {
        if (c == '\\')
            c = take();
        if (c == End) {
            fail("a string has no end");
            return;
        }
    }
}

} // namespace Gantry::Inspector
