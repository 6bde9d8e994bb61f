// SPDX-License-Identifier: MIT
// Whom a client's proxies say that they speak for.
#pragma once

#include "core/handshake/headerfields.h"

#include <QtCore/QString>

namespace Gantry {

//! The address that the outermost of \a proxies trusted proxies wrote into
//! X-Forwarded-For, as "tcp4:192.0.2.1" or "tcp6:[2001:db8::1]:4711". Each proxy appends
//! whom it was spoken to by, so that is the entry number \a proxies from the right; what
//! stands left of it anybody may have written. Empty when there is no such entry or it is
//! no address.
QString forwardedPeer(const Core::HeaderFields &fields, int proxies);

} // namespace Gantry
