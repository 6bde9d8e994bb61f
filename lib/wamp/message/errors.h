// SPDX-License-Identifier: MIT
// The URIs that WAMP itself uses for errors and for the end of sessions.
#pragma once

#include <QtCore/QString>

namespace Gantry::Wamp::Uris {

using L1 = QLatin1StringView;

// In the place of "canceled" some peers say "cancelled": accept both.
inline constexpr L1 canceled("wamp.error.canceled");
inline constexpr L1 invalidUri("wamp.error.invalid_uri");
inline constexpr L1 noSuchProcedure("wamp.error.no_such_procedure");
inline constexpr L1 procedureAlreadyExists("wamp.error.procedure_already_exists");
inline constexpr L1 noSuchRegistration("wamp.error.no_such_registration");
inline constexpr L1 noSuchSubscription("wamp.error.no_such_subscription");
inline constexpr L1 noSuchSession("wamp.error.no_such_session");
inline constexpr L1 invalidArgument("wamp.error.invalid_argument");
inline constexpr L1 payloadSizeExceeded("wamp.error.payload_size_exceeded");
inline constexpr L1 protocolViolation("wamp.error.protocol_violation");
inline constexpr L1 notAuthorized("wamp.error.not_authorized");
inline constexpr L1 authorizationFailed("wamp.error.authorization_failed");
inline constexpr L1 authorizationDenied("wamp.error.authorization_denied");
inline constexpr L1 authorizationRequired("wamp.error.authorization_required");
inline constexpr L1 noSuchRealm("wamp.error.no_such_realm");
inline constexpr L1 noSuchRole("wamp.error.no_such_role");
inline constexpr L1 noSuchPrincipal("wamp.error.no_such_principal");
inline constexpr L1 noMatchingAuthMethod("wamp.error.no_matching_auth_method");
inline constexpr L1 authenticationDenied("wamp.error.authentication_denied");
inline constexpr L1 authenticationFailed("wamp.error.authentication_failed");
inline constexpr L1 authenticationRequired("wamp.error.authentication_required");
inline constexpr L1 timeout("wamp.error.timeout");
inline constexpr L1 optionNotAllowed("wamp.error.option_not_allowed");
inline constexpr L1 discloseMeDisallowed("wamp.error.option_disallowed.disclose_me");
inline constexpr L1 networkFailure("wamp.error.network_failure");
inline constexpr L1 unavailable("wamp.error.unavailable");
inline constexpr L1 noAvailableCallee("wamp.error.no_available_callee");
inline constexpr L1 featureNotSupported("wamp.error.feature_not_supported");
//! Not WAMP's: what an exception that is no ApplicationError becomes in autobahn.
inline constexpr L1 runtimeError("wamp.error.runtime_error");

inline constexpr L1 systemShutdown("wamp.close.system_shutdown");
inline constexpr L1 closeRealm("wamp.close.close_realm");
inline constexpr L1 goodbyeAndOut("wamp.close.goodbye_and_out");
inline constexpr L1 killed("wamp.close.killed");
inline constexpr L1 normal("wamp.close.normal"); //!< what autobahn's leave() says

} // namespace Gantry::Wamp::Uris
