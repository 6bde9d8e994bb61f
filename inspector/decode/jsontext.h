// SPDX-License-Identifier: GPL-3.0-only
// JSON made readable without being changed: only white space between tokens differs.
// Order of the members, digits of the numbers and escapes of the strings stay as
// they were sent, which a parse and print would not keep.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

#include <optional>

namespace Gantry::Inspector {

//! Above this a payload is shown as it is: parsing it would be felt.
inline constexpr qsizetype MaxIndentedJsonOctets = 256 * 1024;

//! \a payload indented, or nothing if it is no JSON object or array, or too large.
std::optional<QString> indentedJson(QByteArrayView payload);

} // namespace Gantry::Inspector
