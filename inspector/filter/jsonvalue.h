// SPDX-License-Identifier: GPL-3.0-only
// A value in a JSON document, whoever read it.
#pragma once

#include <QtCore/QByteArrayView>

#include <functional>

namespace Gantry::Inspector {

struct JsonValue
{
    enum class Kind : quint8 { Null, Flag, Number, Text, Container };

    Kind kind = Kind::Null;
    bool flag = false;
    double number = 0;
    QByteArrayView text = {}; //!< UTF-8; valid as long as the value is looked at
};

using JsonValueTest = std::function<bool(const JsonValue &value)>;

//! A filter does not look into larger documents: reading one takes several times as much.
inline constexpr qsizetype MaxFilteredJsonOctets = 16 * 1024 * 1024;
//! Arrays and objects within each other. What is nested more deeply is no JSON.
inline constexpr int MaxJsonDepth = 1000;

//! \a payload without a byte order mark, or nothing where it cannot be a JSON object or
//! array for reasons that readers disagree about: size, and halves of surrogate pairs in
//! escapes, which are no characters.
QByteArrayView plausibleJson(QByteArrayView payload) noexcept;

} // namespace Gantry::Inspector
