// SPDX-License-Identifier: MIT
// Header fields of an HTTP message in their order, names compared without case.
#pragma once

#include "../export.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QList>

#include <initializer_list>

namespace Gantry::Core {

struct HeaderField
{
    QByteArray name = {}; //!< as it was written
    QByteArray value = {}; //!< optional white space on both sides removed
    bool operator==(const HeaderField &) const = default;
};

class GANTRY_WEBSOCKET_EXPORT HeaderFields
{
public:
    HeaderFields() = default;
    HeaderFields(std::initializer_list<HeaderField> fields)
        : m_fields(fields)
    { }

    void append(QByteArray name, QByteArray value);
    //! The first field called \a name, or a null array.
    QByteArray value(QByteArrayView name) const;
    //! All fields called \a name joined by ", " (RFC 9110 section 5.3), or null.
    QByteArray joined(QByteArrayView name) const;
    int count(QByteArrayView name) const;
    bool contains(QByteArrayView name) const { return count(name) > 0; }
    //! Whether a comma separated list field has \a token, case-insensitively.
    bool hasToken(QByteArrayView name, QByteArrayView token) const;
    const QList<HeaderField> &all() const noexcept { return m_fields; }
    qsizetype size() const noexcept { return m_fields.size(); }

    bool operator==(const HeaderFields &) const = default;

private:
    QList<HeaderField> m_fields;
};

//! RFC 9110 section 5.6.2 tchar and token.
GANTRY_WEBSOCKET_EXPORT bool isTokenOctet(char octet) noexcept;
GANTRY_WEBSOCKET_EXPORT bool isToken(QByteArrayView text) noexcept;
//! VCHAR of RFC 5234 and nothing else: no blank, no control character.
GANTRY_WEBSOCKET_EXPORT bool isVisibleAscii(QByteArrayView text) noexcept;
//! A field value that can go on the wire: no CR, LF, NUL or other control
//! character but HTAB.
GANTRY_WEBSOCKET_EXPORT bool isSafeFieldValue(QByteArrayView text) noexcept;
//! \a text without blanks (SP and HTAB, nothing else) on both sides.
GANTRY_WEBSOCKET_EXPORT QByteArrayView trimmedBlanks(QByteArrayView text) noexcept;
//! ASCII letters compared without case.
GANTRY_WEBSOCKET_EXPORT bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b) noexcept;
//! The elements of a comma separated list, trimmed, empty ones left out; quoted
//! strings are kept whole. Time is linear in the length for any input.
GANTRY_WEBSOCKET_EXPORT QList<QByteArray> splitList(QByteArrayView text);

} // namespace Gantry::Core
