// SPDX-License-Identifier: MIT
// What a request is for (RFC 9112 section 3.2), and how two paths are compared.
#pragma once

#include "core/handshake/httphead.h"

#include <optional>

namespace Gantry::Core {

struct RequestTarget
{
    QByteArray target = {}; //!< origin form, path and query
    QByteArray path = {}; //!< percent-encoded, without the query
    QByteArray query = {}; //!< without the '?', empty if there is none
    QByteArray host = {}; //!< of the target if it names one, else the Host field
    bool operator==(const RequestTarget &) const = default;
};

//! nullopt when \a head has no good target in origin or absolute form.
std::optional<RequestTarget> readRequestTarget(const HttpRequestHead &head);

//! \a path in the one form in which equal paths are equal: percent-encoding undone where
//! it makes no difference (RFC 3986 section 6.2.2). Null when it cannot be compared: an
//! encoded slash or NUL, broken encoding, or a segment "." or "..", which one reader
//! resolves and another does not, so that it could lead past whoever guards a path.
QByteArray comparablePath(QByteArrayView path);

//! Whether \a path is \a prefix or below it, segment by segment; both are comparable.
bool isAtOrBelow(QByteArrayView path, QByteArrayView prefix) noexcept;

} // namespace Gantry::Core
