// SPDX-License-Identifier: MIT
// The grammar of Sec-WebSocket-Extensions (RFC 6455 section 9.1). What an extension
// means is said elsewhere.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QList>

#include <optional>

namespace Gantry::Core {

//! One element of Sec-WebSocket-Extensions (RFC 6455 section 9.1).
struct ExtensionParameter
{
    QByteArray name = {};
    std::optional<QByteArray> value; //!< unquoted
    bool operator==(const ExtensionParameter &) const = default;
};
struct Extension
{
    QByteArray name = {};
    QList<ExtensionParameter> parameters = {};
    bool operator==(const Extension &) const = default;
};

//! Reads a whole Sec-WebSocket-Extensions value; nullopt when it breaks the
//! grammar. Time is linear in the length for any input.
std::optional<QList<Extension>> parseExtensions(QByteArrayView value);

} // namespace Gantry::Core
