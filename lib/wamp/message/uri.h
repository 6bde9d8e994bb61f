// SPDX-License-Identifier: MIT
// The rules for URIs, loose and strict, and how patterns match them. UTF-8 throughout.
#pragma once

#include "options.h"
#include "wampexport.h"

#include <QtCore/QByteArrayView>

namespace Gantry::Wamp {

enum class UriCheck : quint8 {
    Loose, //!< components of anything but whitespace, "." and "#"
    Strict, //!< components of a-z, 0-9 and "_"
};

//! Whether \a uri names one topic, procedure, realm or error.
GANTRY_WAMP_EXPORT bool isValidUri(QByteArrayView uri, UriCheck check = UriCheck::Loose) noexcept;
//! Whether \a pattern may be subscribed to or registered with \a match: for a wildcard
//! components may be empty, for a prefix the last one.
GANTRY_WAMP_EXPORT bool isValidPattern(QByteArrayView pattern, MatchPolicy match,
                                       UriCheck check = UriCheck::Loose) noexcept;
//! Whether the first component is "wamp", which applications may not use.
GANTRY_WAMP_EXPORT bool isReservedUri(QByteArrayView uri) noexcept;

//! Whether \a pattern stands for \a uri.
GANTRY_WAMP_EXPORT bool matchesUri(QByteArrayView pattern, MatchPolicy match, QByteArrayView uri) noexcept;

//! "exact", "prefix", "wildcard"; "single" ...; "skip" ...: as on the wire.
GANTRY_WAMP_EXPORT QByteArrayView nameOf(MatchPolicy match) noexcept;
GANTRY_WAMP_EXPORT QByteArrayView nameOf(InvocationPolicy invoke) noexcept;
GANTRY_WAMP_EXPORT QByteArrayView nameOf(CancelMode mode) noexcept;
GANTRY_WAMP_EXPORT std::optional<MatchPolicy> matchPolicyByName(QByteArrayView name) noexcept;
GANTRY_WAMP_EXPORT std::optional<InvocationPolicy> invocationPolicyByName(QByteArrayView name) noexcept;
GANTRY_WAMP_EXPORT std::optional<CancelMode> cancelModeByName(QByteArrayView name) noexcept;

} // namespace Gantry::Wamp
