// SPDX-License-Identifier: MIT
#include "core/handshake/headerfields.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace Gantry::Core {

namespace {

constexpr bool isBlank(char octet)
{
    return octet == ' ' || octet == '\t';
}

constexpr char toLower(char octet)
{
    return octet >= 'A' && octet <= 'Z' ? char(octet - 'A' + 'a') : octet;
}

//! A table, because every octet of every field name passes by here.
constexpr auto TokenOctets = [] {
    std::array<bool, 256> table{};
    for (const char octet : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
        table[quint8(octet)] = true;
    return table;
}();

//! Where the list element that begins at \a from ends: at the next comma outside
//! of a quoted string. An unclosed string reaches to the end.
qsizetype elementEnd(QByteArrayView text, qsizetype from)
{
    bool isQuoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        if (isQuoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            isQuoted = !isQuoted;
        else if (text[i] == ',' && !isQuoted)
            return i;
    }
    return text.size();
}

//! Whether \a isWanted is true of one; they are trimmed.
template<typename IsWanted>
bool anyElement(QByteArrayView text, const IsWanted &isWanted)
{
    // RFC 9110 section 5.6.1.2: "A recipient MUST parse and ignore a reasonable
    // number of empty list elements".
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype end = elementEnd(text, start);
        const QByteArrayView element = trimmedBlanks(text.sliced(start, end - start));
        if (!element.isEmpty() && isWanted(element))
            return true;
        start = end + 1;
    }
    return false;
}

//! An empty value is told from a missing field by not being null.
QByteArray present(const QByteArray &value)
{
    return value.isNull() ? QByteArray("") : value;
}

} // namespace

void HeaderFields::append(QByteArray name, QByteArray value)
{
    m_fields.append({std::move(name), std::move(value)});
}

QByteArray HeaderFields::value(QByteArrayView name) const
{
    for (const HeaderField &field : m_fields) {
        if (equalsIgnoringCase(field.name, name))
            return present(field.value);
    }
    return {};
}

QByteArray HeaderFields::joined(QByteArrayView name) const
{
    QByteArray result;
    for (const HeaderField &field : m_fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        if (result.isNull())
            result = present(field.value);
        else
            result.append(", ").append(field.value);
    }
    return result;
}

int HeaderFields::count(QByteArrayView name) const
{
    return int(std::ranges::count_if(
        m_fields, [name](const HeaderField &field) { return equalsIgnoringCase(field.name, name); }));
}

bool HeaderFields::hasToken(QByteArrayView name, QByteArrayView token) const
{
    return std::ranges::any_of(m_fields, [&](const HeaderField &field) {
        return equalsIgnoringCase(field.name, name)
            && anyElement(field.value,
                          [token](QByteArrayView element) { return equalsIgnoringCase(element, token); });
    });
}

bool isTokenOctet(char octet) noexcept
{
    return TokenOctets[quint8(octet)];
}

bool isToken(QByteArrayView text) noexcept
{
    return !text.isEmpty() && std::ranges::all_of(text, isTokenOctet);
}

bool isVisibleAscii(QByteArrayView text) noexcept
{
    return std::ranges::all_of(text, [](char octet) { return octet > 0x20 && octet < 0x7F; });
}

bool isSafeFieldValue(QByteArrayView text) noexcept
{
    return std::ranges::none_of(
        text, [](char octet) { return (quint8(octet) < 0x20 && octet != '\t') || octet == 0x7F; });
}

QByteArrayView trimmedBlanks(QByteArrayView text) noexcept
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text = text.chopped(1);
    return text;
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b) noexcept
{
    // Inline: most names differ in their first octet.
    return std::ranges::equal(a, b, {}, toLower, toLower);
}

QList<QByteArray> splitList(QByteArrayView text)
{
    QList<QByteArray> elements;
    anyElement(text, [&elements](QByteArrayView element) {
        elements.append(element.toByteArray());
        return false;
    });
    return elements;
}

} // namespace Gantry::Core
