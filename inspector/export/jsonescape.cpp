// SPDX-License-Identifier: GPL-3.0-only
#include "export/jsonescape.h"

#include "core/message/utf8validator.h"

#include <QtCore/QString>

#include <array>

namespace Gantry::Inspector {

namespace {

enum class Kind : quint8 { Plain, Escaped, Lead };

constexpr std::array<Kind, 256> kinds()
{
    std::array<Kind, 256> table = {};
    for (int c = 0; c < 0x20; ++c)
        table[c] = Kind::Escaped;
    table['"'] = table['\\'] = table[0x7f] = Kind::Escaped;
    table[0xc2] = table[0xe2] = Kind::Lead; // of U+0085, and of U+2028 and U+2029
    return table;
}
constexpr std::array<Kind, 256> Kinds = kinds();

void appendUnicodeEscape(unsigned code, QByteArray &out)
{
    static constexpr char Digits[] = "0123456789abcdef";
    const char escape[] = {'\\',
                           'u',
                           Digits[code >> 12 & 0xf],
                           Digits[code >> 8 & 0xf],
                           Digits[code >> 4 & 0xf],
                           Digits[code & 0xf]};
    out.append(escape, sizeof escape);
}

void appendEscaped(char c, QByteArray &out)
{
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\b':
        out += "\\b";
        break;
    case '\f':
        out += "\\f";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        appendUnicodeEscape(uchar(c), out);
    }
}

//! The octets at the start of \a text that form a line separator, and its number.
struct Separator
{
    qsizetype octets = 0;
    unsigned code = 0;
};
Separator separatorAt(QByteArrayView text)
{
    if (text.startsWith("\xc2\x85"))
        return {2, 0x0085};
    if (text.startsWith("\xe2\x80\xa8"))
        return {3, 0x2028};
    if (text.startsWith("\xe2\x80\xa9"))
        return {3, 0x2029};
    return {};
}

} // namespace

void appendJsonString(QByteArrayView text, QByteArray &out)
{
    out += '"';
    qsizetype start = 0; // of the run that can go as it is
    qsizetype i = 0;
    while (i < text.size()) {
        const Kind kind = Kinds[uchar(text[i])];
        const Separator separator = kind == Kind::Lead ? separatorAt(text.sliced(i)) : Separator{};
        if (kind == Kind::Plain || (kind == Kind::Lead && separator.octets == 0)) {
            ++i;
            continue;
        }
        out.append(text.sliced(start, i - start));
        if (kind == Kind::Escaped) {
            appendEscaped(text[i], out);
            ++i;
        } else {
            appendUnicodeEscape(separator.code, out);
            i += separator.octets;
        }
        start = i;
    }
    out.append(text.sliced(start));
    out += '"';
}

void appendJsonOctets(QByteArrayView octets, QByteArray &out)
{
    if (Core::isValidUtf8(octets))
        appendJsonString(octets, out);
    else
        appendJsonString(QString::fromLatin1(octets).toUtf8(), out);
}

void appendBase64String(QByteArrayView octets, QByteArray &out)
{
    out += '"';
    out += QByteArray::fromRawData(octets.data(), octets.size()).toBase64();
    out += '"';
}

} // namespace Gantry::Inspector
