// SPDX-License-Identifier: MIT
// What the exchanges of a client's methods say when they give up. Not for users.
#pragma once

#include "clientauth.h"

namespace Gantry::Wamp {

//! The application gave what cannot be used.
AuthFailure unusable(const QString &message);
//! The router's message breaks the method's rules.
AuthFailure badChallenge(const QString &message);
//! The router is not who it should be.
AuthFailure falseRouter();

//! What the channel is bound by; nullopt, or an empty \a type: nothing.
std::optional<QByteArray> channelIdOf(const ClientAuthMeans &means, const QString &type);

} // namespace Gantry::Wamp
