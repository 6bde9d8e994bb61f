// SPDX-License-Identifier: MIT
// Whom a client trusts.
#pragma once

#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <optional>
#include <variant>

namespace Gantry::Examples {

//! nullopt: the system's authorities. \a caFile: the authorities of that PEM file
//! and no others. \a insecure: anybody, a choice the user has to make. The string
//! says what is wrong.
std::variant<std::optional<QSslConfiguration>, QString> clientTls(const QString &caFile, bool insecure);

} // namespace Gantry::Examples
